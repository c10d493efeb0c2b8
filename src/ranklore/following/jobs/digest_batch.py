"""Prepare the digests of many readers with as many queries as for one."""

import time
from collections.abc import Sequence
from datetime import date
from functools import partial

from allauth.account.models import EmailAddress
from django.db.models import Max

from ranklore.following.delivery import PreparedDigest
from ranklore.following.jobs.digest_email import build_digest_email
from ranklore.following.models import Digest, Event, NotificationSettings
from ranklore.following.queries.digests import unsent_event_topics
from ranklore.following.queries.events import get_events, get_follow_reasons, nearest_reasons, newest_events_by_voter
from ranklore.following.queries.notifications import NotificationCache, build_notifications

EVENTS_PER_DIGEST_MAX = 200
"""Of one reader; the letter says that there is more."""


CACHE_SECONDS = 5.0
"""Seconds for which a run keeps what it read. Words may be taken back meanwhile."""


class DigestCache:
    """What a run has read and put in words already: most of its readers hear of the same."""

    def __init__(self) -> None:
        self.events: dict[int, Event] = {}
        self.notifications: NotificationCache = {}
        self._until = 0.0

    def read(self, event_ids: set[int]) -> None:
        if (now := time.monotonic()) >= self._until:
            self.events.clear()
            self.notifications.clear()
            self._until = now + CACHE_SECONDS
        self.events.update(get_events(event_ids - self.events.keys()))


def prepare_digests(digests: Sequence[Digest], today: date, news: DigestCache) -> list[PreparedDigest]:
    """The letters of many readers, with as many queries as for one."""
    readers = [digest.reader for digest in digests]
    upto = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    proven = dict(
        EmailAddress.objects.filter(
            user__in=[reader.voter.account_id for reader in readers], verified=True, primary=True
        ).values_list("user_id", "email")
    )
    rows = newest_events_by_voter(unsent_event_topics(readers, upto), EVENTS_PER_DIGEST_MAX)
    news.read({event for each in rows.values() for event, _ in each})
    reasons = get_follow_reasons(topic for each in rows.values() for _, topic in each)
    ready = []
    for digest in digests:
        reader, account = digest.reader, digest.reader.voter.account
        email = proven.get(account.pk) if account and account.is_active else None
        if not email or account is None or reader.digest == NotificationSettings.Frequency.OFF or reader.stopped_at:
            ready.append(PreparedDigest(digest, upto, None, Digest.State.DROPPED))
            continue
        told = rows.get(reader.pk, [])
        notifications = tuple(
            build_notifications(nearest_reasons(told, news.events, reasons), 0, kept=news.notifications)
        )
        write = partial(
            build_digest_email,
            voter_id=reader.pk,
            name=account.name,
            email=email,
            often=reader.digest,
            day=today,
            notifications=notifications,
            is_cut=len(told) == EVENTS_PER_DIGEST_MAX,
        )
        ready.append(PreparedDigest(digest, upto, write if notifications else None))
    return ready
