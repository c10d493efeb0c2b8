"""The authentication backend."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from ranklore.core.database.prepared import PreparedQuery
from ranklore.people.access import load_voter
from ranklore.people.models import Account


class AccountBackend(AuthenticationBackend):
    """Signs in by email address and password. Loads an account with its voter in one query."""

    def get_user(self, user_id: int) -> Account | None:
        rows = _ACCOUNT.rows(user_id)
        if not rows:
            return None
        values, (voter_id, key, name, is_simulated, trust) = rows[0][: len(_FIELDS)], rows[0][len(_FIELDS) :]
        account = Account.from_db(connection.alias, _FIELDS, values)
        account._state.fields_cache["voter"] = None  # as select_related does: so that nobody looks again
        if voter_id:
            account.voter = load_voter(voter_id, key, name, is_simulated, trust, account.pk)
        return account


_FIELDS = tuple(  # in the order of the model, as `from_db` needs them; the others are loaded when they are needed
    field.attname
    for field in Account._meta.concrete_fields
    if field.attname in ("id", "email", "name", "password", "words", "is_active")
)
_VOTER_FIELDS = ("pk", "key", "name", "is_simulated", "trust")
_ACCOUNT = PreparedQuery(
    lambda account_id: Account.objects.filter(pk=account_id, is_active=True).values_list(
        *_FIELDS, *(f"voter__{field}" for field in _VOTER_FIELDS)
    ),
    int,
)
