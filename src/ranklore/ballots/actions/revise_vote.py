"""Change, retract or restore a vote from the page My votes."""

from dataclasses import dataclass
from typing import assert_never

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.current_votes import current_vote_on
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.my_votes import last_exposure, last_ranking_items
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused

Kind, Outcome = Vote.Kind, Vote.Outcome
RETRACT = "back"
INCOMPLETE_MESSAGE = "That was not whole. Reload the page and try again; nothing was changed."
NO_CHANGE_MESSAGE = "You say that already. Nothing was changed."


@dataclass(frozen=True, slots=True)
class RevisionRequest:
    about: str
    say: str
    page: int


def revise_vote(*, voter: Voter, ranked_list: RankedList, asked: RevisionRequest) -> str:
    """Change a word that the voter said before, and give the sentence that says so.

    What was never said cannot be changed here: a first vote comes from a page that showed what there was to vote for.
    """
    word = current_vote_on(voter, ranked_list.pk, asked.about)
    if word is None:
        raise Refused("You said nothing about that, or it was erased. Reload the page; nothing was changed.")
    if word.item is None:
        return _revise_ranking(voter, ranked_list, asked.say)
    if word.other is None:
        return _revise_item_vote(voter, word, word.item, asked.say)
    return _revise_answer(voter, word.item, word.other, asked.say)


def _revise_item_vote(voter: Voter, word: Vote, item: Item, say: str) -> str:
    name = isolated(item.name)
    if say == RETRACT:
        moved = cast_vote(voter=voter, item=item, kind=Kind(word.kind), on=False)
        return f"What you said about {name} is taken back." if moved.is_new else NO_CHANGE_MESSAGE
    if say not in (Kind.PICK, Kind.DOWN, Kind.KNOW, Kind.DONT_KNOW):
        raise Refused(INCOMPLETE_MESSAGE)
    kind = Kind(say)
    shown = last_exposure(word) if kind in (Kind.PICK, Kind.DOWN) else ()
    if not cast_vote(voter=voter, item=item, kind=kind, shown=shown).is_new:
        return NO_CHANGE_MESSAGE
    return {
        Kind.PICK: f"You say now: {name} belongs high.",
        Kind.DOWN: f"You say now: {name} does not belong this high.",
        Kind.KNOW: f"You say now: you know {name}.",
        Kind.DONT_KNOW: f"You say now: you do not know {name}.",
    }[kind]


def _revise_answer(voter: Voter, item: Item, other: Item, say: str) -> str:
    if say != RETRACT and say not in Outcome.values:
        raise Refused(INCOMPLETE_MESSAGE)
    outcome = None if say == RETRACT else Outcome(say)
    moved, _ = answer_matchup(voter=voter, item=item, other=other, outcome=outcome)
    return _answer_message(item, other, outcome) if moved.is_new else NO_CHANGE_MESSAGE


def _answer_message(item: Item, other: Item, outcome: Vote.Outcome | None) -> str:
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


def _revise_ranking(voter: Voter, ranked_list: RankedList, say: str) -> str:
    if say not in (RETRACT, Kind.ORDER):
        raise Refused(INCOMPLETE_MESSAGE)
    item_ids = [] if say == RETRACT else last_ranking_items(voter, ranked_list)
    if say == Kind.ORDER and not item_ids:
        raise Refused("None of the items of that ranking is on this list any more, so it stays taken back.")
    if not save_ranking(voter=voter, ranked_list=ranked_list, item_ids=item_ids):
        return NO_CHANGE_MESSAGE
    if say == RETRACT:
        return "Your own ranking is taken back. If it was published, nobody can see it any more."
    return "Your own ranking counts again. Only you can see it."
