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
        indexes = [
            models.Index(fields=["list", "id"], name="vote_log_of_list"),
            models.Index(fields=["list", "voter", "id"], name="vote_ballots_of_list"),
        ]

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
    checkpoint = models.BinaryField(null=True)  # the tally at checkpoint_version, as `Tally.save` writes it
    checkpoint_version = models.BigIntegerField(default=0)
    start = models.BinaryField(null=True)  # where the published fit began; with the tally it gives the standings again
    fitted = models.BinaryField(null=True)  # what the published fit came to, for the next one to begin at
    budget = models.FloatField(default=0)  # the most that one ballot weighs in the tally
    inflation = models.FloatField(default=1)  # of the variances, for voters of one mind; measured by a rebuild
    looks = models.JSONField(default=builtins.list)  # ids of the items that ask for a look, the most telling first
    voters = models.PositiveIntegerField(default=0)  # with a vote that stands
    votes = models.PositiveIntegerField(default=0)  # that stand, on items that are on the list
    voted_at = models.DateTimeField(null=True)  # when the newest counted vote was cast


class Standing(models.Model):
    """An item's published place. Items that came after the last count have none yet.

    `position` is where the item stands on the page: placed items first, in order of rank, then those too new to rank.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)  # null: too new to rank
    rank_low = models.PositiveIntegerField(null=True)  # best and worst place in 95% of the posterior
    rank_high = models.PositiveIntegerField(null=True)
    tie_group = models.PositiveIntegerField(null=True)  # items of one group are too close to call
    votes_to_flip = models.BigIntegerField(null=True)  # matchup wins of the next item that would bring the two level
    votes = models.PositiveIntegerField()
    score = models.FloatField()  # worth in logits, to three decimals
    familiarity = models.FloatField()  # how well known, in log units of the typical item, to two decimals

    class Meta:
        indexes = [models.Index(fields=["list", "position"], name="standing_by_position")]
