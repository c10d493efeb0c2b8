"""Schedule, claim and close digests. A digest is claimed by compare-and-set, so it is sent at most once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from ranklore.following.delivery import DeliveryOutcome, PreparedDigest
from ranklore.following.digest_schedule import REFUSALS_MAX, TRIES_MAX, next_due, retry_at
from ranklore.following.models import Digest, NotificationSettings
from ranklore.following.queries.digests import DIGEST_BATCH_SIZE


def schedule_digests(today: date, now: datetime) -> None:
    """Give every reader whose digest is due the row of today. A reader has one at the most."""
    Digest.objects.filter(state=Digest.State.WAITING, day__lt=today).update(state=Digest.State.DROPPED)
    often = (NotificationSettings.Frequency.DAILY, NotificationSettings.Frequency.WEEKLY)
    due = NotificationSettings.objects.filter(digest__in=often, due__lte=today, stopped_at=None)
    while readers := list(due.order_by("pk")[: 5 * DIGEST_BATCH_SIZE]):
        with transaction.atomic():
            Digest.objects.bulk_create(
                (Digest(reader=reader, day=today, not_before=now) for reader in readers), ignore_conflicts=True
            )
            for each in often:
                theirs = [reader.pk for reader in readers if reader.digest == each]
                NotificationSettings.objects.filter(pk__in=theirs, digest=each).update(due=next_due(each, today))


def close_digests(done: Sequence[PreparedDigest], now: datetime) -> None:
    """Note for which there was nothing to send."""
    for state in {ready.state for ready in done}:
        rows = Digest.objects.filter(
            pk__in=[ready.digest.pk for ready in done if ready.state == state], state=Digest.State.WAITING
        )
        rows.update(state=state, changed_at=now)


@transaction.atomic
def claim_digest(ready: PreparedDigest, sent: Sequence[PreparedDigest], now: datetime) -> bool:
    """Make a letter this process's to send, if it is nobody's, and its reader still wants it. From here on its events
    count as told. Those that were `sent` before it are noted with it: should the process die before, their claims alone
    keep them from going again."""
    mark_digests_sent(sent, now)
    waiting = Digest.objects.filter(pk=ready.digest.pk, state=Digest.State.WAITING, tries=ready.digest.tries)
    if not waiting.update(state=Digest.State.CLAIMED, tries=F("tries") + 1, changed_at=now):
        return False
    known = ready.digest.reader
    # Not by `stopped_at` too, which one digest a day cannot change meanwhile: PostgreSQL may then walk `reader_by_due`.
    wants = NotificationSettings.objects.filter(pk=known.pk, digest=known.digest, mailed=known.mailed)
    if not wants.update(mailed=ready.upto):  # the letter may have waited for a hundred others
        Digest.objects.filter(pk=ready.digest.pk).update(state=Digest.State.DROPPED)
        return False
    return True


def mark_digests_sent(sent: Sequence[PreparedDigest], now: datetime) -> None:
    for ready in sent:
        Digest.objects.filter(pk=ready.digest.pk).update(state=Digest.State.SENT, changed_at=now)
        if ready.digest.reader.refusals:
            NotificationSettings.objects.filter(pk=ready.digest.reader_id).update(refusals=0)


@transaction.atomic
def record_failed_delivery(ready: PreparedDigest, outcome: DeliveryOutcome, now: datetime) -> None:
    """Note what became of a letter that was not sent. A later one tells it, unless this may have been sent."""
    if outcome is DeliveryOutcome.UNKNOWN:
        return
    digest, tries = ready.digest, ready.digest.tries + 1
    reader, state = NotificationSettings.objects.filter(pk=digest.reader_id), Digest.State.WAITING
    if outcome is DeliveryOutcome.REFUSED:
        state = Digest.State.REFUSED
        reader.update(refusals=F("refusals") + 1)
        reader.filter(refusals__gte=REFUSALS_MAX, stopped_at=None).update(stopped_at=now)
    elif outcome is DeliveryOutcome.LATER and tries >= TRIES_MAX:
        state = Digest.State.DROPPED
    reader.filter(mailed=ready.upto).update(mailed=digest.reader.mailed)
    Digest.objects.filter(pk=digest.pk).update(state=state, not_before=retry_at(tries, now), changed_at=now)
