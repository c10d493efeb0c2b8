"""Why an item has its rank: the evidence in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from ranklore.ballots.ballot import ITEM, ORDER, OTHER, SKIP, TIE, subject_of_pair
from ranklore.ballots.current_votes import current_votes
from ranklore.ballots.messages import describe_range
from ranklore.ballots.models import SET_ASIDE, IncidentVoter, Standing
from ranklore.ballots.queries.turnout import SPLIT_MIN
from ranklore.ballots.recount.counting import voters_needed_for_rank
from ranklore.lists.models import Item
from ranklore.people.models import Voter

NEIGHBOURS_EACH_WAY = 2
WINS_SHOWN_MAX = 10_000
"""A larger number of wins is shown as "very many"."""


@dataclass(frozen=True, slots=True)
class NeighbourMatchups:
    """The item's matchups with a neighbour. Without `may_split`, a page may show only their total."""

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
class FewerVotes:
    """The next ranked item below, if it has more votes than this one.

    percent, other_percent  of the people who were shown this item, or the other one, how many voted for it
    is_less_known           whether fewer people know this item
    """

    item_id: int
    name: str
    percent: int | None
    other_percent: int | None
    seen: int
    other_seen: int
    is_less_known: bool

    @property
    def is_picked_more_often(self) -> bool:
        return self.percent is not None and self.other_percent is not None and self.percent > self.other_percent


@dataclass(frozen=True, slots=True)
class RankExplanation:
    """The evidence for and against an item's rank.

    above, below         names of the next ranked items up and down; empty without one
    wins_up, wins_down   matchup wins this item needs to draw level with the one above, or the one below with this one;
                         None without such an item, or if the number is too large to mean anything
    set_aside, in_part   voters whose votes on it count for nothing, or less than in full; the figures leave out the
                         first
    fewer_votes          the next ranked item below, if it has more votes
    item_voters, voters_needed  how many people voted on it in any way, and how many it takes for a rank
    matchups             with up to two neighbours each way, by rank; pairs that nobody answered are left out
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
    fewer_votes: FewerVotes | None
    item_voters: int
    voters_needed: int
    matchups: tuple[NeighbourMatchups, ...]
    compared_with: int

    @property
    def is_from_few_networks(self) -> bool:
        """Whether its votes count as those of fewer people than voted for it."""
        return self.item_voters < self.votes

    @property
    def may_split_votes(self) -> bool:
        return self.votes + self.downs >= SPLIT_MIN

    @property
    def may_split_known(self) -> bool:
        return self.asked >= SPLIT_MIN


def explanation_of(item: Item, voters: int) -> RankExplanation:
    """The explanation of an item's rank. `voters` voted on its list. At most five queries."""
    not_counted_yet = Standing(
        item=item, list_id=item.list_id, position=0, votes=0, seen=0, voters=0, score=0, familiarity=0
    )
    standing = Standing.objects.filter(pk=item.pk).first() or not_counted_yet
    nearby = _neighbours(standing)
    here = next((n for n, each in enumerate(nearby) if each.pk == standing.pk), None)
    above = nearby[here - 1] if here else None
    below = nearby[here + 1] if here is not None and here + 1 < len(nearby) else None
    trust = _reduced_trust(item)
    return RankExplanation(
        rank=standing.rank,
        range_words=describe_range(standing.rank_low, standing.rank_high)
        if standing.rank_low and standing.rank_high
        else "",
        is_sure=standing.rank_low == standing.rank_high,
        tied_above=above is not None and above.tie_group == standing.tie_group,
        tied_below=below is not None and below.tie_group == standing.tie_group,
        voters=voters,
        votes=standing.votes,
        downs=standing.downs,
        orders=standing.orders,
        asked=standing.asked,
        known=standing.known,
        set_aside=sum(each == 0 for each in trust),
        in_part=sum(each > 0 for each in trust),
        above=above.item.name if above else "",
        wins_up=_wins_to_level(above) if above else None,
        below=below.item.name if below else "",
        wins_down=_wins_to_level(standing) if below else None,
        fewer_votes=_fewer_votes(standing, below) if below and below.votes > standing.votes else None,
        item_voters=standing.voters,
        voters_needed=voters_needed_for_rank(voters),
        matchups=_neighbour_matchups(standing, [each for each in nearby if each.pk != standing.pk]),
        compared_with=max(len(nearby) - 1, 0),
    )


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """How sure the first place of a list is.

    wins  matchups that the second item must win against the first to draw level; None: very many
    """

    first: str
    second: str
    wins: int | None


