from typing import Any

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "ranklore.following"
    label = "following"

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from ranklore.following.actions import trust_address

        def changed(*, user: Any, **more: Any) -> None:
            trust_address(user)

        email_changed.connect(changed, weak=False, dispatch_uid="trust_address")
