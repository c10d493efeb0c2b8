from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "ranklore.site"
    label = "site"

    def ready(self) -> None:
        from allauth.account.signals import email_changed  # models are there only now

        from ranklore.following.actions.notification_settings import resume_emails

        def resume_emails_to_new_address(*, user: Any, **kwargs: Any) -> None:
            resume_emails(user)

        post_migrate.connect(_ensure_page_triggers, sender=self)
        email_changed.connect(resume_emails_to_new_address, weak=False, dispatch_uid="resume_emails")


def _ensure_page_triggers(**_: Any) -> None:
    from ranklore.site.page_triggers import ensure_page_triggers  # models cannot be imported earlier

    ensure_page_triggers()
