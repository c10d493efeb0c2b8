import builtins  # a field named "list" hides the builtin inside its class
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ranklore.discussion.render import findable_words
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.limits import AUTHOR_MAX, NOTE_MAX
from ranklore.people.models import Voter
from ranklore.shell.findable import Findable, FindableRows


class Comment(Findable):
    """What somebody says: about an item, about a list (no item), or about a voter's published ranking (`order_key`).

    `text` is kept as it was written; imported comments have no voter. `parent` is what it replies to. `thread` is the
    first comment above it, found once when it is written, so that a thread is read without climbing.
    """

    FOUND_BY: ClassVar = frozenset(("text", "is_spoiler"))

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    order_key = models.UUIDField(null=True)  # no foreign key: this app does not know the ballots
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=AUTHOR_MAX, blank=True)
    text = models.TextField()
    is_spoiler = models.BooleanField(default=False)  # all of it
    notes = models.JSONField(default=builtins.list)  # keys of the content notes it carries, made from its CommentNotes
    stood_at = models.PositiveIntegerField(null=True)  # the rank of the item when this was posted
    is_cut = models.BooleanField(default=False)  # the page it was copied from had cut it off
    is_imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    nonce = models.UUIDField(null=True, unique=True)
    declined = models.JSONField(default=builtins.list)  # [over, under] that its writer does not want to count as a vote
    helpful = models.PositiveIntegerField(default=0)  # counted from the rows of Helpful
    score = models.FloatField(default=0)  # of these, by `rules.helpful_score`

    objects = FindableRows.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["item", "id"], name="comment_of_item"),
            models.Index(fields=["item", "-score", "id"], condition=Q(parent=None), name="comment_best_of_item"),
            models.Index(
                fields=["list", "-score", "id"],
                condition=Q(parent=None, item=None, order_key=None),
                name="comment_best_of_list",
            ),
            models.Index(
                fields=["order_key", "-score", "id"],
                condition=Q(parent=None, order_key__isnull=False),
                name="comment_best_of_order",
            ),
            models.Index(fields=["thread", "id"], condition=Q(thread__isnull=False), name="comment_of_thread"),
            models.Index(fields=["list", "-id"], condition=Q(deleted_at=None), name="comment_newest_of_list"),
            # all that counting needs, so that no comment itself is read for it
            models.Index(fields=["list", "item"], condition=Q(deleted_at=None, order_key=None), name="comment_counted"),
        ]

    def found_by(self) -> str:
        return findable_words(self.text, self.is_spoiler)


class PastWords(models.Model):
    """What a comment said before an edit. Anybody may read it, for as long as the comment is there."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    until = models.DateTimeField(auto_now_add=True)


class Helpful(models.Model):
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
