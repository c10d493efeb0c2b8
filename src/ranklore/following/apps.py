from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "ranklore.following"
    label = "following"
