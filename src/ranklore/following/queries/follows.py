"""What a voter follows and their notification settings, for pages and for the data export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.pagination import Pagination, paginate
from ranklore.following.models import Follow, NotificationSettings
from ranklore.following.targets import TARGET_RELATIONS, FollowTarget, target_for_topic, visible_topics
from ranklore.people.models import Voter

FOLLOWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class FollowButton:
    target: FollowTarget
    is_on: bool


@dataclass(frozen=True, slots=True)
class FollowedTarget:
    """Something that a voter follows, and since when."""

    target: FollowTarget
    since: datetime


def follow_button_for(voter: Voter, target: FollowTarget) -> FollowButton:
    return FollowButton(target, voter.pk is not None and _FOLLOWS[target.kind].exists(voter.pk, target.id))


def _follows_of_kind(kind: str) -> PreparedQuery:
    return PreparedQuery(
        lambda voter_id, target_id: Follow.objects.filter(voter=voter_id, **{f"topic__{kind}": target_id}).values_list(
            "pk"
        )[:1],
        int,
        int,
    )


_FOLLOWS = {kind: _follows_of_kind(kind) for kind in ("list", "item", "person", "thread")}


def followed_targets_for(voter: Voter, page_number: str | None) -> tuple[tuple[FollowedTarget, ...], Pagination]:
    """A page of what a voter follows and can see, newest first."""
    follows = _visible_follows(voter)
    pages = paginate(follows.count(), FOLLOWS_PER_PAGE, page_number)
    return tuple(_followed_targets(follows[pages.start : pages.start + pages.size])), pages


def export_follows(voter: Voter) -> dict[str, object]:
    """What a voter follows and their notification settings, for the data export."""
    settings = notification_settings_for(voter)
    return {
        "email": settings.digest,
        "replies": settings.wants_replies,
        "follows": [
            {"kind": each.target.kind, "title": each.target.title, "address": each.target.address, "since": each.since}
            for each in _followed_targets(_visible_follows(voter))
        ],
    }


def _visible_follows(voter: Voter) -> QuerySet[Follow]:
    follows = Follow.objects.none() if voter.pk is None else Follow.objects.filter(voter=voter)
    return follows.filter(visible_topics("topic__"), topic__replies_to=None).order_by("-since", "-pk")


def _followed_targets(follows: QuerySet[Follow]) -> Iterator[FollowedTarget]:
    rows = follows.select_related(*(f"topic__{target}" for target in TARGET_RELATIONS))
    return (FollowedTarget(target, each.since) for each in rows if (target := target_for_topic(each.topic)))


def notification_settings_for(voter: Voter) -> NotificationSettings:
    """The notification settings of a voter; the defaults, unsaved, for one who never chose."""
    found = NotificationSettings.objects.filter(pk=voter.pk).first() if voter.pk is not None else None
    return found or NotificationSettings(voter=voter)
