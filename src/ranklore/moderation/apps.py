"""The app for moderation: who may decide about others' contributions, and what they decided."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "ranklore.moderation"
    label = "moderation"
