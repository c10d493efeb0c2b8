"""Which digests wait to be sent and which events they cover."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from ranklore.following.models import Digest, EventTopic, NotificationSettings
from ranklore.following.queries.events import event_topics_for

DIGEST_BATCH_SIZE = 100


def waiting_digests(today: date, now: datetime) -> list[Digest]:
    waiting = Digest.objects.filter(state=Digest.State.WAITING, day=today, not_before__lte=now)
    return list(waiting.select_related("reader__voter__account").order_by("not_before", "pk")[:DIGEST_BATCH_SIZE])


def unsent_event_topics(readers: Sequence[NotificationSettings], upto: int) -> QuerySet[EventTopic]:
    """What these readers have neither been sent nor seen."""
    reader = "topic__follows__voter__reader"
    return event_topics_for(
        [each.pk for each in readers],
        Q(event__lte=upto),
        Q(event__gt=F(f"{reader}__seen")),
        Q(event__gt=F(f"{reader}__mailed")),
    )


def has_server_refused_all(today: date) -> bool:
    """Whether the server refused the letters of several readers today, and took none."""
    tried = Digest.objects.filter(day=today, tries__gt=0)
    return not tried.filter(state=Digest.State.SENT).exists() and tried.count() > 1
