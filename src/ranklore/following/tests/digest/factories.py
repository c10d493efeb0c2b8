"""Digest subscribers and runs for tests."""

from datetime import UTC, datetime, timedelta

from ranklore.following.actions.notification_settings import set_digest_frequency
from ranklore.following.digest_schedule import DIGEST_HOUR
from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Digest
from ranklore.following.tests.factories import create_account, follow_rows

SUNDAY = datetime(2030, 3, 10, DIGEST_HOUR, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)
DAY = timedelta(days=1)


def subscribe_to_digest(account, frequency="daily"):
    """An account that chose a digest two days ago."""
    set_digest_frequency(voter=account.voter, frequency=frequency, today=(SUNDAY - 2 * DAY).date())
    return account


def create_follower(name, *rows):
    """An account that follows these rows and gets a digest every day."""
    account = create_account(name)
    follow_rows(account.voter, *rows)
    return subscribe_to_digest(account)


def run_digests(at=SUNDAY):
    collect_events(datetime.now(UTC))
    return send_digests(lambda: at)


def digest_state_of(account, day=None):
    rows = Digest.objects.filter(settings__voter=account.voter)
    return (rows.get(day=day) if day else rows.latest("day")).state
