"""What is done once a night."""

from datetime import datetime, timedelta

from ranklore.ballots.history import thin
from ranklore.ballots.recount import rebuild_voted_since


def care_for_lists(now: datetime) -> None:
    """Count anew the lists that were voted on since the last night, which measures the inflation of their ranges, and
    thin out the past places."""
    rebuild_voted_since(now - timedelta(days=1))
    thin(now)
