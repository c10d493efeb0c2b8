"""The Django app of follows, notifications and digests."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "ranklore.following"
    label = "following"
