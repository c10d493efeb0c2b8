"""Looks up what a form wants to follow. A target that the voter cannot see cannot be followed."""

from django.db.models import Exists, Model, OuterRef, Q
from django.http import Http404

from ranklore.ballots.models import PublishedRanking
from ranklore.discussion.models import Comment
from ranklore.following.follow_position import is_database_integer
from ranklore.following.models import Topic
from ranklore.following.targets import TARGET_RELATIONS, FollowTarget, target_for, target_for_topic, visible_topics
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account, Voter

TARGET_KINDS = ("list", "item", "person", "thread")


def get_follow_target(key: str) -> FollowTarget:
    """The target that a form names. Http404 if it does not exist, was removed or deleted, is a closed account, or is a
    thread on a ranking that is private again. A thread whose first comment was deleted exists while it has replies."""
    kind, number = _parse_key(key)
    row: Model | None
    if kind == "list":
        row = RankedList.objects.filter(pk=number).first()
    elif kind == "item":
        row = Item.objects.filter(pk=number, removed_at=None).select_related("list").first()
    elif kind == "person":
        row = Account.objects.filter(pk=number, is_active=True).exclude(name="").first()
    else:
        roots = Comment.objects.filter(pk=number, thread=None, item__removed_at=None)
        has_replies = Exists(Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None))
        is_published = Exists(PublishedRanking.objects.filter(key=OuterRef("ranking_key")))
        roots = roots.filter(Q(deleted_at=None) | has_replies, Q(ranking_key=None) | is_published)
        row = roots.select_related("list", "item").first()
    if row is None:
        raise Http404(key)
    return target_for(row)


def get_followed_target(voter: Voter, key: str) -> FollowTarget:
    """The target that a voter wants to unfollow. They can unfollow what they follow, even if it can no longer be
    followed."""
    kind, number = _parse_key(key)
    topics = Topic.objects.filter(visible_topics(), follows__voter=voter.pk, **{f"{kind}_id": number})
    topic = topics.select_related(*TARGET_RELATIONS).first() if voter.pk else None
    return (target_for_topic(topic) if topic else None) or get_follow_target(key)


def _parse_key(key: str) -> tuple[str, int]:
    kind, _, number = key.partition(":")
    if kind not in TARGET_KINDS or not is_database_integer(number):
        raise Http404(key)
    return kind, int(number)
