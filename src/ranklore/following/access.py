"""The only way to what a form wants to follow: what is not there to be seen is not there to be followed."""

from django.db.models import Exists, Model, OuterRef, Q
from django.http import Http404

from ranklore.ballots.models import PublishedOrder
from ranklore.discussion.models import Comment
from ranklore.following.rules import is_number
from ranklore.following.topics import Thing, thing_of
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account

KINDS = ("list", "item", "person", "thread")


def get_thing(key: str) -> Thing:
    """What a form names, if it is there to be followed: nothing that was taken off or deleted, nobody who left,
    no talk of a ranking that is private again. Http404 otherwise."""
    kind, _, number = key.partition(":")
    if kind not in KINDS or not is_number(number):
        raise Http404(key)
    row: Model | None
    if kind == "list":
        row = RankedList.objects.filter(pk=int(number)).first()
    elif kind == "item":
        row = Item.objects.filter(pk=int(number), removed_at=None).select_related("list").first()
    elif kind == "person":
        row = Account.objects.filter(pk=int(number), is_active=True).exclude(name="").first()
    else:
        first = Comment.objects.filter(pk=int(number), thread=None, deleted_at=None, item__removed_at=None)
        published = Exists(PublishedOrder.objects.filter(key=OuterRef("order_key")))
        row = first.filter(Q(order_key=None) | published).select_related("list", "item").first()
    if row is None:
        raise Http404(key)
    return thing_of(row)
