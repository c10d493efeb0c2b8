from typing import Any

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "ranklore.following"
    label = "following"

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from ranklore.following.actions.notification_settings import resume_emails

        def changed(*, user: Any, **more: Any) -> None:
            resume_emails(user)

        email_changed.connect(changed, weak=False, dispatch_uid="trust_address")
