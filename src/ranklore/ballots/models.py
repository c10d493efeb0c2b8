"""The vote log, what is counted from it, and what is published."""

import builtins  # a field named "list" hides the builtin inside its class
import uuid
from typing import Any, NoReturn

from django.db import models

from ranklore.ballots import ballot
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

APPEND_ONLY_MESSAGE = "the vote log is append-only: add a retraction instead"


class Vote(models.Model):
    """One event in the append-only vote log. A voter's latest vote on a subject is the current one.

    A vote on an item replaces the voter's earlier vote on that item, whatever its kind. An answer to a matchup replaces
    the earlier answer on the same pair, and a personal ranking replaces the earlier ranking.
    """

    class Kind(models.TextChoices):
        PICK = ballot.PICK  # the item belongs high
        DOWN = ballot.DOWN  # the item does not belong this high
        KNOW = ballot.KNOW
        DONT_KNOW = ballot.DONT_KNOW
        MATCHUP = ballot.MATCHUP  # one item over another
        ORDER = ballot.ORDER  # a personal ranking

    class Outcome(models.TextChoices):
        ITEM = ballot.ITEM
        OTHER = ballot.OTHER
        TIE = ballot.TIE
        SKIP = ballot.SKIP

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PICK)
    is_retraction = models.BooleanField(default=False)
    subject = models.CharField(max_length=45)  # what it is about: "12", "12-34" or "order"
    sequence = models.PositiveIntegerField()  # number of this voter's vote on this subject, from 1
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, related_name="+"
    )  # of a matchup: the higher id
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)  # of a matchup
    order = models.JSONField(null=True)  # item ids, best first
    shown = models.JSONField(default=builtins.list)  # the exposure: ids of the items the voter had been shown
    created_at = models.DateTimeField(auto_now_add=True)
    # How much the voter's ballot counts from this vote on (see ballot_weight.py). The defaults are in the database too,
    # because a version of the program without these fields may still write.
    network_share = models.FloatField(default=1.0, db_default=1.0)
    experience = models.FloatField(default=1.0, db_default=1.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "list", "subject", "sequence"], name="vote_sequence_unique"),
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


class NetworkBallots(models.Model):
    """How many new voters from one network have voted on a list. `key` is a keyed hash of both, another one each month,
    so nobody can tell the network from it."""

    key = models.CharField(max_length=64, primary_key=True)
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    ballots = models.PositiveIntegerField()


class BoardManager(models.Manager["Board"]):
    """Boards without their large fields, whose size grows with the square of the number of items.

    Code that needs some of these asks for them with `loading`, in the same query.
    """

    LARGE = frozenset({"checkpoint", "start", "fitted"})

    def get_queryset(self) -> models.QuerySet["Board"]:
        return super().get_queryset().defer(*self.LARGE)

    def loading(self, *large: str) -> models.QuerySet["Board"]:
        """Load some of the large fields too."""
        return super().get_queryset().defer(*self.LARGE.difference(large))


class Board(models.Model):
    """The counting state of one list. All of it is a cache of the log. It is behind while counted_version < version."""

    list = models.OneToOneField(RankedList, on_delete=models.PROTECT, primary_key=True, related_name="board")
    version = models.BigIntegerField(default=0)  # the id of the newest vote on the list
    counted_version = models.BigIntegerField(default=0)  # the id of the newest vote in the standings
    checkpoint = models.BinaryField(null=True)  # the tally at checkpoint_version, as `Tally.save` writes it
    checkpoint_version = models.BigIntegerField(default=0)
    start = models.BinaryField(null=True)  # start of the published fit; the tally and it reproduce the standings
    fitted = models.BinaryField(null=True)  # result of the published fit; the next fit starts from it
    budget = models.FloatField(default=0)  # the maximum weight of one ballot in the tally
    inflation = models.FloatField(default=1)  # of the variances, as like-minded voters tell less; from a rebuild
    position_effect = models.FloatField(default=0, db_default=0)  # of the place on a page on picks; from a rebuild
    half_life_days = models.FloatField(null=True)  # after which a ballot counts half, as tastes drift; from a rebuild
    aged_on = models.DateField(null=True)  # the day to which the ages of ballots are counted; with half_life_days
    measured_voters = models.PositiveIntegerField(default=0, db_default=0)  # voters when these were measured
    spotlight = models.JSONField(default=builtins.list)  # ids of items that ask for a look, the most useful first
    voters = models.PositiveIntegerField(default=0)  # voters with a current vote
    answers = models.PositiveIntegerField(default=0)  # current answers to matchups
    orders = models.PositiveIntegerField(default=0)  # personal rankings
    votes = models.PositiveIntegerField(default=0)  # current votes; picks and downs only of items on the list
    epoch = models.PositiveIntegerField(default=0)  # grows when votes are erased; caches of older ones are void
    voted_at = models.DateTimeField(null=True)  # when the newest counted vote was cast
    incidents = models.PositiveIntegerField(default=0, db_default=0)  # incidents whose votes are set aside

    objects = BoardManager()


