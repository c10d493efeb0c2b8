from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ranklore.search"
    label = "search"
