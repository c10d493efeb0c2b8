from typing import Any

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ranklore.site"
    label = "site"

    def ready(self) -> None:
        from allauth.account.signals import email_changed  # models are there only now

        from ranklore.following.actions.notification_settings import resume_emails

        def resume_emails_to_new_address(*, user: Any, **kwargs: Any) -> None:
            resume_emails(user)

        email_changed.connect(resume_emails_to_new_address, weak=False, dispatch_uid="resume_emails")
