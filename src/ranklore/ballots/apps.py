from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ranklore.ballots"
    label = "ballots"
