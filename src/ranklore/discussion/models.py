"""Comments, their revisions, helpful votes and content notes."""

import builtins  # a field named "list" hides the builtin inside its class
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ranklore.core.database.searchable import Searchable, SearchableQuerySet
from ranklore.discussion.rendering.html import searchable_text
from ranklore.lists.models import Item, RankedList
from ranklore.parsing.limits import AUTHOR_MAX, NOTE_MAX
from ranklore.people.models import Voter


class Comment(Searchable):
    """What somebody says: about an item, about a list (no item), or about a voter's published ranking (`ranking_key`).

    `text` is kept as it was written; imported comments have no voter. `parent` is what it replies to. `thread` is the
    first comment above it, found once when it is written, so that a thread is read without climbing.
    """

    SEARCH_FIELDS: ClassVar = frozenset(("text", "is_spoiler"))

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    ranking_key = models.UUIDField(null=True)  # no foreign key: this app does not know the ballots
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=AUTHOR_MAX, blank=True)
    text = models.TextField()
    is_spoiler = models.BooleanField(default=False)  # all of it
    notes = models.JSONField(default=builtins.list)  # keys of the content notes it carries, made from its CommentNotes
    rank_when_posted = models.PositiveIntegerField(null=True)  # the rank of the item when this was posted
    is_cut = models.BooleanField(default=False)  # the page it was copied from had cut it off
    is_imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    nonce = models.UUIDField(null=True, unique=True)
    declined = models.JSONField(default=builtins.list)  # [over, under] that its writer does not want to count as a vote
    helpful = models.PositiveIntegerField(default=0)  # counted from the rows of Helpful
    score = models.FloatField(default=0)  # of these, by `rules.helpful_score`

    objects = SearchableQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["item", "id"], name="comment_of_item"),
            models.Index(fields=["item", "-score", "id"], condition=Q(parent=None), name="comment_best_of_item"),
            models.Index(
                fields=["list", "-score", "id"],
                condition=Q(parent=None, item=None, ranking_key=None),
                name="comment_best_of_list",
            ),
            models.Index(
                fields=["ranking_key", "-score", "id"],
                condition=Q(parent=None, ranking_key__isnull=False),
                name="comment_best_of_order",
            ),
            models.Index(fields=["thread", "id"], condition=Q(thread__isnull=False), name="comment_of_thread"),
            models.Index(fields=["list", "-id"], condition=Q(deleted_at=None), name="comment_newest_of_list"),
            # all that counting needs, so that no comment itself is read for it
            models.Index(
                fields=["list", "item"], condition=Q(deleted_at=None, ranking_key=None), name="comment_counted"
            ),
        ]

    def build_search_words(self) -> str:
        return searchable_text(self.text, self.is_spoiler)


class CommentRevision(models.Model):
    """What a comment said before an edit. Anybody may read it, for as long as the comment is there."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    until = models.DateTimeField(auto_now_add=True)


class HelpfulVote(models.Model):
    """A voter found a comment helpful."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "voter"], name="helpful_once_a_voter")]


class CommentNote(models.Model):
    """One voter's word that a comment needs a content note. What came with an import has no voter."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_MAX)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "voter", "note"], name="comment_note_once_a_voter")]
