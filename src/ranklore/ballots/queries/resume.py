"""What a voter started and may want to continue. Only that voter may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef

from ranklore.ballots.ballot import PERSONAL_RANKING_SUBJECT
from ranklore.ballots.current_votes import current_votes_of
from ranklore.ballots.models import PublishedRanking, Vote
from ranklore.ballots.queries.history.movers import Mover, top_movers_of
from ranklore.people.models import Voter

UNFINISHED_MAX, SUGGESTED_MAX, MOVED_MAX = 3, 2, 3
VOTES_TO_SUGGEST_MIN = 8
"""Words on a list from which on a voter may want to make a ranking of their own."""
LISTS_MAX = 30
"""Of the lists that a voter spoke on, the latest."""


@dataclass(frozen=True, slots=True)
class UnfinishedRanking:
    """A list that waits for this voter's ranking. items: of the ranking they began; 0 when they only voted a lot."""

    slug: str
    title: str
    items: int


@dataclass(frozen=True, slots=True)
class MovedList:
    """A list that a voter took part in, and the item near its top that moved farthest."""

    slug: str
    title: str
    mover: Mover


@dataclass(frozen=True, slots=True)
class ResumeSuggestions:
    begun: tuple[UnfinishedRanking, ...] = ()
    moved: tuple[MovedList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.moved)


def resume_suggestions_for(voter: Voter, now: datetime) -> ResumeSuggestions:
    """Three queries, and none for somebody who never wrote anything."""
    if voter.pk is None:
        return ResumeSuggestions()
    spoken = _lists_voted_on(voter)
    if not spoken:
        return ResumeSuggestions()
    return ResumeSuggestions(_unfinished_rankings(voter, spoken), _moved_lists(spoken, now))


@dataclass(frozen=True, slots=True)
class _VotedList:
    list_id: int
    slug: str
    title: str
    subjects: int


def _lists_voted_on(voter: Voter) -> Sequence[_VotedList]:
    by_list = Vote.objects.filter(voter=voter).values_list("list_id", "list__slug", "list__title")
    latest = by_list.annotate(subjects=Count("subject", distinct=True), newest=Max("id")).order_by("-newest")
    return [_VotedList(*row[:4]) for row in latest[:LISTS_MAX]]


def _unfinished_rankings(voter: Voter, spoken: Sequence[_VotedList]) -> tuple[UnfinishedRanking, ...]:
    published = PublishedRanking.objects.filter(voter=voter, list=OuterRef("list"))
    orders = current_votes_of(voter).filter(
        list__in=[each.list_id for each in spoken], subject=PERSONAL_RANKING_SUBJECT
    )
    lengths = {
        list_id: 0 if is_published or is_retraction else len(order or ())
        for list_id, order, is_retraction, is_published in orders.values_list(
            "list_id", "order", "is_retraction", Exists(published)
        )
    }
    begun = [
        UnfinishedRanking(each.slug, each.title, lengths[each.list_id]) for each in spoken if lengths.get(each.list_id)
    ]
    much = [
        UnfinishedRanking(each.slug, each.title, 0)
        for each in spoken
        if each.list_id not in lengths and each.subjects >= VOTES_TO_SUGGEST_MIN
    ]
    return (*begun[:UNFINISHED_MAX], *much[:SUGGESTED_MAX])


def _moved_lists(spoken: Sequence[_VotedList], now: datetime) -> tuple[MovedList, ...]:
    movers = top_movers_of([each.list_id for each in spoken], now)
    moved = (MovedList(each.slug, each.title, movers[each.list_id]) for each in spoken if each.list_id in movers)
    return tuple(moved)[:MOVED_MAX]
