"""What can be followed, as forms and pages name it."""

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q

from ranklore.ballots.models import PublishedOrder
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.following.models import Topic
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account


@dataclass(frozen=True, slots=True)
class Thing:
    """A list, an item, a person (as their account) or a thread (as its first comment)."""

    kind: str
    id: int
    title: str
    address: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def where(self) -> dict[str, int]:
        """How its topic is found."""
        return {f"{self.kind}_id": self.id}

    def under(self, field: str) -> dict[str, int]:
        """How it is found where a field leads to its topic."""
        return {f"{field}__{name}": number for name, number in self.where.items()}

    @property
    def in_words(self) -> str:
        """What is followed, on a button."""
        return {"person": self.title, "thread": "this thread"}.get(self.kind, f"this {self.kind}")


def thing_of(row: Model) -> Thing:
    match row:
        case RankedList():
            return Thing("list", row.pk, row.title, row.get_absolute_url())
        case Item():
            return Thing("item", row.pk, row.name, row.get_absolute_url())
        case Account():
            return Thing("person", row.pk, row.name, row.get_absolute_url())
        case Comment():
            about = row.item.name if row.item else row.list.title
            return Thing("thread", row.pk, f"a thread on {about}", thread_address(row.pk))
    raise TypeError(row)


def thing_of_topic(topic: Topic) -> Thing | None:
    """What a topic is about; None for what is not there any more, and for the replies to somebody."""
    if topic.list:
        return thing_of(topic.list)
    if topic.item:
        return thing_of(topic.item) if topic.item.removed_at is None else None
    if topic.person:
        return thing_of(topic.person) if topic.person.is_active and topic.person.name else None
    return thing_of(topic.thread) if topic.thread else None  # a deleted first comment still heads its thread


THINGS = ("list", "item__list", "person", "thread__list", "thread__item")
"""What `thing_of_topic` looks at, for select_related."""


def is_there(before: str = "") -> Q:
    """Topics about what is there to be seen: nothing that was taken off, nobody who left, no talk of a ranking that is
    private again. `before`: what leads to the topic, such as "topic__"."""
    published = Exists(PublishedOrder.objects.filter(key=OuterRef(f"{before}thread__order_key")))
    return (
        (Q(**{f"{before}person": None}) | Q(**{f"{before}person__is_active": True}))
        & (Q(**{f"{before}thread__order_key": None}) | published)
        & Q(**{f"{before}item__removed_at": None, f"{before}thread__item__removed_at": None})
    )
