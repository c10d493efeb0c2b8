"""What can be followed: a list, an item, a person or a thread, as forms and pages name it."""

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _

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
    def topic_filter(self) -> dict[str, int]:
        """The filter that finds its topic."""
        return {f"{self.kind}_id": self.id}

    def topic_filter_for(self, relation: str) -> dict[str, int]:
        """The same filter for a model whose `relation` leads to the topic."""
        return {f"{relation}__{name}": number for name, number in self.topic_filter.items()}


def target_for(row: Model) -> FollowTarget:
    match row:
        case RankedList():
            return FollowTarget("list", row.pk, row.title, row.get_absolute_url())
        case Item():
            return FollowTarget("item", row.pk, row.name, row.get_absolute_url())
        case Account():
            return FollowTarget("person", row.pk, row.name, row.get_absolute_url())
        case Comment():
            title = _("a thread on %(title)s") % {"title": row.item.name if row.item else row.list.title}
            return FollowTarget("thread", row.pk, title, thread_permalink(row.pk))
    raise TypeError(row)


def target_for_topic(topic: Topic) -> FollowTarget | None:
    """What a topic is about. None if that was removed, and for a topic of replies to somebody."""
    if topic.list:
        return target_for(topic.list)
    if topic.item:
        return target_for(topic.item) if topic.item.removed_at is None else None
    if topic.person:
        return target_for(topic.person) if topic.person.is_active and topic.person.name else None
    return target_for(topic.thread) if topic.thread else None  # a deleted first comment still heads its thread


TARGET_RELATIONS = ("list", "item__list", "person", "thread__list", "thread__item")
"""What `target_for_topic` reads, for select_related."""


def visible_topics(prefix: str = "") -> Q:
    """Topics about something that can be seen: not removed items, closed accounts, or threads on a ranking that is
    private again. `prefix` leads to the topic, such as "topic__"."""
    published = Exists(PublishedRanking.objects.filter(key=OuterRef(f"{prefix}thread__ranking_key")))
    return (
        (Q(**{f"{prefix}person": None}) | Q(**{f"{prefix}person__is_active": True}))
        & (Q(**{f"{prefix}thread__ranking_key": None}) | published)
        & Q(**{f"{prefix}item__removed_at": None, f"{prefix}thread__item__removed_at": None})
    )
