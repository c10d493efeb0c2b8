from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ranklore.core"
    label = "core"
