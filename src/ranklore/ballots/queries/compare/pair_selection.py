"""Select the pairs of items that teach the ranking most. Besides the recount, only this module uses the engine."""

import logging
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from ranklore.ballots.models import Board, Vote
from ranklore.ballots.recount.counting import fit_board
from ranklore.ballots.recount.log import item_numbers, items_of, late_items
from ranklore.lists.models import Item
from ranklore.ranking import NotConverged, Ranking, Tally, new_items, next_pairs

log = logging.getLogger(__name__)

CACHED_FITS_MAX = 32
"""Per process."""
STALE_AFTER_VOTES = 50
"""A cached fit stays good for many votes: the best pairs change slowly, and fitting a long list takes a while."""


@dataclass(frozen=True, slots=True)
class _CachedFit:
    version: int
    epoch: int
    voters: int
    result: Ranking
    tally: Tally


_cached_fits: OrderedDict[int, _CachedFit] = OrderedDict()


def select_pairs(
    list_id: int,
    *,
    known: Collection[int],
    unknown: Collection[int],
    asked: Collection[tuple[int, int]],
    seed: int,
    size: int,
) -> list[tuple[int, int]]:
    """Pairs of item ids that teach the ranking most, most useful first. Empty if there is nothing useful left to ask.

    No pair has an item that the voter does not know or that was taken off the list, and no pair was asked before. New
    items are asked about rarely, unless the voter knows them.
    """
    try:
        fit = _fit_for(list_id)
    except NotConverged:
        log.exception("list %s: its votes could not be ranked, so there is nothing to ask", list_id)
        return []
    items = items_of(list_id)[: fit.tally.n_items]
    number = item_numbers(items)
    removed = {n for n, item in enumerate(items) if item.removed_at}
    pairs = next_pairs(
        fit.result,
        fit.tally,
        known={number[item_id] for item_id in known if item_id in number} - removed,
        unknown={number[item_id] for item_id in unknown if item_id in number} | removed,
        k=size,
        seed=seed,
        done=[(number[a], number[b]) for a, b in asked if a in number and b in number],
        rarely=new_items(fit.tally, late_items(items), fit.voters),
    )
    return [(items[a].id, items[b].id) for a, b in pairs]


def clear_cached_fits() -> None:
    """Drop the fits that this process cached."""
    _cached_fits.clear()


def _fit_for(list_id: int) -> _CachedFit:
    """A fit of the list that is at most a few votes old and has all its present items."""
    board = Board.objects.filter(pk=list_id).first() or Board(list_id=list_id)
    fit = _cached_fits.pop(list_id, None)
    if fit is None or _is_stale(fit, board):
        board = Board.objects.loading("checkpoint", "fitted").filter(pk=list_id).first() or board
        fit = _CachedFit(board.version, board.epoch, board.voters, *fit_board(board))
    _cached_fits[list_id] = fit
    while len(_cached_fits) > CACHED_FITS_MAX:
        _cached_fits.popitem(last=False)
    return fit


def _is_stale(fit: _CachedFit, board: Board) -> bool:
    votes_since = Vote.objects.filter(list_id=board.pk, id__gt=fit.version)
    return (
        fit.version > board.version
        or fit.epoch != board.epoch
        or fit.tally.n_items != Item.objects.filter(list_id=board.pk).count()
        or votes_since[:STALE_AFTER_VOTES].count() == STALE_AFTER_VOTES
    )
