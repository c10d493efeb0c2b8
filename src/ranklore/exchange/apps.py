from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ranklore.exchange"
    label = "exchange"
