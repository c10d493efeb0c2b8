"""What a talk is about: an item, a list, or a voter's published ranking of it."""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.shell.words import isolated


@dataclass(frozen=True, slots=True)
class Subject:
    list: RankedList
    item: Item | None = None
    order_key: uuid.UUID | None = None

    @classmethod
    def of(cls, item: Item) -> "Subject":
        return cls(item.list, item)

    @property
    def comments(self) -> Q:
        """The comments of the talk, as a filter."""
        if self.item:
            return Q(item=self.item.pk)
        return Q(order_key=self.order_key) if self.order_key else Q(list=self.list.pk, item=None, order_key=None)

    @property
    def address(self) -> str:
        """The page that shows the talk."""
        if self.item:
            return self.item.get_absolute_url()
        if self.order_key:
            return reverse("site:published", args=[self.list.slug, self.order_key])
        return reverse("site:talk", args=[self.list.slug])

    @property
    def say_address(self) -> str:
        """Where a comment on it is sent to."""
        if self.item:
            return reverse("site:say_on_item", args=[self.list.slug, self.item.pk])
        if self.order_key:
            return reverse("site:say_on_published", args=[self.list.slug, self.order_key])
        return reverse("site:say_on_list", args=[self.list.slug])

    @property
    def title(self) -> str:
        return self.item.name if self.item else self.list.title

    @property
    def in_words(self) -> str:
        """As it stands in a sentence after "on"."""
        if self.item:
            return isolated(self.item.name)
        return "this ranking" if self.order_key else f"the list {isolated(self.list.title)}"


def subject_of(comment: Comment) -> Subject:
    return Subject(comment.list, comment.item, comment.order_key)
