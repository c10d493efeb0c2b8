"""What an answer on the Compare page writes. Some say two things at once, and then both are written or neither."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction

from ranklore.ballots.actions import Moved, answer, cast, say_as_before
from ranklore.ballots.comparing import told_by
from ranklore.ballots.models import Vote
from ranklore.ballots.wording import answer_in_words, said_of_answer
from ranklore.lists.models import Item
from ranklore.people.models import Voter

Two = tuple[Item, Item]


class Reply(StrEnum):
    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    NOT_FIRST = "not_first"  # I don't know the first
    NOT_SECOND = "not_second"
    NEITHER = "neither"
    SKIP = "skip"
    UNDO = "undo"


OUTCOMES = {
    Reply.FIRST: Vote.Outcome.ITEM,
    Reply.SECOND: Vote.Outcome.OTHER,
    Reply.TIE: Vote.Outcome.TIE,
    Reply.SKIP: Vote.Outcome.SKIP,
}
UNKNOWN = {Reply.NOT_FIRST: (0,), Reply.NOT_SECOND: (1,), Reply.NEITHER: (0, 1)}
"""Which of the two are not known. Such a pair is skipped."""


def reply_to(*, voter: Voter, pair: Two, reply: Reply) -> str:
    """Write what a voter says to a pair, or take it back. Gives what that did, in words.

    Raises Refused when one of the two is not on the list any more.
    """
    if reply == Reply.UNDO:
        return _take_back(voter, pair)
    if reply in UNKNOWN:
        return _not_known(voter, pair, [pair[n] for n in UNKNOWN[reply]])
    outcome = OUTCOMES[reply]
    moved = answer(voter=voter, item=pair[0], other=pair[1], outcome=outcome, shown=[item.pk for item in pair])
    return said_of_answer(answer_in_words(outcome, _names(pair)), _by_name(pair, moved))


@transaction.atomic
def _not_known(voter: Voter, pair: Two, unknown: list[Item]) -> str:
    shown = [item.pk for item in pair]
    moved = answer(voter=voter, item=pair[0], other=pair[1], outcome=Vote.Outcome.SKIP, shown=shown)
    then = {item.pk: cast(voter=voter, item=item, kind=Vote.Kind.DONT_KNOW, shown=shown) for item in unknown}
    words = answer_in_words(Vote.Outcome.SKIP, _names(pair), [item.name for item in unknown])
    return said_of_answer(words, _by_name(pair, moved, then))


@transaction.atomic
def _take_back(voter: Voter, pair: Two) -> str:
    """Take an answer back, and what it said about either item: what was said about that before holds again."""
    first, second = sorted(pair, key=lambda item: item.pk)
    told = told_by(voter, first.list_id)
    outcome = told.said.matchups.get((first.pk, second.pk), "")
    unknown = [item for item in (first, second) if item.pk in told.unknown_by((first.pk, second.pk))]
    moved = answer(voter=voter, item=first, other=second, outcome=None)
    then = {item.pk: say_as_before(voter=voter, item=item) for item in unknown} if moved[0].is_new else {}
    words = answer_in_words(outcome, _names((first, second)), [item.name for item in unknown])
    return said_of_answer(words, _by_name((first, second), moved, then), on=False)


def _names(pair: Two) -> list[str]:
    return [item.name for item in pair]


def _by_name(pair: Two, moved: tuple[Moved, Moved], then: Mapping[int, Moved] | None = None) -> list[tuple[str, Moved]]:
    """The pair's names with how each moved at last."""
    return [(item.name, (then or {}).get(item.pk, did)) for item, did in zip(pair, moved, strict=True)]
