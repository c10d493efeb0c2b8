"""Readers of the digest, and runs that send it, for tests."""

from datetime import UTC, datetime, timedelta

from ranklore.following import actions
from ranklore.following.digests import send_digests
from ranklore.following.gathering import gather
from ranklore.following.models import Digest
from ranklore.following.rules import HOUR
from ranklore.following.tests.make import account_of, follows

SUNDAY = datetime(2030, 3, 10, HOUR, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)
DAY = timedelta(days=1)


def reader(account, often="daily"):
    """Somebody who chose a digest the day before yesterday."""
    actions.choose_digest(voter=account.voter, often=often, today=(SUNDAY - 2 * DAY).date())
    return account


def follower(name, *things):
    """Somebody who follows these things and gets a digest every day."""
    account = account_of(name)
    follows(account.voter, *things)
    return reader(account)


def run(at=SUNDAY):
    gather(datetime.now(UTC))
    return send_digests(lambda: at)


def state_of(account, day=None):
    rows = Digest.objects.filter(reader__voter=account.voter)
    return (rows.get(day=day) if day else rows.latest("day")).state
