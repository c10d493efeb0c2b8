from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "ranklore.drafts"
    label = "drafts"
