"""What can be followed: a list, an item, a person or a thread, as forms and pages name it."""

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q

from ranklore.ballots.models import PublishedRanking
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.following.models import Topic
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account


@dataclass(frozen=True, slots=True)
class FollowTarget:
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


def target_for(row: Model) -> FollowTarget:
    match row:
        case RankedList():
            return FollowTarget("list", row.pk, row.title, row.get_absolute_url())
        case Item():
            return FollowTarget("item", row.pk, row.name, row.get_absolute_url())
        case Account():
            return FollowTarget("person", row.pk, row.name, row.get_absolute_url())
        case Comment():
            about = row.item.name if row.item else row.list.title
            return FollowTarget("thread", row.pk, f"a thread on {about}", thread_permalink(row.pk))
    raise TypeError(row)


def target_for_topic(topic: Topic) -> FollowTarget | None:
    """What a topic is about; None for what is not there any more, and for the replies to somebody."""
    if topic.list:
        return target_for(topic.list)
    if topic.item:
        return target_for(topic.item) if topic.item.removed_at is None else None
    if topic.person:
        return target_for(topic.person) if topic.person.is_active and topic.person.name else None
    return target_for(topic.thread) if topic.thread else None  # a deleted first comment still heads its thread


TARGET_RELATIONS = ("list", "item__list", "person", "thread__list", "thread__item")
"""What `target_for_topic` looks at, for select_related."""


def visible_topics(before: str = "") -> Q:
    """Topics about what is there to be seen: nothing that was taken off, nobody who left, no talk of a ranking that is
    private again. `before`: what leads to the topic, such as "topic__"."""
    published = Exists(PublishedRanking.objects.filter(key=OuterRef(f"{before}thread__ranking_key")))
    return (
        (Q(**{f"{before}person": None}) | Q(**{f"{before}person__is_active": True}))
        & (Q(**{f"{before}thread__ranking_key": None}) | published)
        & Q(**{f"{before}item__removed_at": None, f"{before}thread__item__removed_at": None})
    )
