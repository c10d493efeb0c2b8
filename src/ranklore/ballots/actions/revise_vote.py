"""Change, retract or restore a vote from the page My votes."""

from dataclasses import dataclass
from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
INCOMPLETE_MESSAGE = gettext_noop(
    "Something was missing from that change, so nothing was changed. Reload the page and try again."
)
NO_CHANGE_MESSAGE = gettext_noop("That is already your vote. Nothing was changed.")
_NOW_SAYS = {
    Kind.PICK: gettext_noop("You now say that %(name)s belongs high."),
    Kind.DOWN: gettext_noop("You now say that %(name)s doesn’t belong this high."),
    Kind.KNOW: gettext_noop("You now say that you know %(name)s."),
    Kind.DONT_KNOW: gettext_noop("You now say that you don’t know %(name)s."),
}


@dataclass(frozen=True, slots=True)
class RevisionRequest:
    subject: str
    vote: str
    page: int


def revise_vote(*, voter: Voter, ranked_list: RankedList, request: RevisionRequest) -> str:
    """Change a vote that the voter cast before. Returns the sentence that says what was done.

    A first vote cannot be cast here: it comes from a page that shows what there is to vote for.
    """
    current = current_vote_on(voter, ranked_list.pk, request.subject)
    if current is None:
        raise Refused(
            _("You have no vote on that, or it was erased, so nothing was changed. Reload the page to see your votes.")
        )
    if current.item is None:
        return _revise_ranking(voter, ranked_list, request.vote)
    if current.other is None:
        return _revise_item_vote(voter, current, current.item, request.vote)
    return _revise_answer(voter, current.item, current.other, request.vote)


def _revise_item_vote(voter: Voter, current: Vote, item: Item, new: str) -> str:
    name = isolated(item.name)
    if new == RETRACT:
        result = cast_vote(voter=voter, item=item, kind=Kind(current.kind), on=False)
        return _("You took back your vote on %(name)s.") % {"name": name} if result.is_new else _(NO_CHANGE_MESSAGE)
    if new not in _NOW_SAYS:
        raise Refused(_(INCOMPLETE_MESSAGE))
    kind = Kind(new)
    shown = last_exposure(current) if kind in (Kind.PICK, Kind.DOWN) else ()
    if not cast_vote(voter=voter, item=item, kind=kind, shown=shown).is_new:
        return _(NO_CHANGE_MESSAGE)
    return _(_NOW_SAYS[kind]) % {"name": name}


def _revise_answer(voter: Voter, item: Item, other: Item, new: str) -> str:
    if new != RETRACT and new not in Outcome.values:
        raise Refused(_(INCOMPLETE_MESSAGE))
    outcome = None if new == RETRACT else Outcome(new)
    result, _other_result = answer_matchup(voter=voter, item=item, other=other, outcome=outcome)
    return _answer_message(item, other, outcome) if result.is_new else _(NO_CHANGE_MESSAGE)


def _answer_message(item: Item, other: Item, outcome: Vote.Outcome | None) -> str:
    names = {"first": isolated(item.name), "second": isolated(other.name)}
    match outcome:
        case None:
            return _("You took back your answer about %(first)s and %(second)s.") % names
        case Outcome.ITEM:
            return _("You now choose %(first)s over %(second)s.") % names
        case Outcome.OTHER:
            return _("You now choose %(second)s over %(first)s.") % names
        case Outcome.TIE:
            return _("You now say that %(first)s and %(second)s are equal.") % names
        case Outcome.SKIP:
            return _("You now skip %(first)s and %(second)s.") % names
        case unreachable:
            assert_never(unreachable)


def _revise_ranking(voter: Voter, ranked_list: RankedList, new: str) -> str:
    if new not in (RETRACT, Kind.ORDER):
        raise Refused(_(INCOMPLETE_MESSAGE))
    item_ids = [] if new == RETRACT else last_ranking_items(voter, ranked_list)
    if new == Kind.ORDER and not item_ids:
        raise Refused(_("None of the items in that ranking is on this list any more, so it cannot be put back."))
    if not save_ranking(voter=voter, ranked_list=ranked_list, item_ids=item_ids):
        return _(NO_CHANGE_MESSAGE)
    if new == RETRACT:
        return _("You took back your ranking. If it was published, nobody can see it any more.")
    return _("Your ranking counts again. Only you can see it.")
