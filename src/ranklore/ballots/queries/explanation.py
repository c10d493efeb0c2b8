"""Why an item has its rank: the evidence as plain figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from ranklore.ballots.ballot import ITEM, ORDER, OTHER, SKIP, TIE, subject_of_pair
from ranklore.ballots.current_votes import current_votes
from ranklore.ballots.messages import describe_range
from ranklore.ballots.models import Standing
from ranklore.ballots.queries.turnout import SPLIT_MIN
from ranklore.lists.models import Item
from ranklore.people.models import Voter

NEIGHBOURS_EACH_WAY = 2
WINS_SHOWN_MAX = 10_000
"""Beyond it a number of wins says no more than "very many"."""


@dataclass(frozen=True, slots=True)
class NeighbourMatchups:
    """The item's matchups with a neighbour. Without `may_split` only their number may be told."""

    item_id: int
    name: str
    rank: int
    won: int
    lost: int
    tied: int

    @property
    def total(self) -> int:
        return self.won + self.lost + self.tied

    @property
    def may_split(self) -> bool:
        return self.total >= SPLIT_MIN


@dataclass(frozen=True, slots=True)
class RankExplanation:
    """What is known for and against an item's place.

    above, below       the next places: `wins_up` matchup wins over the one above, or of the one below over this item,
                       would bring the two level; None where there is no such place or the number says nothing
    set_aside, in_part voters whose words on it count for nothing, or less than in full; none of the former in a figure
    matchups           with up to two neighbours each way, by place; those that nobody answered are left out
    """

    rank: int | None
    range_words: str
    is_sure: bool
    tied_above: bool
    tied_below: bool
    voters: int
    votes: int
    downs: int
    orders: int
    asked: int
    known: int
    set_aside: int
    in_part: int
    above: str
    wins_up: int | None
    below: str
    wins_down: int | None
    matchups: tuple[NeighbourMatchups, ...]
    compared_with: int

    @property
    def may_split_votes(self) -> bool:
        return self.votes + self.downs >= SPLIT_MIN

    @property
    def may_split_known(self) -> bool:
        return self.asked >= SPLIT_MIN


def explanation_of(item: Item, voters: int) -> RankExplanation:
    """The ledger of an item on a list where so many voters took part. At most four queries."""
    never_counted = Standing(item=item, list_id=item.list_id, position=0, votes=0, score=0, familiarity=0)
    at = Standing.objects.filter(pk=item.pk).first() or never_counted
    near = _neighbours(at)
    here = next((n for n, each in enumerate(near) if each.pk == at.pk), None)
    above = near[here - 1] if here else None
    below = near[here + 1] if here is not None and here + 1 < len(near) else None
    trust = _reduced_trust(item)
    return RankExplanation(
        rank=at.rank,
        range_words=describe_range(at.rank_low, at.rank_high) if at.rank_low and at.rank_high else "",
        is_sure=at.rank_low == at.rank_high,
        tied_above=above is not None and above.tie_group == at.tie_group,
        tied_below=below is not None and below.tie_group == at.tie_group,
        voters=voters,
        votes=at.votes,
        downs=at.downs,
        orders=at.orders,
        asked=at.asked,
        known=at.known,
        set_aside=sum(each == 0 for each in trust),
        in_part=sum(each > 0 for each in trust),
        above=above.item.name if above else "",
        wins_up=_wins_to_level(above) if above else None,
        below=below.item.name if below else "",
        wins_down=_wins_to_level(at) if below else None,
        matchups=_neighbour_matchups(at, [each for each in near if each.pk != at.pk]),
        compared_with=max(len(near) - 1, 0),
    )


def _reduced_trust(item: Item) -> list[float]:
    """The trust in each voter with a word on the item that counts for nothing or in part."""
    voters = Voter.objects.filter(trust__lt=1)
    words = current_votes().filter(voter__in=voters, list=item.list_id, is_retraction=False).exclude(outcome=SKIP)
    about = words.filter(Q(item=item) | Q(other=item) | Q(kind=ORDER)).values_list("voter", "voter__trust", "order")
    return list({voter: trust for voter, trust, order in about if order is None or item.pk in order}.values())


def _neighbours(at: Standing) -> list[Standing]:
    """The item between its neighbours, in order of place; none for an item that is too new to rank."""
    if at.rank is None:
        return []
    places = range(at.position - NEIGHBOURS_EACH_WAY, at.position + NEIGHBOURS_EACH_WAY + 1)
    near = Standing.objects.filter(list=at.list_id, position__in=places, rank__isnull=False)
    return list(near.select_related("item").order_by("position"))


def _wins_to_level(upper: Standing) -> int | None:
    """Matchup wins of the next lower place that bring the two level."""
    return upper.votes_to_flip if upper.votes_to_flip and upper.votes_to_flip <= WINS_SHOWN_MAX else None


def _neighbour_matchups(at: Standing, others: Sequence[Standing]) -> tuple[NeighbourMatchups, ...]:
    """The answers that stand, one a voter and pair, counted by the database."""
    if not others:
        return ()
    subjects = {subject_of_pair(at.pk, other.pk): other for other in others}
    answers = current_votes().filter(list=at.list_id, subject__in=subjects, is_retraction=False, voter__trust__gt=0)
    counted = answers.exclude(outcome=SKIP).values_list("subject", "outcome").annotate(Count("id"))
    found = Counter({(subject, outcome): n for subject, outcome, n in counted})
    return tuple(
        NeighbourMatchups(
            item_id=other.pk,
            name=other.item.name,
            rank=other.rank or 0,
            won=found[subject, ITEM if at.pk < other.pk else OTHER],
            lost=found[subject, OTHER if at.pk < other.pk else ITEM],
            tied=found[subject, TIE],
        )
        for subject, other in subjects.items()
        if any(found[subject, outcome] for outcome in (ITEM, OTHER, TIE))
    )
