"""Which digests wait to be sent and which events they cover."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from ranklore.following.models import Digest, EventTopic
from ranklore.following.queries.events import event_topics_for

DIGEST_BATCH_SIZE = 100


def waiting_digests(today: date, now: datetime) -> list[Digest]:
    waiting = Digest.objects.filter(state=Digest.State.WAITING, day=today, not_before__lte=now)
    return list(waiting.select_related("settings__voter__account").order_by("not_before", "pk")[:DIGEST_BATCH_SIZE])


def unsent_event_topics(voter_ids: Sequence[int], last_event: int) -> QuerySet[EventTopic]:
    """What these voters have neither been sent nor seen on the site."""
    settings = "topic__follows__voter__notification_settings"
    return event_topics_for(
        voter_ids,
        Q(event__lte=last_event),
        Q(event__gt=F(f"{settings}__last_seen_event")),
        Q(event__gt=F(f"{settings}__last_mailed_event")),
    )


def has_server_refused_all(today: date) -> bool:
    """Whether the mail server refused several digests today and accepted none."""
    tried = Digest.objects.filter(day=today, tries__gt=0)
    return not tried.filter(state=Digest.State.SENT).exists() and tried.count() > 1
