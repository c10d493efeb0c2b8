"""Emails the owner when a provider is linked or unlinked."""

from allauth.account.adapter import get_adapter as get_account_adapter

from ranklore.people.models import Account


def email_link_change(account: Account, what: str, name: str) -> None:
    get_account_adapter().send_notification_mail(f"people/{what}", account, {"site_linked": name})
