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
"""With this many subjects voted on, a voter may want to make a personal ranking."""
LISTS_MAX = 30
"""Only the lists a voter voted on last are considered."""


@dataclass(frozen=True, slots=True)
class UnfinishedRanking:
    """A list for which the voter may want to finish a ranking.

    items  in the ranking they started; 0 if they only cast many votes
    """

    slug: str
    title: str
    items: int


@dataclass(frozen=True, slots=True)
class MovedList:
    """A list the voter voted on, and the item near its top that moved most."""

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
    """Suggestions for a voter. Three queries; none for somebody who is not saved as a voter."""
    if voter.pk is None:
        return ResumeSuggestions()
    voted_lists = _lists_voted_on(voter)
    if not voted_lists:
        return ResumeSuggestions()
    return ResumeSuggestions(_unfinished_rankings(voter, voted_lists), _moved_lists(voted_lists, now))


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


def _unfinished_rankings(voter: Voter, voted_lists: Sequence[_VotedList]) -> tuple[UnfinishedRanking, ...]:
    published = PublishedRanking.objects.filter(voter=voter, list=OuterRef("list"))
    rankings = current_votes_of(voter).filter(
        list__in=[each.list_id for each in voted_lists], subject=PERSONAL_RANKING_SUBJECT
    )
    lengths = {
        list_id: 0 if is_published or is_retraction else len(order or ())
        for list_id, order, is_retraction, is_published in rankings.values_list(
            "list_id", "order", "is_retraction", Exists(published)
        )
    }
    started = [
        UnfinishedRanking(each.slug, each.title, lengths[each.list_id])
        for each in voted_lists
        if lengths.get(each.list_id)
    ]
    suggested = [
        UnfinishedRanking(each.slug, each.title, 0)
        for each in voted_lists
        if each.list_id not in lengths and each.subjects >= VOTES_TO_SUGGEST_MIN
    ]
    return (*started[:UNFINISHED_MAX], *suggested[:SUGGESTED_MAX])


def _moved_lists(voted_lists: Sequence[_VotedList], now: datetime) -> tuple[MovedList, ...]:
    movers = top_movers_of([each.list_id for each in voted_lists], now)
    moved = (MovedList(each.slug, each.title, movers[each.list_id]) for each in voted_lists if each.list_id in movers)
    return tuple(moved)[:MOVED_MAX]
