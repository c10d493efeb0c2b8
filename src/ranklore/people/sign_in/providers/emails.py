"""The email to the owner of an account after a provider is linked or unlinked."""

from allauth.account.adapter import get_adapter as get_account_adapter

from ranklore.people.models import Account


def email_link_change(account: Account, message: str, site: str) -> None:
    get_account_adapter().send_notification_mail(f"people/{message}", account, {"site_linked": site})
