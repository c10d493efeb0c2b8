"""Django's database sessions, with the account id in a column of its own."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models.functions import Now

from ranklore.core.database.prepared import PreparedQuery
from ranklore.people.models import Session

_SESSION = PreparedQuery(
    lambda key: Session.objects.filter(session_key=key, expire_date__gt=Now()).values_list("session_data"), str
)


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        rows = _SESSION.rows(self.session_key) if self.session_key else []
        if not rows:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(rows[0][0])
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return session
