"""Cast and retract votes on items and matchups. Every single vote is written here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ranklore.ballots.actions.vote_weights import weights_of_next_vote
from ranklore.ballots.ballot import VoteResult, subject_of_item, subject_of_pair
from ranklore.ballots.current_votes import current_vote_on, previous_vote
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount.incremental import recount_after_vote
from ranklore.ballots.recount.publishing import lock_board
from ranklore.core.database.group_commit import commit_in_group
from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.database.prepared_writes import insert_object, update_row
from ranklore.lists.models import Item
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused
from ranklore.text.messages import Message

Kind, Outcome = Vote.Kind, Vote.Outcome
ITEM_VOTE_KINDS = (Kind.PICK, Kind.DOWN, Kind.KNOW, Kind.DONT_KNOW)


def cast_vote(
    *,
    voter: Voter,
    item: Item,
    kind: Vote.Kind = Vote.Kind.PICK,
    on: bool = True,
    shown: Sequence[int] = (),
    limit: Callable[[], None] | None = None,
) -> VoteResult:
    """Cast a vote on an item: it belongs high, it does not, or the voter knows it or not. `on=False` retracts it.

    It replaces the voter's earlier vote on the item. `on` is the state that the voter wants, so casting a vote twice
    changes nothing. The vote is in the log when this returns. `limit` counts the vote for a rate limit, in the same
    transaction; if it raises an error, the vote is not cast. Raises Refused if the item is no longer on its list;
    votes on such an item can still be retracted.
    """
    if kind not in ITEM_VOTE_KINDS:
        raise ValueError(f"a {kind} is not a vote on one item")

    def write() -> tuple[int | None, bool, str]:
        # Lock the board until the vote is written. The votes of a list are then committed in the order of their ids,
        # so a recount up to a version cannot miss one.
        board = lock_board(item.list_id)
        before = _ranks_on_list(item)
        if on:
            _check_on_list(before, item)
        newest = current_vote_on(voter, board.pk, subject_of_item(item.pk))
        current = newest.kind if newest and not newest.is_retraction else ""
        is_new = (current == kind) != on
        if is_new:
            append_vote(board, voter, subject_of_item(item.pk), newest, on=on, kind=kind, item=item, shown=list(shown))
        if limit is not None:
            limit()  # last: votes from one network on different lists then wait for each other only shortly
        return before.get(item.pk), is_new, (kind if on else "") if is_new else current

    before, is_new, own_vote = commit_in_group(write)
    return _vote_result(item, before, is_new, own_vote)


def restore_previous_vote(*, voter: Voter, item: Item) -> VoteResult:
    """Retract a "don't know". The vote that the voter cast on the item before it is current again."""
    previous = previous_vote(voter, item)
    if previous is None:
        return cast_vote(voter=voter, item=item, kind=Kind.DONT_KNOW, on=False)
    return cast_vote(voter=voter, item=item, kind=Kind(previous.kind), shown=previous.shown)


def answer_matchup(
    *, voter: Voter, item: Item, other: Item, outcome: Vote.Outcome | None, shown: Sequence[int] = ()
) -> tuple[VoteResult, VoteResult]:
    """Answer a matchup of two items of one list: `item` or `other` wins, a tie, or skip. None retracts the answer.

    Returns the result for each of the two items. A new answer replaces the voter's earlier answer on the same pair.
    Raises Refused if one of the items is no longer on the list; an answer about it can still be retracted.
    """
    if item.list_id != other.list_id or item.pk == other.pk:
        raise ValueError("a matchup needs two different items of one list")
    swapped = item.pk > other.pk
    first, second = (other, item) if swapped else (item, other)
    if swapped and outcome in (Outcome.ITEM, Outcome.OTHER):
        outcome = Outcome.OTHER if outcome == Outcome.ITEM else Outcome.ITEM
    subject = subject_of_pair(first.pk, second.pk)

    def write() -> tuple[dict[int, int | None], bool]:
        board = lock_board(item.list_id)
        before = _ranks_on_list(first, second)
        if outcome is not None:
            _check_on_list(before, first, second)
        newest = current_vote_on(voter, board.pk, subject)
        current = newest.outcome if newest and not newest.is_retraction else None
        is_new = current != outcome
        if is_new:
            append_vote(
                board,
                voter,
                subject,
                newest,
                on=outcome is not None,
                kind=Kind.MATCHUP,
                item=first,
                other=second,
                outcome=outcome or current,
                shown=list(shown),
            )
        return before, is_new

    before, is_new = commit_in_group(write)
    return _vote_result(item, before.get(item.pk), is_new), _vote_result(other, before.get(other.pk), is_new)


def _ranks_on_list(*items: Item) -> dict[int, int | None]:
    """Item id -> rank (None: too new to rank), for the items that are still on their list."""
    return {item_id: rank for item in items for item_id, rank in _RANK.rows(item.pk)}


_RANK = PreparedQuery(
    lambda item_id: Item.objects.filter(pk=item_id, removed_at=None).values_list("pk", "standing__rank"), int
)


def _check_on_list(ranks: Mapping[int, int | None], *items: Item) -> None:
    for item in items:
        if item.pk not in ranks:
            raise Refused(
                Message(
                    "%(name)s was taken off this list, so you cannot vote on it any more. Nothing was changed.",
                    name=quoted(item.name),
                )
            )


def append_vote(
    board: Board,
    voter: Voter,
    subject: str,
    newest: Vote | None,
    *,
    on: bool,
    network_share: float | None = None,
    **fields: Any,
) -> None:
    """Write a voter's next vote on a subject. Call it with the board locked.

    `network_share` is for votes that come from another voter, whose network was counted.
    """
    saved = save_voter(voter)
    share, experience = weights_of_next_vote(saved, board.pk, voter.network, network_share)
    vote = Vote(
        list_id=board.pk,
        voter=saved,
        subject=subject,
        sequence=newest.sequence + 1 if newest else 1,
        is_retraction=not on,
        network_share=share,
        experience=experience,
        **fields,
    )
    insert_object(vote)
    board.version = vote.pk
    update_row(Board, {"list": board.pk}, {"version": vote.pk})


def _vote_result(item: Item, before: int | None, is_new: bool, own_vote: str = "") -> VoteResult:
    is_counted = not is_new or recount_after_vote(item.list_id)
    after, votes, downs = next(iter(_STANDING.rows(item.pk)), (None, 0, 0))
    return VoteResult(before, after, votes, is_new, downs, is_counted, own_vote)


_STANDING = PreparedQuery(
    lambda item_id: Standing.objects.filter(pk=item_id).values_list("rank", "votes", "downs"), int
)
