"""Saying otherwise: a voter changes, takes back or puts back a word of theirs, wherever it was first said."""

from dataclasses import dataclass
from typing import assert_never

from django import forms

from ranklore.ballots.actions import answer, cast, put_in_order
from ranklore.ballots.models import Vote
from ranklore.ballots.newest import newest_word_on
from ranklore.ballots.said import order_to_put_back, shown_before
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import isolated

Kind, Outcome = Vote.Kind, Vote.Outcome
BACK = "back"
NOT_WHOLE = "That was not whole. Reload the page and try again; nothing was changed."
NOTHING_NEW = "You say that already. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Asked:
    about: str
    say: str
    page: int


class SayOtherwiseForm(forms.Form):
    """`about` is the subject of the word, `say` a kind, an outcome, or to take it back."""

    about = forms.CharField(max_length=45)
    say = forms.ChoiceField(choices=[(value, value) for value in (*Kind.values, *Outcome.values, BACK)])
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def checked(self) -> Asked:
        if not self.is_valid():
            raise Refused(NOT_WHOLE)
        return Asked(self.cleaned_data["about"], self.cleaned_data["say"], self.cleaned_data["page"] or 1)


def say_otherwise(*, voter: Voter, ranked_list: RankedList, asked: Asked) -> str:
    """Change a word that the voter said before, and give the sentence that says so.

    What was never said cannot be changed here: a first vote comes from a page that showed what there was to vote for.
    """
    word = newest_word_on(voter, ranked_list.pk, asked.about)
    if word is None:
        raise Refused("You said nothing about that, or it was erased. Reload the page; nothing was changed.")
    if word.item is None:
        return _order_otherwise(voter, ranked_list, asked.say)
    if word.other is None:
        return _cast_otherwise(voter, word, word.item, asked.say)
    return _answer_otherwise(voter, word.item, word.other, asked.say)


def _cast_otherwise(voter: Voter, word: Vote, item: Item, say: str) -> str:
    name = isolated(item.name)
    if say == BACK:
        moved = cast(voter=voter, item=item, kind=Kind(word.kind), on=False)
        return f"What you said about {name} is taken back." if moved.is_new else NOTHING_NEW
    if say not in (Kind.PICK, Kind.DOWN, Kind.KNOW, Kind.DONT_KNOW):
        raise Refused(NOT_WHOLE)
    kind = Kind(say)
    shown = shown_before(word) if kind in (Kind.PICK, Kind.DOWN) else ()
    if not cast(voter=voter, item=item, kind=kind, shown=shown).is_new:
        return NOTHING_NEW
    return {
        Kind.PICK: f"You say now: {name} belongs high.",
        Kind.DOWN: f"You say now: {name} does not belong this high.",
        Kind.KNOW: f"You say now: you know {name}.",
        Kind.DONT_KNOW: f"You say now: you do not know {name}.",
    }[kind]


def _answer_otherwise(voter: Voter, item: Item, other: Item, say: str) -> str:
    if say != BACK and say not in Outcome.values:
        raise Refused(NOT_WHOLE)
    outcome = None if say == BACK else Outcome(say)
    moved, _ = answer(voter=voter, item=item, other=other, outcome=outcome)
    return _answered(item, other, outcome) if moved.is_new else NOTHING_NEW


def _answered(item: Item, other: Item, outcome: Vote.Outcome | None) -> str:
    name, second = isolated(item.name), isolated(other.name)
    match outcome:
        case None:
            return f"Your answer about {name} and {second} is taken back."
        case Outcome.ITEM:
            return f"You say now: {name} over {second}."
        case Outcome.OTHER:
            return f"You say now: {second} over {name}."
        case Outcome.TIE:
            return f"You say now: {name} and {second} are equal."
        case Outcome.SKIP:
            return f"You leave {name} and {second} open."
        case _:
            assert_never(outcome)


def _order_otherwise(voter: Voter, ranked_list: RankedList, say: str) -> str:
    if say not in (BACK, Kind.ORDER):
        raise Refused(NOT_WHOLE)
    item_ids = [] if say == BACK else order_to_put_back(voter, ranked_list)
    if say == Kind.ORDER and not item_ids:
        raise Refused("None of the items of that ranking is on this list any more, so it stays taken back.")
    if not put_in_order(voter=voter, ranked_list=ranked_list, item_ids=item_ids):
        return NOTHING_NEW
    if say == BACK:
        return "Your own ranking is taken back. If it was published, nobody can see it any more."
    return "Your own ranking counts again. Only you can see it."
