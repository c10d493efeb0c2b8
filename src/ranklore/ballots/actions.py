"""The one door for every vote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount import lock_board, rebuild, recount
from ranklore.lists.models import Item, RankedList
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


@dataclass(frozen=True, slots=True)
class Moved:
    """What a vote did: the item's place before and after (None: no place), and its votes now."""

    before: int | None
    after: int | None
    votes: int
    is_new: bool  # False: the voter had said just this already, and nothing was written


def cast_pick(*, voter: Voter, item: Item, on: bool = True, shown: Sequence[int] = ()) -> Moved:
    """Say that an item belongs high, or with `on=False` take that back.

    `on` is the state that is wanted, so saying it twice changes nothing. The vote is in the log when this returns.
    Raises Refused when the item is not on its list any more.
    """
    with transaction.atomic():
        # The board is held until the vote is in, so the votes of a list are committed in the order of their ids and
        # a recount up to a version can miss none.
        board = lock_board(item.list_id)
        before = Standing.objects.filter(pk=item.pk).first()
        is_new = _append(board, voter, item, on, shown)
    if is_new:
        recount(item.list_id)
    after = Standing.objects.filter(pk=item.pk).first()
    return Moved(
        before=before.rank if before else None,
        after=after.rank if after else None,
        votes=after.votes if after else 0,
        is_new=is_new,
    )


@transaction.atomic
def import_picks(ranked_list: RankedList, picks: Iterable[tuple[Voter, Item, Sequence[int]]]) -> None:
    """Append picks and what had been shown to the log of a list that has no votes yet, and count them at once."""
    board = lock_board(ranked_list.pk)
    if board.version:
        raise Refused("This list has votes already.")
    log = (Vote(list=ranked_list, voter=voter, item=item, shown=list(shown), turn=1) for voter, item, shown in picks)
    Vote.objects.bulk_create(log, batch_size=500)
    rebuild(ranked_list.pk)


def _append(board: Board, voter: Voter, item: Item, on: bool, shown: Sequence[int]) -> bool:
    if not Item.objects.filter(pk=item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(item.name)} was taken off this list, so it can get no votes.")
    voter = save_voter(voter)
    newest = Vote.objects.filter(voter=voter, item=item, kind=Vote.Kind.PICK).order_by("-turn").first()
    is_on = newest is not None and not newest.is_retraction
    if is_on == on:
        return False
    vote = Vote.objects.create(
        list_id=board.pk,
        voter=voter,
        item=item,
        is_retraction=not on,
        turn=newest.turn + 1 if newest else 1,
        shown=list(shown),
    )
    board.version = vote.pk
    board.save(update_fields=["version"])
    return True
