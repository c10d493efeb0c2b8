"""The jobs that the worker runs once a night."""

import logging
from datetime import datetime, timedelta

from django.db import close_old_connections

from ranklore.ballots.actions.incidents import update_ranks_with
from ranklore.ballots.actions.vote_weights import delete_old_network_counts
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

NIGHT_HOUR = 3  # UTC


def run_nightly(now: datetime) -> list[str]:
    """Run every nightly job, even when an earlier one failed. Return the names of the failed jobs.

    Failures are logged, and the next night does their work too.
    """
    failed = []
    for job in (maintain_lists, maintain_accounts, maintain_notifications):
        try:
            job(now)
        except Exception:
            log.exception("%s failed and will run again next night", job.__name__)
            close_old_connections()
            failed.append(job.__name__)
    return failed


def maintain_lists(now: datetime) -> None:
    """Rebuild the lists that got votes since the last night, and what their incidents change, thin out rank snapshots,
    update the number of commenters, find related lists, and delete old counts of networks.

    Only a rebuild measures the overdispersion that widens the ranges.
    """
    rebuild_lists_voted_since(now - timedelta(days=1))
    update_ranks_with(now - timedelta(days=1))
    thin_snapshots(now)
    update_list_commenters(lists_commented_on_since(now - timedelta(days=1)))
    relate_lists_voted_since(now - timedelta(days=1), now)
    delete_old_network_counts(now.date())


def maintain_accounts(now: datetime) -> None:
    """Delete unverified accounts and expired sessions, and encrypt secrets again with the newest key."""
    delete_unverified_accounts(now)
    SessionStore.clear_expired()
    reencrypt_secrets()


def maintain_notifications(now: datetime) -> None:
    """Write events for the rank changes of finished days, and delete events that have expired."""
    collect_rank_changes(now)
    delete_expired(now)


def next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
