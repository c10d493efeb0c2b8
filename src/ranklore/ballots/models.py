import builtins  # a field named "list" hides the builtin inside its class
from typing import Any, NoReturn

from django.db import models

from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

APPEND_ONLY = "the vote log is append-only: take a vote back with a retraction"


class Vote(models.Model):
    """One event in the append-only vote log. A ballot is what a voter's events add up to."""

    class Kind(models.TextChoices):
        PICK = "pick"

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PICK)
    is_retraction = models.BooleanField(default=False)
    turn = models.PositiveIntegerField()  # the how-manieth word of this voter on this item: odd says, even takes back
    shown = models.JSONField(default=builtins.list)  # the exposure: ids of the items that the voter had been shown
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "item", "kind", "turn"], name="vote_once_a_turn"),
        ]
        indexes = [models.Index(fields=["list", "id"], name="vote_log_of_list")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)


class Board(models.Model):
    """The counting state of one list, behind while `counted_version` < `version`. All of it is a cache of the log."""

    list = models.OneToOneField(RankedList, on_delete=models.PROTECT, primary_key=True, related_name="board")
    version = models.BigIntegerField(default=0)  # the id of the newest vote on the list
    counted_version = models.BigIntegerField(default=0)  # the id of the newest vote in the standings
    checkpoint = models.JSONField(default=dict)  # the tally at counted_version: item id -> picks
    voters = models.PositiveIntegerField(default=0)  # with a vote that stands
    voted_at = models.DateTimeField(null=True)  # when the newest counted vote was cast


class Standing(models.Model):
    """An item's published place. Items without votes have none."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    score = models.FloatField()
    tie_group = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["list", "rank"], name="standing_by_rank")]
