"""Link accounts of other sites to an account, and unlink them."""

from ranklore.people.models import Account, ProviderLink


def add_provider_link(account: Account, provider: str, uid: str) -> bool | None:
    """Link an account of another site to this one. Returns False if it is linked already, and None if it is linked to
    another account here."""
    link, is_new = ProviderLink.objects.get_or_create(provider=provider, uid=uid, defaults={"account": account})
    return is_new if link.account_id == account.pk else None


def delete_provider_link(account: Account, link_id: int) -> bool:
    """Unlink an account of another site. Its owner can always sign in with a code by email."""
    deleted, _ = ProviderLink.objects.filter(account=account, pk=link_id).delete()
    return bool(deleted)
