"""The sentences a voter reads after a vote."""

from collections.abc import Sequence
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal

from ranklore.ballots.ballot import DONT_KNOW, DOWN, KNOW, OTHER, PICK, SKIP, TIE, VoteResult
from ranklore.text.bidi import isolated

VOTE_LABELS = {DOWN: "doesn’t belong this high", KNOW: "know it", DONT_KNOW: "don’t know it"}
"""What a voter said about an item, but for a pick, which its button shows."""


def vote_message(name: str, moved: VoteResult, *, on: bool, kind: str = PICK) -> str:
    """A few sentences for the page and for a screen reader."""
    name = isolated(name)
    if kind == PICK:
        return _pick_message(name, moved, on=on)
    words = {
        DOWN: f"{name} doesn’t belong this high",
        KNOW: f"you know {name}",
        DONT_KNOW: f"you don’t know {name}",
    }[kind]
    if not moved.is_new:
        return f"Noted already: {words}." if on else f"You do not say that {words}."
    did = f"{'Noted' if on else 'Taken back'}: {words}."
    if kind == DOWN or moved.before != moved.after or not moved.is_counted:
        did += f" {_place_sentence(moved)}"
    return did


def describe_answer(outcome: str, names: Sequence[str], unknown: Sequence[str] = ()) -> str:
    """A voter's answer to a pair of names; `unknown` are those that they do not know."""
    first, second = map(isolated, names)
    if outcome == SKIP:
        return f"you don’t know {_join_with_or(unknown)}" if unknown else f"{first} and {second}, skipped"
    if outcome == TIE:
        return f"{first} and {second}, can’t say"
    return f"{second} over {first}" if outcome == OTHER else f"{first} over {second}"


def answer_message(words: str, moved: Sequence[tuple[str, VoteResult]], *, on: bool = True) -> str:
    """What an answer in these words, or taking it back, did to the items of the pair, each a name and how it moved."""
    if not any(each.is_new for _, each in moved):
        return f"Noted already: {words}." if on else "That answer was taken back already."
    places = [_move_sentence(name, each) for name, each in moved if each.before != each.after]
    return " ".join([f"{'Noted' if on else 'Taken back'}: {words}.", *places])


@lru_cache(4096)
def describe_range(low: int, high: int) -> str:
    """The places that an item may well have, in words."""
    return f"surely {ordinal(low)}" if low == high else f"likely {ordinal(low)} to {ordinal(high)}"


def _pick_message(name: str, moved: VoteResult, *, on: bool) -> str:
    if not moved.is_new:
        return f"Your vote for {name} counts already." if on else f"You have no vote for {name}."
    if not moved.is_counted:
        return f"Your vote for {name} is {'in' if on else 'taken back'}. {_place_sentence(moved)}"
    votes = "1 vote" if moved.votes == 1 else f"{intcomma(moved.votes)} votes"
    did = f"Your vote for {name} counts" if on else f"Your vote for {name} is taken back"
    return f"{did}: {votes} now. {_place_sentence(moved)}"


def _join_with_or(names: Sequence[str]) -> str:
    return " or ".join(map(isolated, names))


def _move_sentence(name: str, moved: VoteResult) -> str:
    name = isolated(name)
    if moved.after is None:
        return f"{name} is too new to rank again."
    if moved.before is None:
        return f"{name} is now {ordinal(moved.after)}."
    return f"{name} moved from {ordinal(moved.before)} to {ordinal(moved.after)}."


def _place_sentence(moved: VoteResult) -> str:
    if not moved.is_counted:
        return "This list is long: it is counted in a moment."
    if moved.after is None:
        return "It is too new to rank: a few more votes will place it."
    now = ordinal(moved.after)
    if moved.before is None:
        return f"It is now {now}."
    if moved.before == moved.after:
        return f"It stays {now}."
    return f"It moved from {ordinal(moved.before)} to {now}."
