"""Schedule, claim and close digests. A digest is claimed by compare-and-set, so it is sent at most once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from ranklore.following.delivery import DeliveryOutcome, PreparedDigest
from ranklore.following.digest_schedule import REFUSALS_MAX, TRIES_MAX, next_digest_day, retry_at
from ranklore.following.models import Digest, NotificationSettings
from ranklore.following.queries.digests import DIGEST_BATCH_SIZE


def schedule_digests(today: date, now: datetime) -> None:
    """Create today's digest for every voter whose digest is due. A voter has one a day at most."""
    Digest.objects.filter(state=Digest.State.WAITING, day__lt=today).update(state=Digest.State.DROPPED)
    frequencies = (NotificationSettings.Frequency.DAILY, NotificationSettings.Frequency.WEEKLY)
    due = NotificationSettings.objects.filter(digest__in=frequencies, next_digest_on__lte=today, suspended_at=None)
    while batch := list(due.order_by("pk")[: 5 * DIGEST_BATCH_SIZE]):
        with transaction.atomic():
            Digest.objects.bulk_create(
                (Digest(settings=each, day=today, not_before=now) for each in batch), ignore_conflicts=True
            )
            for frequency in frequencies:
                ids = [each.pk for each in batch if each.digest == frequency]
                NotificationSettings.objects.filter(pk__in=ids, digest=frequency).update(
                    next_digest_on=next_digest_day(frequency, today)
                )


def close_digests(empty: Sequence[PreparedDigest], now: datetime) -> None:
    """Record why there is nothing to send for these digests."""
    for state in {prepared.state for prepared in empty}:
        rows = Digest.objects.filter(
            pk__in=[prepared.digest.pk for prepared in empty if prepared.state == state], state=Digest.State.WAITING
        )
        rows.update(state=state, changed_at=now)


@transaction.atomic
def claim_digest(prepared: PreparedDigest, sent: Sequence[PreparedDigest], now: datetime) -> bool:
    """Claim a digest for this process, if no other has it and its voter still wants it. From then on its events count
    as sent.

    `sent` are digests sent since the last claim. They are recorded in the same transaction, to save a commit. If the
    process dies before that, their own claims keep them from being sent again.
    """
    mark_digests_sent(sent, now)
    waiting = Digest.objects.filter(pk=prepared.digest.pk, state=Digest.State.WAITING, tries=prepared.digest.tries)
    if not waiting.update(state=Digest.State.CLAIMED, tries=F("tries") + 1, changed_at=now):
        return False
    read = prepared.digest.settings
    # No condition on `suspended_at`: one digest a day cannot change it meanwhile, and with it PostgreSQL may walk the
    # index `settings_by_next_digest`.
    unchanged = NotificationSettings.objects.filter(
        pk=read.pk, digest=read.digest, last_mailed_event=read.last_mailed_event
    )
    if not unchanged.update(last_mailed_event=prepared.last_event):  # changed while other digests of its batch went out
        Digest.objects.filter(pk=prepared.digest.pk).update(state=Digest.State.DROPPED)
        return False
    return True


def mark_digests_sent(sent: Sequence[PreparedDigest], now: datetime) -> None:
    for prepared in sent:
        Digest.objects.filter(pk=prepared.digest.pk).update(state=Digest.State.SENT, changed_at=now)
        if prepared.digest.settings.refusals:
            NotificationSettings.objects.filter(pk=prepared.digest.settings_id).update(refusals=0)


@transaction.atomic
def record_failed_delivery(prepared: PreparedDigest, outcome: DeliveryOutcome, now: datetime) -> None:
    """Record why a digest was not sent, and give its events back to the next one. If it may have been sent, it stays
    claimed and its events are not sent again."""
    if outcome is DeliveryOutcome.UNKNOWN:
        return
    digest, tries = prepared.digest, prepared.digest.tries + 1
    settings, state = NotificationSettings.objects.filter(pk=digest.settings_id), Digest.State.WAITING
    if outcome is DeliveryOutcome.REFUSED:
        state = Digest.State.REFUSED
        settings.update(refusals=F("refusals") + 1)
        settings.filter(refusals__gte=REFUSALS_MAX, suspended_at=None).update(suspended_at=now)
    elif outcome is DeliveryOutcome.LATER and tries >= TRIES_MAX:
        state = Digest.State.DROPPED
    settings.filter(last_mailed_event=prepared.last_event).update(last_mailed_event=digest.settings.last_mailed_event)
    Digest.objects.filter(pk=digest.pk).update(state=state, not_before=retry_at(tries, now), changed_at=now)
