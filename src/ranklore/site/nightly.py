"""What is done once a night."""

from datetime import datetime, timedelta

from ranklore.ballots.history import thin
from ranklore.ballots.recount import rebuild_voted_since
from ranklore.people.actions import forget_unproven
from ranklore.people.mfa import seal_secrets_anew
from ranklore.people.sessions import SessionStore


def care_for_lists(now: datetime) -> None:
    """Count anew the lists that were voted on since the last night, which measures the inflation of their ranges, and
    thin out the past places."""
    rebuild_voted_since(now - timedelta(days=1))
    thin(now)


def care_for_accounts(now: datetime) -> None:
    """Forget accounts that nobody proved and sessions that ran out, and seal secrets with the newest key."""
    forget_unproven(now)
    SessionStore.clear_expired()
    seal_secrets_anew()
