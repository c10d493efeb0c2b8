"""What is followed and told, for tests."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.test import Client

from ranklore.following.actions import follow
from ranklore.following.gathering import gather
from ranklore.following.queries import count_unread, notices_for
from ranklore.following.topics import thing_of
from ranklore.people.actions import take_name
from ranklore.people.models import Account, Voter

PASSWORD = "a long enough secret"


def account_of(name: str) -> Account:
    """Somebody with a proven address, a name and a voter, as after sign-up."""
    account = Account(email=f"{name}@example.org")
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    Voter.objects.create(account=account)
    take_name(account, name)
    account.refresh_from_db()
    return account


def signed_in(account: Account, client: Client | None = None) -> Client:
    client = client or Client()
    assert client.post("/sign-in", {"login": account.email, "password": PASSWORD}).status_code == 303
    return client


def follows(voter: Voter, *rows: Model) -> None:
    for row in rows:
        follow(voter=voter, thing=thing_of(row))


def told(voter: Voter, now: datetime | None = None) -> list[str]:
    """What a voter reads on their notices page after the worker looked, without the marks of direction."""
    gather(now or datetime.now(UTC))
    return [plain(notice.in_plain) for notice in notices_for(voter).notices]


def unread(voter: Voter) -> int:
    gather(datetime.now(UTC))
    return count_unread(voter)


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")
