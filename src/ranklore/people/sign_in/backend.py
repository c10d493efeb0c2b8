"""The authentication backend: loads the account with its voter in one query."""

from allauth.account.auth_backends import AuthenticationBackend

from ranklore.people.models import Account


class AccountBackend(AuthenticationBackend):
    """Sign-in by e-mail address and password; who is signed in comes with their voter, in one query."""

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("voter").filter(pk=user_id, is_active=True).first()