class Standing(models.Model):
    """The published rank of an item. Items that were added after the last count have none yet.

    `position` is the place on the page: where the model puts the item, whether it has a rank or is too new for one.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)  # null: too new to rank
    rank_low = models.PositiveIntegerField(null=True)  # best and worst rank in 95% of the posterior
    rank_high = models.PositiveIntegerField(null=True)
    tie_group = models.PositiveIntegerField(null=True)  # items with the same number are too close to call
    votes_to_flip = models.BigIntegerField(null=True)  # matchup wins the next item needs to draw level
    votes = models.PositiveIntegerField()  # voters who pick it
    downs = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)  # personal rankings that have it
    seen = models.PositiveIntegerField(default=0, db_default=0)  # voters who were shown it when they voted on items
    voters = models.PositiveIntegerField(default=0, db_default=0)  # voters who voted on it in any way
    asked = models.PositiveIntegerField(default=0)  # voters who said whether they know it
    known = models.PositiveIntegerField(default=0)  # those of them who know it
    score = models.FloatField()  # worth in logits, to three decimals
    familiarity = models.FloatField()  # how well known, in log units of the typical item, to two decimals

    class Meta:
        indexes = [models.Index(fields=["list", "position"], name="standing_by_position")]


class RankSnapshot(models.Model):
    """The rank of an item from `since` until its next row. Written when a rank changes; thinned with age."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()  # whole hours: the last rank in an hour is the one kept
    rank = models.PositiveIntegerField(null=True)  # null: too new to rank, or off the list
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    votes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "since"], name="rank_snapshot_unique")]
        indexes = [models.Index(fields=["list", "since"], name="rank_snapshot_by_list")]


class PublishedRanking(models.Model):
    """A personal ranking that its voter made public at its own address. All others are private."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40, blank=True)  # the name a guest chose, or a placeholder for a deleted account
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "voter"], name="published_ranking_unique")]

    @property
    def display_name(self) -> str:
        """The present name of the voter's account, or the name a guest chose."""
        return self.voter.account.name if self.voter.account else self.name

    @property
    def profile_url(self) -> str:
        """The voter's profile, or "" without one."""
        account = self.voter.account
        return account.get_absolute_url() if account and account.name else ""


class Incident(models.Model):
    """Votes on one item that came as a surge, and are set aside until somebody has looked at them.

    An open incident ends by itself if its votes do not look like a surge any more. Nothing is deleted: a moderator can
    lift an incident, which counts its votes, or confirm it, at any time and as often as they like.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        LIFTED = "lifted"

    class Kind(models.TextChoices):
        PICK = ballot.PICK
        DOWN = ballot.DOWN
        WON = "won"  # matchups that the item won
        LOST = "lost"

    class Group(models.TextChoices):
        """What the voters have in common."""

        NEW = "new"  # to the site
        LONE = "lone"  # and they voted on nothing else
        CROWDED = "crowded"  # they come from a network that many new voters come from
        WINDOW = "window"  # they voted within a short time

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    kind = models.CharField(max_length=4, choices=Kind)
    group = models.CharField(max_length=7, choices=Group)
    expected = models.PositiveIntegerField()  # so many more votes of the group are no surprise, and count
    first_vote_at = models.DateTimeField()  # of those set aside
    last_vote_at = models.DateTimeField()
    rank_with = models.PositiveIntegerField(null=True)  # the item's rank if these votes counted; null: too new to rank
    opened_at = models.DateTimeField(auto_now_add=True)
    state_at = models.DateTimeField(auto_now_add=True)  # since when it has this state
    accepted_version = models.BigIntegerField(null=True)  # lifted by a moderator: the newest vote that was judged

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=models.Q(state="open"), name="incident_open_once"
            ),
        ]
        indexes = [models.Index(fields=["list", "state"], name="incident_by_list")]

    @property
    def is_set_aside(self) -> bool:
        """Whether its votes do not count."""
        return self.state != self.State.LIFTED


SET_ASIDE = models.Q(incident__state__in=[Incident.State.OPEN, Incident.State.CONFIRMED])
"""The voters of incidents whose votes do not count."""


class IncidentVoter(models.Model):
    """A voter whose votes on the item of an incident are set aside while it is open or confirmed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="voters")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "voter"], name="incident_voter_unique")]
