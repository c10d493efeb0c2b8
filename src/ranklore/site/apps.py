from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ranklore.site"
    label = "site"
