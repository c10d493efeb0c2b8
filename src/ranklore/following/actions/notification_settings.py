"""Change how a voter is notified, and record how far they have read."""

from datetime import date

from django.db import transaction

from ranklore.following.actions.locks import lock_voters
from ranklore.following.digest_schedule import next_due
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.queries.events import newest_event_id
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Account, Voter


@transaction.atomic
def set_reply_notifications(*, voter: Voter, on: bool) -> None:
    """Be told of replies to what one wrote, which is so unless one chose not to; or not."""
    reader = _lock_settings(voter)
    NotificationSettings.objects.filter(pk=reader.pk).update(wants_replies=on)
    if on:
        topic, _ = Topic.objects.get_or_create(replies_to=reader.voter)
        Follow.objects.get_or_create(voter=reader.voter, topic=topic, defaults={"after": newest_event_id()})
    else:
        Follow.objects.filter(voter=reader.voter, topic__replies_to=reader.voter).delete()


@transaction.atomic
def mark_read(*, voter: Voter, upto: int) -> None:
    """Note that a voter looked at their notices when this was the newest event. It never goes back."""
    if voter.pk is None:
        return
    upto = min(upto, newest_event_id())
    NotificationSettings.objects.get_or_create(voter=voter)
    NotificationSettings.objects.filter(voter=voter, seen__lt=upto).update(seen=upto)


@transaction.atomic
def set_digest_frequency(*, voter: Voter, often: str, today: date) -> None:
    """Be sent what is new by e-mail: daily, weekly or off. It also starts again what was stopped by a dead address.

    What happened before is not sent. Chosen again as it is, nothing changes.
    """
    reader = _lock_settings(voter)
    if reader.digest == often and reader.stopped_at is None:
        return
    begins = reader.digest == NotificationSettings.Frequency.OFF or reader.stopped_at is not None
    reader.digest, reader.due = often, next_due(often, today)
    reader.refusals, reader.stopped_at = 0, None
    if begins:
        reader.mailed = max(reader.mailed, newest_event_id())
    reader.save(update_fields=["digest", "due", "refusals", "stopped_at", "mailed"])


@transaction.atomic
def resume_emails(account: Account) -> None:
    """Send to an account again, which has another address now. What happened while nothing was sent is not sent."""
    reader = NotificationSettings.objects.filter(voter__account=account)
    reader.exclude(stopped_at=None).update(mailed=newest_event_id())
    reader.update(refusals=0, stopped_at=None)


def _lock_settings(voter: Voter) -> NotificationSettings:
    """The row of a voter, held to the end of the transaction, as is the voter: no worker lets them be told of replies
    meanwhile."""
    voter = save_voter(voter)
    lock_voters([voter.pk])
    reader, _ = NotificationSettings.objects.select_for_update(no_key=True).get_or_create(voter=voter)
    return reader