def first_place_of(list_id: int) -> FirstPlace | None:
    """None without two items that have a rank."""
    ranked = Standing.objects.filter(list=list_id, rank__isnull=False, item__removed_at=None)
    leaders = list(ranked.select_related("item").order_by("position")[:2])
    if len(leaders) < 2 or leaders[0].rank != 1:
        return None
    return FirstPlace(leaders[0].item.name, leaders[1].item.name, _wins_to_level(leaders[0]))


def _fewer_votes(standing: Standing, below: Standing) -> FewerVotes:
    return FewerVotes(
        item_id=below.pk,
        name=below.item.name,
        percent=_percent_of_seen(standing),
        other_percent=_percent_of_seen(below),
        seen=standing.seen,
        other_seen=below.seen,
        is_less_known=standing.familiarity < below.familiarity,
    )


def _percent_of_seen(standing: Standing) -> int | None:
    return round(100 * standing.votes / standing.seen) if standing.seen >= SPLIT_MIN else None


def _reduced_trust(item: Item) -> list[float]:
    """The trust of each voter with a vote on the item that counts for nothing or in part."""
    voters = Voter.objects.filter(trust__lt=1)
    votes = current_votes().filter(voter__in=voters, list=item.list_id, is_retraction=False).exclude(outcome=SKIP)
    on_item = votes.filter(Q(item=item) | Q(other=item) | Q(kind=ORDER)).values_list("voter", "voter__trust", "order")
    return list({voter: trust for voter, trust, order in on_item if order is None or item.pk in order}.values())


def _neighbours(standing: Standing) -> list[Standing]:
    """The item and the ranked items around it, in order of rank; empty for an item that is too new to rank."""
    if standing.rank is None:
        return []
    ranked = Standing.objects.filter(list=standing.list_id, rank__isnull=False).select_related("item")
    above = ranked.filter(position__lt=standing.position).order_by("-position")[:NEIGHBOURS_EACH_WAY]
    below = ranked.filter(position__gte=standing.position).order_by("position")[: NEIGHBOURS_EACH_WAY + 1]
    return [*reversed(above), *below]


def _wins_to_level(upper: Standing) -> int | None:
    """The matchup wins that the next item below needs to draw level."""
    return upper.votes_to_flip if upper.votes_to_flip and upper.votes_to_flip <= WINS_SHOWN_MAX else None


def _neighbour_matchups(standing: Standing, others: Sequence[Standing]) -> tuple[NeighbourMatchups, ...]:
    """Count the current answers: one per voter and pair."""
    if not others:
        return ()
    subjects = {subject_of_pair(standing.pk, other.pk): other for other in others}
    answers = current_votes().filter(
        list=standing.list_id, subject__in=subjects, is_retraction=False, voter__trust__gt=0
    )
    about_either = Q(incident__item=OuterRef("item")) | Q(incident__item=OuterRef("other"))
    set_aside = IncidentVoter.objects.filter(SET_ASIDE, about_either, voter=OuterRef("voter"))
    counted = (
        answers.exclude(outcome=SKIP).filter(~Exists(set_aside)).values_list("subject", "outcome").annotate(Count("id"))
    )
    found = Counter({(subject, outcome): n for subject, outcome, n in counted})
    return tuple(
        NeighbourMatchups(
            item_id=other.pk,
            name=other.item.name,
            rank=other.rank or 0,
            won=found[subject, ITEM if standing.pk < other.pk else OTHER],
            lost=found[subject, OTHER if standing.pk < other.pk else ITEM],
            tied=found[subject, TIE],
        )
        for subject, other in subjects.items()
        if any(found[subject, outcome] for outcome in (ITEM, OTHER, TIE))
    )
