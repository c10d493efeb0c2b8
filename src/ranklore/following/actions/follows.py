"""Follow and unfollow a target, within the limit per voter."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ranklore.following.actions.locks import lock_voters
from ranklore.following.follow_position import FollowPosition
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.queries.events import newest_event_id
from ranklore.following.targets import FollowTarget, visible_topics
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FOLLOWS_MAX = 1_000


def follow_target(*, voter: Voter, target: FollowTarget, held: FollowPosition | None = None) -> None:
    """Follow something from now on, or from where it was `held` before an undo; twice is once. Raises Refused."""
    begins = starting_position(held)
    try:
        with transaction.atomic():
            voter = save_voter(voter)
            if target.kind == "person" and target.id == voter.account_id:
                raise Refused("This is you. What you do yourself is not news to you.")
            topic, _ = Topic.objects.get_or_create(defaults=None, **target.where)
            add_follow(voter, topic, begins)
    except IntegrityError as error:  # its list, or who it is, went after it was looked up
        raise Refused("What you wanted to follow is not here any more.") from error


def starting_position(held: FollowPosition | None) -> dict[str, Any]:
    """From when on something is followed: no later than now, whatever a form says."""
    after, since = newest_event_id(), timezone.now()
    if held:
        after, since = min(held.after, after), min(held.since, since)
    return {"after": after, "since": since}


def add_follow(voter: Voter, topic: Topic, begins: dict[str, Any]) -> None:
    """Follow a topic, if it is not followed and there is room. Raises Refused."""
    lock_voters([voter.pk])  # else two at once find the same room
    if Follow.objects.filter(voter=voter, topic=topic).exists():
        return
    if Follow.objects.filter(visible_topics("topic__"), voter=voter, topic__replies_to=None).count() >= FOLLOWS_MAX:
        raise Refused(f"You follow {FOLLOWS_MAX:,} things, which is the most. Unfollow one of them first.")
    # Not get_or_create: of a click that follows and one that unfollows at once it finds neither room nor a row.
    Follow.objects.bulk_create([Follow(voter=voter, topic=topic, **begins)], ignore_conflicts=True)


@transaction.atomic
def unfollow_target(*, voter: Voter, target: FollowTarget) -> FollowPosition | None:
    """Follow something no more; twice is once. Gives what an undo needs, None where it was not followed."""
    if voter.pk is None:
        return None
    follow = Follow.objects.filter(
        voter=voter, **{f"topic__{field}": each for field, each in target.where.items()}
    ).first()
    if follow is None:
        return None
    follow.delete()
    return FollowPosition(follow.after, follow.since)


def follow_replies_by_default(voter_ids: Collection[int | None]) -> None:
    """Let these voters follow the replies to them, unless they chose not to: it is on by default, from ever on."""
    there = set(Follow.objects.filter(topic__replies_to__in=voter_ids).values_list("voter_id", flat=True))
    new = {each for each in voter_ids if each} - there
    lock_voters(new)  # one of them may be choosing not to at this moment
    new -= set(NotificationSettings.objects.filter(pk__in=new, wants_replies=False).values_list("pk", flat=True))
    Topic.objects.bulk_create((Topic(replies_to_id=each) for each in sorted(new)), ignore_conflicts=True)
    topics = Topic.objects.filter(replies_to__in=new)
    Follow.objects.bulk_create(
        (Follow(voter_id=topic.replies_to_id or 0, topic=topic, after=0, since=EARLIEST) for topic in topics),
        ignore_conflicts=True,
    )
