"""Record what a voter chose on the Compare page. A choice with two parts is written as a whole or not at all."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction

from ranklore.ballots.actions.votes import answer_matchup, cast_vote, restore_previous_vote
from ranklore.ballots.ballot import VoteResult
from ranklore.ballots.messages import answer_message, describe_answer
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.compare.matchups import matchup_state_of
from ranklore.lists.models import Item
from ranklore.people.models import Voter

ItemPair = tuple[Item, Item]


class MatchupChoice(StrEnum):
    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    NOT_FIRST = "not_first"  # I don't know the first
    NOT_SECOND = "not_second"
    NEITHER = "neither"
    SKIP = "skip"
    UNDO = "undo"


CHOICE_OUTCOMES = {
    MatchupChoice.FIRST: Vote.Outcome.ITEM,
    MatchupChoice.SECOND: Vote.Outcome.OTHER,
    MatchupChoice.TIE: Vote.Outcome.TIE,
    MatchupChoice.SKIP: Vote.Outcome.SKIP,
}
UNKNOWN_SIDES = {MatchupChoice.NOT_FIRST: (0,), MatchupChoice.NOT_SECOND: (1,), MatchupChoice.NEITHER: (0, 1)}
"""Which of the two are not known. Such a pair is skipped."""


def record_choice(*, voter: Voter, pair: ItemPair, reply: MatchupChoice) -> str:
    """Write what a voter says to a pair, or take it back. Gives what that did, in words.

    Raises Refused when one of the two is not on the list any more.
    """
    if reply == MatchupChoice.UNDO:
        return _undo_answer(voter, pair)
    if reply in UNKNOWN_SIDES:
        return _record_unknown(voter, pair, [pair[n] for n in UNKNOWN_SIDES[reply]])
    outcome = CHOICE_OUTCOMES[reply]
    moved = answer_matchup(voter=voter, item=pair[0], other=pair[1], outcome=outcome, shown=[item.pk for item in pair])
    return answer_message(describe_answer(outcome, _names(pair)), _results_by_name(pair, moved))


@transaction.atomic
def _record_unknown(voter: Voter, pair: ItemPair, unknown: list[Item]) -> str:
    shown = [item.pk for item in pair]
    moved = answer_matchup(voter=voter, item=pair[0], other=pair[1], outcome=Vote.Outcome.SKIP, shown=shown)
    then = {item.pk: cast_vote(voter=voter, item=item, kind=Vote.Kind.DONT_KNOW, shown=shown) for item in unknown}
    words = describe_answer(Vote.Outcome.SKIP, _names(pair), [item.name for item in unknown])
    return answer_message(words, _results_by_name(pair, moved, then))


@transaction.atomic
def _undo_answer(voter: Voter, pair: ItemPair) -> str:
    """Take an answer back, and what it said about either item: what was said about that before holds again."""
    first, second = sorted(pair, key=lambda item: item.pk)
    state = matchup_state_of(voter, first.list_id)
    outcome = state.ballot.matchups.get((first.pk, second.pk), "")
    unknown = [item for item in (first, second) if item.pk in state.unknown_by((first.pk, second.pk))]
    moved = answer_matchup(voter=voter, item=first, other=second, outcome=None)
    then = {item.pk: restore_previous_vote(voter=voter, item=item) for item in unknown} if moved[0].is_new else {}
    words = describe_answer(outcome, _names((first, second)), [item.name for item in unknown])
    return answer_message(words, _results_by_name((first, second), moved, then), on=False)


def _names(pair: ItemPair) -> list[str]:
    return [item.name for item in pair]


def _results_by_name(
    pair: ItemPair, moved: tuple[VoteResult, VoteResult], then: Mapping[int, VoteResult] | None = None
) -> list[tuple[str, VoteResult]]:
    """The pair's names with how each moved at last."""
    return [(item.name, (then or {}).get(item.pk, did)) for item, did in zip(pair, moved, strict=True)]
