"""The authentication backend."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from ranklore.core.database.prepared import PreparedQuery
from ranklore.people.access import load_voter
from ranklore.people.models import Account, Voter


class AccountBackend(AuthenticationBackend):
    """Signs in by email address and password. Loads an account together with its voter."""

    def get_user(self, user_id: int) -> Account | None:
        rows = _ACCOUNT.rows(user_id)
        if not rows:
            return None
        account = Account.from_db(connection.alias, _FIELDS, rows[0])
        account._state.fields_cache["voter"] = None  # as select_related does: so that nobody looks again
        for voter_id, key, name, is_simulated, trust in _VOTER.rows(user_id):
            account.voter = load_voter(voter_id, key, name, is_simulated, trust, account.pk)
        return account


_FIELDS = tuple(  # in the order of the model, as `from_db` needs them; the others are loaded when they are needed
    field.attname
    for field in Account._meta.concrete_fields
    if field.attname in ("id", "email", "name", "password", "words", "is_active")
)
_ACCOUNT = PreparedQuery(
    lambda account_id: Account.objects.filter(pk=account_id, is_active=True).values_list(*_FIELDS), int
)
# Not a join. Once SQLite has counted how many voters have no account, it reads all voters for one.
_VOTER = PreparedQuery(
    lambda account_id: Voter.objects.filter(account_id=account_id).values_list(
        "pk", "key", "name", "is_simulated", "trust"
    ),
    int,
)
