"""What the worker does once a night."""

import logging
from datetime import datetime, timedelta

from django.db import close_old_connections

from ranklore.ballots.recount.rank_snapshots import thin_snapshots
from ranklore.ballots.recount.rebuild import rebuild_lists_voted_since
from ranklore.discussion.actions.activity import lists_commented_on_since, update_list_commenters
from ranklore.following.jobs.rank_events import collect_rank_changes
from ranklore.following.jobs.scheduler import delete_expired
from ranklore.people.actions.accounts import delete_unverified_accounts
from ranklore.people.actions.second_factors import reencrypt_secrets
from ranklore.people.sign_in.sessions import SessionStore
from ranklore.site.jobs.related_lists import relate_lists_voted_since

log = logging.getLogger(__name__)


NIGHT_HOUR = 3  # the hour of the day, UTC


def run_nightly(now: datetime) -> list[str]:
    """Do each duty of the night, also after another went wrong. Gives the names of those that did, which are in the log
    and are done with the next night."""
    failed = []
    for duty in (maintain_lists, maintain_accounts, maintain_notifications):
        try:
            duty(now)
        except Exception:
            log.exception("%s is left for the next night", duty.__name__)
            close_old_connections()
            failed.append(duty.__name__)
    return failed


def maintain_lists(now: datetime) -> None:
    """Count anew the lists that were voted on since the last night, which measures the inflation of their ranges,
    thin out the past places, and look for related lists."""
    rebuild_lists_voted_since(now - timedelta(days=1))
    thin_snapshots(now)
    update_list_commenters(lists_commented_on_since(now - timedelta(days=1)))
    relate_lists_voted_since(now - timedelta(days=1), now)


def maintain_accounts(now: datetime) -> None:
    """Forget accounts that nobody proved and sessions that ran out, and seal secrets with the newest key."""
    delete_unverified_accounts(now)
    SessionStore.clear_expired()
    reencrypt_secrets()


def maintain_notifications(now: datetime) -> None:
    """Tell the moves of the days that are over, and forget what was told long ago."""
    collect_rank_changes(now)
    delete_expired(now)


def next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
