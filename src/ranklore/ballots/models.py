"""The vote log, what is counted from it, and what is published."""

import builtins  # a field named "list" hides the builtin inside its class
import uuid
from typing import Any, NoReturn

from django.db import models

from ranklore.ballots import ballot
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

APPEND_ONLY_MESSAGE = "the vote log is append-only: take a vote back with a retraction"


class Vote(models.Model):
    """One event in the append-only vote log. A ballot is what a voter's events add up to: the newest word on a subject.

    A word about an item replaces the one before it on the same item, whatever its kind; an answer to a matchup the one
    before it on the same pair; an order the whole order.
    """

    class Kind(models.TextChoices):
        PICK = ballot.PICK  # this belongs high
        DOWN = ballot.DOWN  # this does not belong this high
        KNOW = ballot.KNOW
        DONT_KNOW = ballot.DONT_KNOW
        MATCHUP = ballot.MATCHUP  # this one over that one
        ORDER = ballot.ORDER  # my own ranking

    class Outcome(models.TextChoices):
        ITEM = ballot.ITEM
        OTHER = ballot.OTHER
        TIE = ballot.TIE
        SKIP = ballot.SKIP

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PICK)
    is_retraction = models.BooleanField(default=False)
    subject = models.CharField(max_length=45)  # what it is about: an item's id, a pair's two, or the order
    sequence = models.PositiveIntegerField()  # the how-manieth word of this voter on this subject
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")  # of a matchup: higher id
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)  # of a matchup
    order = models.JSONField(null=True)  # item ids, best first
    shown = models.JSONField(default=builtins.list)  # the exposure: ids of the items that the voter had been shown
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "list", "subject", "sequence"], name="vote_once_a_turn"),
        ]
        indexes = [
            models.Index(fields=["list", "id"], name="vote_log_of_list"),
            models.Index(fields=["list", "subject"], name="vote_by_subject"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY_MESSAGE)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY_MESSAGE)


class BoardManager(models.Manager["Board"]):
    """Boards without what grows with the square of their items: who needs that asks for it, in the same query."""

    LARGE = frozenset({"checkpoint", "start", "fitted"})

    def get_queryset(self) -> models.QuerySet["Board"]:
        return super().get_queryset().defer(*self.LARGE)

    def loading(self, *large: str) -> models.QuerySet["Board"]:
        """With some of the large fields."""
        return super().get_queryset().defer(*self.LARGE.difference(large))


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
    spotlight = models.JSONField(default=builtins.list)  # ids of the items that ask for a look, the most telling first
    voters = models.PositiveIntegerField(default=0)  # with a vote that stands
    answers = models.PositiveIntegerField(default=0)  # matchups that were answered, and stand
    orders = models.PositiveIntegerField(default=0)  # voters with an order of their own
    votes = models.PositiveIntegerField(default=0)  # all that stand; of ups and downs, those on items on the list
    epoch = models.PositiveIntegerField(default=0)  # a new one where votes were erased: what processes keep is void
    voted_at = models.DateTimeField(null=True)  # when the newest counted vote was cast

    objects = BoardManager()


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
    votes = models.PositiveIntegerField()  # voters who pick it
    downs = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)  # orders of their own that voters have it in
    asked = models.PositiveIntegerField(default=0)  # voters who said whether they know it
    known = models.PositiveIntegerField(default=0)  # and those who do
    score = models.FloatField()  # worth in logits, to three decimals
    familiarity = models.FloatField()  # how well known, in log units of the typical item, to two decimals

    class Meta:
        indexes = [models.Index(fields=["list", "position"], name="standing_by_position")]


class RankSnapshot(models.Model):
    """Where an item stood, from `since` until its next row. Written when a place changes; thinned with age."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()  # to the hour: the last place of an hour stands for it
    rank = models.PositiveIntegerField(null=True)  # null: too new to rank, or off the list
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    votes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "since"], name="past_place_once_an_hour")]
        indexes = [models.Index(fields=["list", "since"], name="past_places_of_list")]


class PublishedRanking(models.Model):
    """A voter's own ranking of a list that they chose to show, at an address of its own. Others are private."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40, blank=True)  # as a guest signs it, or for one who left
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "voter"], name="published_order_one_each")]

    @property
    def display_name(self) -> str:
        """Under which name it is shown: that of its voter's account, as it is now, else what a guest signed it with."""
        return self.voter.account.name if self.voter.account else self.name

    @property
    def profile(self) -> str:
        """The address of its voter's page; "" when there is none."""
        account = self.voter.account
        return account.get_absolute_url() if account and account.name else ""
