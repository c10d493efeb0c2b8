"""Prepare the digests of many voters with as many queries as for one."""

import time
from collections.abc import Sequence
from datetime import date
from functools import partial

from allauth.account.models import EmailAddress

from ranklore.following.delivery import PreparedDigest
from ranklore.following.jobs.digest_email import build_digest_email
from ranklore.following.models import Digest, Event, NotificationSettings
from ranklore.following.queries.digests import unsent_event_topics
from ranklore.following.queries.events import (
    get_events,
    get_follow_reasons,
    nearest_reasons,
    newest_event_id,
    newest_events_by_voter,
)
from ranklore.following.queries.notifications import NotificationCache, build_notifications

EVENTS_PER_DIGEST_MAX = 200
"""Of one voter. The email says if there are more."""
CACHE_SECONDS = 5.0
"""How long a run uses what it has read. Authors may edit or delete their comments meanwhile."""


class DigestCache:
    """Events that a run has read and notifications that it has built. Most digests of a run need the same ones."""

    def __init__(self) -> None:
        self.events: dict[int, Event] = {}
        self.notifications: NotificationCache = {}
        self._expires_at = 0.0

    def read(self, event_ids: set[int]) -> None:
        if (now := time.monotonic()) >= self._expires_at:
            self.events.clear()
            self.notifications.clear()
            self._expires_at = now + CACHE_SECONDS
        self.events.update(get_events(event_ids - self.events.keys()))


def prepare_digests(digests: Sequence[Digest], today: date, cache: DigestCache) -> list[PreparedDigest]:
    last_event = newest_event_id()
    verified = dict(
        EmailAddress.objects.filter(
            user__in=[digest.settings.voter.account_id for digest in digests], verified=True, primary=True
        ).values_list("user_id", "email")
    )
    voter_ids = [digest.settings_id for digest in digests]
    rows = newest_events_by_voter(unsent_event_topics(voter_ids, last_event), EVENTS_PER_DIGEST_MAX)
    cache.read({event for each in rows.values() for event, _ in each})
    reasons = get_follow_reasons(topic for each in rows.values() for _, topic in each)
    prepared = []
    for digest in digests:
        settings, account = digest.settings, digest.settings.voter.account
        email = verified.get(account.pk) if account and account.is_active else None
        is_off = settings.digest == NotificationSettings.Frequency.OFF or settings.suspended_at
        if not email or account is None or is_off:
            prepared.append(PreparedDigest(digest, last_event, None, Digest.State.DROPPED))
            continue
        events = rows.get(settings.pk, [])
        notifications = tuple(
            build_notifications(nearest_reasons(events, cache.events, reasons), 0, cache.notifications)
        )
        build = partial(
            build_digest_email,
            voter_id=settings.pk,
            name=account.name,
            email=email,
            frequency=settings.digest,
            day=today,
            notifications=notifications,
            is_cut=len(events) == EVENTS_PER_DIGEST_MAX,
        )
        prepared.append(PreparedDigest(digest, last_event, build if notifications else None))
    return prepared
