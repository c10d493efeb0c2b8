from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "ranklore.lists"
    label = "lists"
