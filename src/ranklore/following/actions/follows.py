"""Follow and unfollow a target, within the limit per voter."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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


def follow_target(*, voter: Voter, target: FollowTarget, position: FollowPosition | None = None) -> None:
    """Follow a target from now on, or from its `position` before an undo. Following it again changes nothing. Raises
    Refused."""
    start = starting_position(position)
    try:
        with transaction.atomic():
            voter = save_voter(voter)
            if target.kind == "person" and target.id == voter.account_id:
                raise Refused(_("You can’t follow yourself."))
            topic, _is_new = Topic.objects.get_or_create(defaults=None, **target.topic_filter)
            add_follow(voter, topic, start)
    except IntegrityError as error:  # the list or account was deleted after it was looked up
        raise Refused(_("What you wanted to follow has been deleted.")) from error


def starting_position(position: FollowPosition | None) -> dict[str, Any]:
    """Where a follow starts: at now, or at an earlier `position`. A form cannot set it later than now."""
    after_event, since = newest_event_id(), timezone.now()
    if position:
        after_event, since = min(position.after_event, after_event), min(position.since, since)
    return {"after_event": after_event, "since": since}


def add_follow(voter: Voter, topic: Topic, start: dict[str, Any]) -> None:
    """Follow a topic, unless the voter does already. Raises Refused at the limit."""
    lock_voters([voter.pk])  # otherwise two follows at once could both count one below the limit
    if Follow.objects.filter(voter=voter, topic=topic).exists():
        return
    if Follow.objects.filter(visible_topics("topic__"), voter=voter, topic__replies_to=None).count() >= FOLLOWS_MAX:
        raise Refused(
            _("You can’t follow more than %(most)s things. Unfollow one first, then try again.")
            % {"most": intcomma(FOLLOWS_MAX)}
        )
    # Not get_or_create: between a follow and an unfollow at once it can fail to create the row and then not find it.
    Follow.objects.bulk_create([Follow(voter=voter, topic=topic, **start)], ignore_conflicts=True)


@transaction.atomic
def unfollow_target(*, voter: Voter, target: FollowTarget) -> FollowPosition | None:
    """Unfollow a target. Returns what an undo needs, or None if it was not followed."""
    if voter.pk is None:
        return None
    follow = Follow.objects.filter(voter=voter, **target.topic_filter_for("topic")).first()
    if follow is None:
        return None
    follow.delete()
    return FollowPosition(follow.after_event, follow.since)


def follow_replies_by_default(voter_ids: Collection[int | None]) -> None:
    """Let these voters follow replies to their comments, from the earliest on, unless they turned them off."""
    following = set(Follow.objects.filter(topic__replies_to__in=voter_ids).values_list("voter_id", flat=True))
    new = {voter_id for voter_id in voter_ids if voter_id} - following
    lock_voters(new)  # one of them may turn replies off at this moment
    new -= set(NotificationSettings.objects.filter(pk__in=new, wants_replies=False).values_list("pk", flat=True))
    Topic.objects.bulk_create((Topic(replies_to_id=voter_id) for voter_id in sorted(new)), ignore_conflicts=True)
    topics = Topic.objects.filter(replies_to__in=new)
    Follow.objects.bulk_create(
        (Follow(voter_id=topic.replies_to_id or 0, topic=topic, after_event=0, since=EARLIEST) for topic in topics),
        ignore_conflicts=True,
    )
