"""The app for drafts: paste a page, check it and publish it as a list."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "ranklore.drafts"
    label = "drafts"
