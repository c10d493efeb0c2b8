"""Link accounts of other sites to an account, and unlink them."""

from ranklore.people.models import Account, ProviderLink


def add_provider_link(account: Account, provider: str, uid: str) -> bool | None:
    """Let an account of another site sign in to this one. False: it does already. None: it signs in to another one."""
    link, is_new = ProviderLink.objects.get_or_create(provider=provider, uid=uid, defaults={"account": account})
    return is_new if link.account_id == account.pk else None


def delete_provider_link(account: Account, link_id: int) -> bool:
    """From here on that account of another site signs in nobody. A code by e-mail always does."""
    gone, _ = ProviderLink.objects.filter(account=account, pk=link_id).delete()
    return bool(gone)
