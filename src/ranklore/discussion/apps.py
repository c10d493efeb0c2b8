"""The Django app for comments."""

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "ranklore.discussion"
    label = "discussion"
