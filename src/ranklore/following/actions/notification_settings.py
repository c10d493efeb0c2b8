"""Change how a voter is notified, and record how far they have read."""

from datetime import date

from django.db import transaction

from ranklore.following.actions.locks import lock_voters
from ranklore.following.digest_schedule import next_digest_day
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.queries.events import newest_event_id
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Account, Voter


@transaction.atomic
def set_reply_notifications(*, voter: Voter, on: bool) -> None:
    """Turn notifications about replies to a voter's comments on or off. They are on by default."""
    settings = _lock_settings(voter)
    NotificationSettings.objects.filter(pk=settings.pk).update(wants_replies=on)
    if on:
        topic, _ = Topic.objects.get_or_create(replies_to=settings.voter)
        Follow.objects.get_or_create(voter=settings.voter, topic=topic, defaults={"after_event": newest_event_id()})
    else:
        Follow.objects.filter(voter=settings.voter, topic__replies_to=settings.voter).delete()


@transaction.atomic
def mark_read(*, voter: Voter, last_event: int) -> None:
    """Record that a voter has seen all notifications up to this event. It never goes back."""
    if voter.pk is None:
        return
    last_event = min(last_event, newest_event_id())
    NotificationSettings.objects.get_or_create(voter=voter)
    NotificationSettings.objects.filter(voter=voter, last_seen_event__lt=last_event).update(last_seen_event=last_event)


@transaction.atomic
def set_digest_frequency(*, voter: Voter, frequency: str, today: date) -> None:
    """Send digests to a voter daily, weekly or never. It also resumes digests that were suspended.

    A digest that starts or resumes leaves out older events. Choosing the same frequency again changes nothing.
    """
    settings = _lock_settings(voter)
    if settings.digest == frequency and settings.suspended_at is None:
        return
    is_starting = settings.digest == NotificationSettings.Frequency.OFF or settings.suspended_at is not None
    settings.digest, settings.next_digest_on = frequency, next_digest_day(frequency, today)
    settings.refusals, settings.suspended_at = 0, None
    if is_starting:
        settings.last_mailed_event = max(settings.last_mailed_event, newest_event_id())
    settings.save(update_fields=["digest", "next_digest_on", "refusals", "suspended_at", "last_mailed_event"])


@transaction.atomic
def resume_emails(account: Account) -> None:
    """Resume suspended digests of an account that has a new email address. Events from the time without emails are
    not sent."""
    settings = NotificationSettings.objects.filter(voter__account=account)
    settings.exclude(suspended_at=None).update(last_mailed_event=newest_event_id())
    settings.update(refusals=0, suspended_at=None)


def _lock_settings(voter: Voter) -> NotificationSettings:
    """The settings of a voter. The voter is locked too, so that no worker turns replies on for them meanwhile
    (`follow_replies_by_default`)."""
    voter = save_voter(voter)
    lock_voters([voter.pk])
    settings, _ = NotificationSettings.objects.select_for_update(no_key=True).get_or_create(voter=voter)
    return settings
