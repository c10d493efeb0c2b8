"""The rows of a page of a list, of the answer to a vote, and of an item's neighbours, as one voter sees them."""

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from ranklore.ballots.current_votes import votes_on_items, votes_on_list
from ranklore.ballots.queries.standings import (
    ITEMS_PER_PAGE,
    neighbours_of,
    ranked_items_by_id,
    spotlight_items,
)
from ranklore.ballots.queries.turnout import Turnout
from ranklore.ballots.spotlight import with_spotlight
from ranklore.core.pagination import Pagination, paginate
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.queries import kept_texts
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_row import ListRow, list_row
from ranklore.site.queries.shared_rows import NO_COMMENTS, UNCOUNTED_ROW_AGE_MAX, shared_rows


def list_page_rows(
    ranked_list: RankedList, voter: Voter, head: ListHead, turnout: Turnout, asked_page: str | None
) -> tuple[tuple[ListRow, ...], tuple[ListRow, ...], Pagination]:
    """Return one page of rows, the spotlight (a few items of other pages), and the pagination."""
    pages = paginate(head.items, ITEMS_PER_PAGE, asked_page)
    rows = _rows_with_own_comments(shared_rows(ranked_list, head, turnout, pages), ranked_list, voter, head)
    own_vote, _ = votes_on_list(voter, ranked_list.pk)
    known = {*(row.item_id for row in rows), *own_vote}
    spotlight = spotlight_items(turnout, known) if head.items > len(rows) else ()
    return (
        tuple(row.for_voter(voter, own_vote.get(row.item_id, "")) for row in rows),
        tuple(list_row(row, head.items, voter, turnout, {}, NO_COMMENTS) for row in spotlight),
        pages,
    )


def _rows_with_own_comments(
    rows: tuple[ListRow, ...], ranked_list: RankedList, voter: Voter, head: ListHead
) -> tuple[ListRow, ...]:
    """The rows with the comments that this voter wants to see."""
    if voter.pk is None or not any(row.top_comment and row.top_comment.notes for row in rows):
        return rows
    ids = [row.item_id for row in rows]
    own = kept_texts.comment_summaries_for(voter, ranked_list, ids, head.texts_version)
    summaries = ((row, own.get(row.item_id, NO_COMMENTS)) for row in rows)
    return tuple(replace(row, comments=each.comments, top_comment=each.top) for row, each in summaries)


def voted_row_for(
    ranked_list: RankedList,
    voter: Voter,
    item_id: int,
    own_vote: str,
    head: ListHead,
    turnout: Turnout,
    asked_page: str | None,
    *,
    is_counted: bool,
) -> tuple[ListRow | None, list[int], int]:
    """The row of the item of a vote on this page of the list, None if it is on another page; the ids of the items of
    the page, in order; and the checksum of their ranks.

    Until the vote is counted, its row may be a few seconds old: all rows follow soon.
    """
    pages = paginate(head.items, ITEMS_PER_PAGE, asked_page)
    rows = shared_rows(ranked_list, head, turnout, pages, max_age=0.0 if is_counted else UNCOUNTED_ROW_AGE_MAX)
    row = next((row for row in _rows_with_own_comments(rows, ranked_list, voter, head) if row.item_id == item_id), None)
    own = row.for_voter(voter, own_vote) if row else None
    return own, [row.item_id for row in rows], checksum_of_ranks(rows)


def displayed_item_ids(rows: Sequence[ListRow], spotlight: Sequence[ListRow]) -> list[int]:
    """The ids of the items on a page, in the order they appear."""
    return with_spotlight([row.item_id for row in rows], [row.item_id for row in spotlight])


def checksum_of_ranks(rows: Sequence[ListRow]) -> int:
    """A checksum of the ranks on a page. A row may get a rank, and so change those below, while the order stays."""
    return crc32(repr([row.rank for row in rows]).encode())


def neighbour_rows_for(item: Item, voter: Voter, items: int, turnout: Turnout) -> tuple[ListRow, ...]:
    """An item and its neighbours in list order, for the item's own page."""
    near = neighbours_of(item)
    own_vote, _ = votes_on_list(voter, item.list_id)
    return tuple(list_row(placed, items, voter, turnout, own_vote, NO_COMMENTS) for placed in near)


def rows_for_items(item_ids: Sequence[int], voter: Voter, items: int, turnout: Turnout) -> tuple[ListRow, ...]:
    """Rows for these items, in this order. Items that are not on the list are left out."""
    placed = ranked_items_by_id(item_ids)
    own_vote = votes_on_items(voter, [each.item.pk for each in placed])
    return tuple(list_row(each, items, voter, turnout, own_vote, NO_COMMENTS) for each in placed)
