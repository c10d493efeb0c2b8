"""The Django app of accounts and voters."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ranklore.people"
    label = "people"
