from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "ranklore.shell"
    label = "shell"
