"""The only way to what a form wants to follow. What a reader cannot see cannot be followed."""

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
    """What a form names, if it is there to be followed: nothing that was taken off or deleted, nobody who left,
    no talk of a ranking that is private again. Http404 otherwise. A thread goes on below a comment that was deleted."""
    kind, number = _parse_key(key)
    row: Model | None
    if kind == "list":
        row = RankedList.objects.filter(pk=number).first()
    elif kind == "item":
        row = Item.objects.filter(pk=number, removed_at=None).select_related("list").first()
    elif kind == "person":
        row = Account.objects.filter(pk=number, is_active=True).exclude(name="").first()
    else:
        first = Comment.objects.filter(pk=number, thread=None, item__removed_at=None)
        goes_on = Exists(Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None))
        published = Exists(PublishedRanking.objects.filter(key=OuterRef("ranking_key")))
        first = first.filter(Q(deleted_at=None) | goes_on, Q(ranking_key=None) | published)
        row = first.select_related("list", "item").first()
    if row is None:
        raise Http404(key)
    return target_for(row)


def get_followed_target(voter: Voter, key: str) -> FollowTarget:
    """What a form names that a voter wants to follow no more. What they follow they can let go of, also where nobody
    could follow it any more."""
    kind, number = _parse_key(key)
    topics = Topic.objects.filter(visible_topics(), follows__voter=voter.pk, **{f"{kind}_id": number})
    topic = topics.select_related(*TARGET_RELATIONS).first() if voter.pk else None
    return (target_for_topic(topic) if topic else None) or get_follow_target(key)


def _parse_key(key: str) -> tuple[str, int]:
    kind, _, number = key.partition(":")
    if kind not in TARGET_KINDS or not is_database_integer(number):
        raise Http404(key)
    return kind, int(number)
