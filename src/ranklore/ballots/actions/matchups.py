"""Record what a voter chose on the Compare page. A choice that writes several votes writes all of them or none."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction

from ranklore.ballots.actions.votes import answer_matchup, cast_vote, restore_previous_vote
from ranklore.ballots.ballot import VoteResult
from ranklore.ballots.messages import answer_message, describe_answer, retraction_message
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.compare.matchups import matchup_state_of
from ranklore.lists.models import Item
from ranklore.people.models import Voter

ItemPair = tuple[Item, Item]


class MatchupChoice(StrEnum):
    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    NOT_FIRST = "not_first"  # the voter does not know the first item
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
"""Which of the two items the voter does not know. The matchup itself counts as skipped."""


def record_choice(*, voter: Voter, pair: ItemPair, choice: MatchupChoice) -> str:
    """Record a voter's choice between two items, or undo it. Returns a message that says what it did.

    Raises Refused if one of the two is no longer on the list.
    """
    if choice == MatchupChoice.UNDO:
        return _undo_answer(voter, pair)
    if choice in UNKNOWN_SIDES:
        return _record_unknown(voter, pair, [pair[n] for n in UNKNOWN_SIDES[choice]])
    outcome = CHOICE_OUTCOMES[choice]
    results = answer_matchup(
        voter=voter, item=pair[0], other=pair[1], outcome=outcome, shown=[item.pk for item in pair]
    )
    return answer_message(describe_answer(outcome, _names(pair)), _results_by_name(pair, results))


@transaction.atomic
def _record_unknown(voter: Voter, pair: ItemPair, unknown: list[Item]) -> str:
    shown = [item.pk for item in pair]
    results = answer_matchup(voter=voter, item=pair[0], other=pair[1], outcome=Vote.Outcome.SKIP, shown=shown)
    later_results = {
        item.pk: cast_vote(voter=voter, item=item, kind=Vote.Kind.DONT_KNOW, shown=shown) for item in unknown
    }
    answer = describe_answer(Vote.Outcome.SKIP, _names(pair), [item.name for item in unknown])
    return answer_message(answer, _results_by_name(pair, results, later_results))


@transaction.atomic
def _undo_answer(voter: Voter, pair: ItemPair) -> str:
    """Retract an answer and the "don't know" votes that came with it. The votes before those are current again."""
    first, second = sorted(pair, key=lambda item: item.pk)
    unknown_ids = matchup_state_of(voter, first.list_id).unknown_by((first.pk, second.pk))
    unknown = [item for item in (first, second) if item.pk in unknown_ids]
    results = answer_matchup(voter=voter, item=first, other=second, outcome=None)
    restored = {item.pk: restore_previous_vote(voter=voter, item=item) for item in unknown} if results[0].is_new else {}
    return retraction_message(_results_by_name((first, second), results, restored))


def _names(pair: ItemPair) -> list[str]:
    return [item.name for item in pair]


def _results_by_name(
    pair: ItemPair, results: tuple[VoteResult, VoteResult], later: Mapping[int, VoteResult] | None = None
) -> list[tuple[str, VoteResult]]:
    """The names of the two items, each with its last result."""
    return [(item.name, (later or {}).get(item.pk, result)) for item, result in zip(pair, results, strict=True)]
