"""The app for exchange: export, feeds and sitemaps."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ranklore.exchange"
    label = "exchange"
