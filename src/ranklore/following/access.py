"""The only way to what a form wants to follow: what is not there to be seen is not there to be followed."""

from django.db.models import Exists, Model, OuterRef, Q
from django.http import Http404

from ranklore.ballots.models import PublishedOrder
from ranklore.discussion.models import Comment
from ranklore.following.models import Topic
from ranklore.following.rules import is_number
from ranklore.following.topics import THINGS, Thing, is_there, thing_of, thing_of_topic
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account, Voter

KINDS = ("list", "item", "person", "thread")


def get_thing(key: str) -> Thing:
    """What a form names, if it is there to be followed: nothing that was taken off or deleted, nobody who left,
    no talk of a ranking that is private again. Http404 otherwise. A thread goes on below a comment that was deleted."""
    kind, number = _read(key)
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
        published = Exists(PublishedOrder.objects.filter(key=OuterRef("order_key")))
        first = first.filter(Q(deleted_at=None) | goes_on, Q(order_key=None) | published)
        row = first.select_related("list", "item").first()
    if row is None:
        raise Http404(key)
    return thing_of(row)


def get_followed(voter: Voter, key: str) -> Thing:
    """What a form names that a voter wants to follow no more. What they follow they can let go of, also where nobody
    could follow it any more."""
    kind, number = _read(key)
    topics = Topic.objects.filter(is_there(), follows__voter=voter.pk, **{f"{kind}_id": number})
    topic = topics.select_related(*THINGS).first() if voter.pk else None
    return (thing_of_topic(topic) if topic else None) or get_thing(key)


def _read(key: str) -> tuple[str, int]:
    kind, _, number = key.partition(":")
    if kind not in KINDS or not is_number(number):
        raise Http404(key)
    return kind, int(number)
