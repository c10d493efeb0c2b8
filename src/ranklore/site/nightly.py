"""What is done once a night."""

import logging
from datetime import datetime, timedelta

from django.db import close_old_connections

from ranklore.ballots.history import thin
from ranklore.ballots.recount import rebuild_voted_since
from ranklore.discussion.lately import lists_written_on_since, notice_writers
from ranklore.following.duties import forget_old
from ranklore.following.moving import gather_moves
from ranklore.people.actions import forget_unproven
from ranklore.people.mfa import seal_secrets_anew
from ranklore.people.sessions import SessionStore
from ranklore.site.relating import relate_voted_since

log = logging.getLogger(__name__)


def care_for_all(now: datetime) -> list[str]:
    """Do each duty of the night, also after another went wrong. Gives the names of those that did, which are in the log
    and are done with the next night."""
    failed = []
    for duty in (care_for_lists, care_for_accounts, care_for_news):
        try:
            duty(now)
        except Exception:
            log.exception("%s is left for the next night", duty.__name__)
            close_old_connections()
            failed.append(duty.__name__)
    return failed


def care_for_lists(now: datetime) -> None:
    """Count anew the lists that were voted on since the last night, which measures the inflation of their ranges,
    thin out the past places, and look for related lists."""
    rebuild_voted_since(now - timedelta(days=1))
    thin(now)
    notice_writers(lists_written_on_since(now - timedelta(days=1)))
    relate_voted_since(now - timedelta(days=1), now)


def care_for_accounts(now: datetime) -> None:
    """Forget accounts that nobody proved and sessions that ran out, and seal secrets with the newest key."""
    forget_unproven(now)
    SessionStore.clear_expired()
    seal_secrets_anew()


def care_for_news(now: datetime) -> None:
    """Tell the moves of the days that are over, and forget what was told long ago."""
    gather_moves(now)
    forget_old(now)
