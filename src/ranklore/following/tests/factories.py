"""Accounts, follows and notification texts for tests."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.test import Client

from ranklore.following.actions.follows import follow_target
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.queries.events import count_unread
from ranklore.following.queries.notifications import notifications_for
from ranklore.following.targets import target_for
from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter

PASSWORD = "a long enough secret"


def create_account(name: str) -> Account:
    """An account with a verified address, a name and a voter, as after a sign-up."""
    account = Account(email=f"{name}@example.org")
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    Voter.objects.create(account=account)
    take_name(account, name)
    account.refresh_from_db()
    return account


def sign_in_client(account: Account, client: Client | None = None) -> Client:
    client = client or Client()
    assert client.post("/sign-in", {"login": account.email, "password": PASSWORD}).status_code == 303
    return client


def follow_rows(voter: Voter, *rows: Model) -> None:
    for row in rows:
        follow_target(voter=voter, target=target_for(row))


def notification_texts(voter: Voter, now: datetime | None = None) -> list[str]:
    """The notifications of a voter after the worker collected events, without isolate characters."""
    collect_events(now or datetime.now(UTC))
    return [strip_isolates(notice.plain_text) for notice in notifications_for(voter).notifications]


def unread_count(voter: Voter) -> int:
    collect_events(datetime.now(UTC))
    return count_unread(voter)


def strip_isolates(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")
