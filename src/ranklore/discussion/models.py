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
    """A comment on an item, on a list (no item), or on a voter's published ranking (`ranking_key`).

    `text` is stored as written; imported comments have no voter. `parent` is the comment it replies to. `thread` is
    the first comment of its thread; it is stored, so that one query reads a whole thread.
    """

    SEARCH_FIELDS: ClassVar = frozenset(("text", "is_spoiler"))

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    ranking_key = models.UUIDField(null=True)  # not a foreign key: this app does not know the ballots
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=AUTHOR_MAX, blank=True)
    text = models.TextField()
    is_spoiler = models.BooleanField(default=False)  # the whole comment
    notes = models.JSONField(default=builtins.list)  # content note keys, derived from CommentNote
    rank_when_posted = models.PositiveIntegerField(null=True)  # the item's rank at that time
    is_cut = models.BooleanField(default=False)  # the page it was imported from showed only a part
    is_imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    nonce = models.UUIDField(null=True, unique=True)
    declined_pairs = models.JSONField(default=builtins.list)  # [over, under] pairs the author refused to vote for
    helpful = models.PositiveIntegerField(default=0)  # number of HelpfulVote rows
    score = models.FloatField(default=0)  # from `sorting.helpful_score`

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
                name="comment_best_of_ranking",
            ),
            models.Index(fields=["thread", "id"], condition=Q(thread__isnull=False), name="comment_of_thread"),
            models.Index(fields=["list", "-id"], condition=Q(deleted_at=None), name="comment_newest_of_list"),
            # covers the columns that counting needs, so that counting reads no table rows
            models.Index(
                fields=["list", "item"], condition=Q(deleted_at=None, ranking_key=None), name="comment_counted"
            ),
        ]

    def build_search_words(self) -> str:
        return searchable_text(self.text, self.is_spoiler)


class CommentRevision(models.Model):
    """The text of a comment before an edit. Public, as long as the comment is."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)


class HelpfulVote(models.Model):
    """A voter found a comment helpful."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "voter"], name="helpful_once_a_voter")]


class CommentNote(models.Model):
    """A voter says that a comment needs a content note. Imported notes have no voter."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_MAX)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "voter", "note"], name="comment_note_once_a_voter")]
