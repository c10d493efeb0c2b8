"""Every write of what voters follow, how far they have read, and how they want to be told."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from ranklore.following.gathering import hold_cursor, hold_voters
from ranklore.following.links import Stop
from ranklore.following.models import Digest, Event, Follow, Reader, Telling, Topic
from ranklore.following.rules import FOLLOWS_MOST, Held, next_due
from ranklore.following.topics import Thing, is_there
from ranklore.lists.models import RankedList
from ranklore.people.actions import save_voter
from ranklore.people.models import Account, Voter
from ranklore.shell.refused import Refused


def follow(*, voter: Voter, thing: Thing, held: Held | None = None) -> None:
    """Follow something from now on, or from where it was `held` before an undo; twice is once. Raises Refused."""
    begins = _begins(held)
    try:
        with transaction.atomic():
            voter = save_voter(voter)
            if thing.kind == "person" and thing.id == voter.account_id:
                raise Refused("This is you. What you do yourself is not news to you.")
            topic, _ = Topic.objects.get_or_create(defaults=None, **thing.where)
            _follow(voter, topic, begins)
    except IntegrityError as error:  # its list, or who it is, went after it was looked up
        raise Refused("What you wanted to follow is not here any more.") from error


def _begins(held: Held | None) -> dict[str, Any]:
    """From when on something is followed: no later than now, whatever a form says."""
    after, since = newest_event(), timezone.now()
    if held:
        after, since = min(held.after, after), min(held.since, since)
    return {"after": after, "since": since}


def _follow(voter: Voter, topic: Topic, begins: dict[str, Any]) -> None:
    """Follow a topic, if it is not followed and there is room. Raises Refused."""
    hold_voters([voter.pk])  # else two at once find the same room
    if Follow.objects.filter(voter=voter, topic=topic).exists():
        return
    if Follow.objects.filter(is_there("topic__"), voter=voter, topic__replies_to=None).count() >= FOLLOWS_MOST:
        raise Refused(f"You follow {FOLLOWS_MOST:,} things, which is the most. Unfollow one of them first.")
    # Not get_or_create: of a click that follows and one that unfollows at once it finds neither room nor a row.
    Follow.objects.bulk_create([Follow(voter=voter, topic=topic, **begins)], ignore_conflicts=True)


@transaction.atomic
def unfollow(*, voter: Voter, thing: Thing) -> Held | None:
    """Follow something no more; twice is once. Gives what an undo needs, None where it was not followed."""
    if voter.pk is None:
        return None
    follow = Follow.objects.filter(
        voter=voter, **{f"topic__{field}": each for field, each in thing.where.items()}
    ).first()
    if follow is None:
        return None
    follow.delete()
    return Held(follow.after, follow.since)


@transaction.atomic
def hear_replies(*, voter: Voter, on: bool) -> None:
    """Be told of replies to what one wrote, which is so unless one chose not to; or not."""
    reader = _reader(voter)
    Reader.objects.filter(pk=reader.pk).update(wants_replies=on)
    if on:
        topic, _ = Topic.objects.get_or_create(replies_to=reader.voter)
        Follow.objects.get_or_create(voter=reader.voter, topic=topic, defaults={"after": newest_event()})
    else:
        Follow.objects.filter(voter=reader.voter, topic__replies_to=reader.voter).delete()


@transaction.atomic
def mark_read(*, voter: Voter, upto: int) -> None:
    """Note that a voter looked at their notices when this was the newest event. It never goes back."""
    if voter.pk is None:
        return
    upto = min(upto, newest_event())
    Reader.objects.get_or_create(voter=voter)
    Reader.objects.filter(voter=voter, seen__lt=upto).update(seen=upto)


@transaction.atomic
def choose_digest(*, voter: Voter, often: str, today: date) -> None:
    """Be sent what is new by e-mail: daily, weekly or off. It also starts again what was stopped by a dead address.

    What happened before is not sent. Chosen again as it is, nothing changes.
    """
    reader = _reader(voter)
    if reader.digest == often and reader.stopped_at is None:
        return
    begins = reader.digest == Reader.Digest.OFF or reader.stopped_at is not None
    reader.digest, reader.due = often, next_due(often, today)
    reader.refusals, reader.stopped_at = 0, None
    if begins:
        reader.mailed = max(reader.mailed, newest_event())
    reader.save(update_fields=["digest", "due", "refusals", "stopped_at", "mailed"])


@transaction.atomic
def trust_address(account: Account) -> None:
    """Send to an account again, which has another address now. What happened while nothing was sent is not sent."""
    reader = Reader.objects.filter(voter__account=account)
    reader.exclude(stopped_at=None).update(mailed=newest_event())
    reader.update(refusals=0, stopped_at=None)


@transaction.atomic
def stop(link: Stop) -> Held | None:
    """Do what a link of an e-mail says: send no more of them, or tell its voter no more of one topic. Twice is once.
    Gives what an undo needs, None where nothing was followed."""
    if link.topic_id is None:
        Reader.objects.filter(pk=link.voter_id).update(digest=Reader.Digest.OFF, due=None)
        return None
    follow = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).first()
    Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).delete()
    if Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        Reader.objects.filter(pk=link.voter_id).update(wants_replies=False)
    return Held(follow.after, follow.since) if follow else None


@transaction.atomic
def start_again(link: Stop, today: date, held: Held | None = None) -> None:
    """Undo `stop`, for a voter who still has an account, and what they may still see: from now on, or from where it was
    `held`. Raises Refused."""
    reader = Reader.objects.filter(pk=link.voter_id).exclude(voter__account=None).select_related("voter").first()
    if reader is None:
        return
    if link.topic_id is None:
        if link.often in Reader.Digest.values and reader.digest == Reader.Digest.OFF:
            choose_digest(voter=reader.voter, often=link.often, today=today)
    elif Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        hear_replies(voter=reader.voter, on=True)
    elif topic := Topic.objects.filter(is_there(), pk=link.topic_id).first():
        _follow(reader.voter, topic, _begins(held))


def keep_news_waiting() -> None:
    """Let no worker write of what happened until the transaction ends. For whoever merges voters or deletes what may be
    written of: first of all, since two that begin with different locks could wait for each other for ever."""
    hold_cursor(wait=True)


def newest_event() -> int:
    newest: int | None = Event.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _reader(voter: Voter) -> Reader:
    """The row of a voter, held to the end of the transaction, as is the voter: no worker lets them be told of replies
    meanwhile."""
    voter = save_voter(voter)
    hold_voters([voter.pk])
    reader, _ = Reader.objects.select_for_update(no_key=True).get_or_create(voter=voter)
    return reader


@transaction.atomic
def merge_follows(*, guest: Voter, into: Voter) -> None:
    """Give what a guest follows, and the replies to what they wrote, to another voter, while no news are written
    (`keep_news_waiting`): else the guest would go on being told."""
    theirs = Follow.objects.filter(voter=guest, topic__replies_to=None)
    Follow.objects.bulk_create(  # not an update: the other voter may follow the same thing at this moment
        (
            Follow(voter=into, topic_id=each.topic_id, after=each.after, since=each.since)
            for each in theirs.exclude(topic__person=into.account_id)  # nobody follows themselves
        ),
        ignore_conflicts=True,
    )
    theirs.delete()
    Event.objects.filter(actor=guest).update(actor=into)
    _merge_replies(guest, into)
    if reader := Reader.objects.filter(pk=guest.pk).first():
        Reader.objects.get_or_create(voter=into, defaults={"seen": reader.seen, "wants_replies": reader.wants_replies})
    Reader.objects.filter(pk=guest.pk).delete()


def _merge_replies(guest: Voter, into: Voter) -> None:
    old = Topic.objects.filter(replies_to=guest).first()
    if old is None:
        return
    topic, _ = Topic.objects.get_or_create(replies_to=into)
    told = Telling.objects.filter(topic=topic).values("event")
    Telling.objects.filter(topic=old).exclude(event__in=list(told.values_list("event", flat=True))).update(topic=topic)
    if not Reader.objects.filter(pk=into.pk, wants_replies=False).exists():
        held = Follow.objects.filter(topic=old).first()
        begins = {"after": held.after, "since": held.since} if held else {"after": newest_event()}
        Follow.objects.get_or_create(voter=into, topic=topic, defaults=begins)
    old.delete()


@transaction.atomic
def forget_voter(voter: Voter) -> None:
    """Delete what a voter follows and was told, and let nobody follow them any more."""
    Follow.objects.filter(voter=voter).delete()
    Topic.objects.filter(person__voter=voter).delete()
    Topic.objects.filter(replies_to=voter).delete()
    Digest.objects.filter(reader=voter.pk).delete()
    Reader.objects.filter(pk=voter.pk).delete()


@transaction.atomic
def delete_news_of(ranked_list: RankedList) -> None:
    """Delete what was told of a list that is about to go, and all that is followed on it."""
    Event.objects.filter(list=ranked_list).delete()
    for on_it in ("list", "item__list", "thread__list"):
        Topic.objects.filter(**{on_it: ranked_list}).delete()
