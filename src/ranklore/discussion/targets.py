"""What a discussion is about: an item, a list, or a published ranking of it."""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList


@dataclass(frozen=True, slots=True)
class CommentTarget:
    list: RankedList
    item: Item | None = None
    ranking_key: uuid.UUID | None = None

    @classmethod
    def of(cls, item: Item) -> "CommentTarget":
        return cls(item.list, item)

    @property
    def comments_filter(self) -> Q:
        """A filter for all comments of the discussion."""
        if self.item:
            return Q(item=self.item.pk)
        return (
            Q(ranking_key=self.ranking_key) if self.ranking_key else Q(list=self.list.pk, item=None, ranking_key=None)
        )

    @property
    def address(self) -> str:
        """The page that shows the discussion."""
        if self.item:
            return self.item.get_absolute_url()
        if self.ranking_key:
            return reverse("site:published_ranking", args=[self.list.slug, self.ranking_key])
        return reverse("site:discussion", args=[self.list.slug])

    @property
    def form_address(self) -> str:
        """Where the form for a new comment is sent."""
        if self.item:
            return reverse("site:new_item_comment", args=[self.list.slug, self.item.pk])
        if self.ranking_key:
            return reverse("site:new_ranking_comment", args=[self.list.slug, self.ranking_key])
        return reverse("site:new_list_comment", args=[self.list.slug])

    @property
    def title(self) -> str:
        return self.item.name if self.item else self.list.title


def target_of(comment: Comment) -> CommentTarget:
    return CommentTarget(comment.list, comment.item, comment.ranking_key)
