"""The rows of a list page: an item with its standing, the voter's own vote and its top comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from ranklore.ballots.ballot import PICK
from ranklore.ballots.current_votes import votes_on_items, votes_on_list
from ranklore.ballots.messages import describe_range, vote_label
from ranklore.ballots.queries.history.movers import RankMovement, movements_of
from ranklore.ballots.queries.standings import (
    ITEMS_PER_PAGE,
    RankedItem,
    neighbours_of,
    page_order_of,
    ranked_items,
    ranked_items_by_id,
    spotlight_items,
)
from ranklore.ballots.queries.turnout import Turnout
from ranklore.core.pagination import Pagination, paginate
from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.discussion.queries.summaries import CommentSummary
from ranklore.lists.content_notes import ContentNote, content_notes_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.queries.kept_texts import comment_summaries_for

SPOTLIGHT_ITEMS = 2
SPOTLIGHT_AFTER_ROW = 5
"""The spotlight comes after this row of the page. The template has the same number."""
SPOTLIGHT_MIN_VOTERS = 1000
"""From this many voters on, a spotlight on two items with few votes teaches more than it costs (docs/ranking.md,
"Page order")."""


@dataclass(frozen=True, slots=True)
class RangeBar:
    """Where to draw a rank and its range on a line of length LENGTH that stands for the whole list."""

    LENGTH: ClassVar[int] = 136
    start: float
    width: float
    dot: float


@dataclass(frozen=True, slots=True)
class ListRow:
    """One item for a template. `rank` is None while the item is too new to rank; then it has no range either.

    `own_vote` is the voter's own vote on it: pick, down, know, dont_know, or "" for none.
    """

    item_id: int
    position: int
    rank: int | None
    range_words: str
    range_bar: RangeBar | None
    name: str
    credits: tuple[str, ...]
    votes: int
    share: int | None
    downs: int
    own_vote: str
    tie: str
    start_place: int
    comments: int
    top_comment: RenderedComment | None
    notes: tuple[ContentNote, ...]
    is_mine: bool
    added_by: int | None
    movement: RankMovement | None
    aliases: tuple[str, ...]

    @property
    def is_placed(self) -> bool:
        return self.rank is not None

    @property
    def is_picked(self) -> bool:
        return self.own_vote == PICK

    @property
    def own_vote_label(self) -> str:
        return vote_label(self.own_vote)

    @property
    def labelled_vote(self) -> str:
        """The voter's own vote on it, if it is one that the vote button does not show."""
        return self.own_vote if self.own_vote_label else ""


def list_page_rows(
    ranked_list: RankedList, voter: Voter, items: int, turnout: Turnout, asked_page: str | None
) -> tuple[tuple[ListRow, ...], tuple[ListRow, ...], Pagination]:
    """Return one page of rows, the spotlight (a few items of other pages), and the pagination.

    `items` is the number of items on the list.
    """
    pages = paginate(items, ITEMS_PER_PAGE, asked_page)
    placed = ranked_items(ranked_list.pk, pages.start, pages.size)
    ids = [row.item.pk for row in placed]
    has_spotlight = turnout.voters >= SPOTLIGHT_MIN_VOTERS and items > len(ids)
    own_vote, _ = votes_on_list(voter, ranked_list.pk)
    spotlight = spotlight_items(turnout, {*ids, *own_vote}, SPOTLIGHT_ITEMS) if has_spotlight else ()
    comments = comment_summaries_for(voter, ranked_list, ids)
    moved = movements_of(ranked_list.pk, {row.item.pk: row.rank for row in placed if row.rank}, timezone.now())
    rows = (
        _list_row(
            row, items, voter, turnout, own_vote, comments.get(row.item.pk, CommentSummary()), moved.get(row.item.pk)
        )
        for row in placed
    )
    return tuple(rows), tuple(_list_row(row, items, voter, turnout, {}, CommentSummary()) for row in spotlight), pages


def voted_row_for(
    ranked_list: RankedList, voter: Voter, item_id: int, items: int, turnout: Turnout, asked_page: str | None
) -> tuple[ListRow | None, list[int], int]:
    """The row of one item on this page of the list, None if it is on another page; the ids of the items of the page, in
    order; and how many of them have a rank."""
    pages = paginate(items, ITEMS_PER_PAGE, asked_page)
    ids, n_ranked = page_order_of(ranked_list.pk, pages.start, pages.size)
    if item_id not in ids:
        return None, ids, n_ranked
    (placed,) = ranked_items(ranked_list.pk, pages.start + ids.index(item_id), 1)
    own_vote, _ = votes_on_list(voter, ranked_list.pk)
    comments = comment_summaries_for(voter, ranked_list, ids).get(item_id, CommentSummary())
    moved = movements_of(ranked_list.pk, {item_id: placed.rank} if placed.rank else {}, timezone.now())
    return _list_row(placed, items, voter, turnout, own_vote, comments, moved.get(item_id)), ids, n_ranked


def displayed_item_ids(rows: Sequence[ListRow], spotlight: Sequence[ListRow]) -> list[int]:
    """The ids of the items on a page, in the order they appear."""
    ids = [row.item_id for row in rows]
    return [*ids[:SPOTLIGHT_AFTER_ROW], *(row.item_id for row in spotlight), *ids[SPOTLIGHT_AFTER_ROW:]]


def neighbour_rows_for(item: Item, voter: Voter, items: int, turnout: Turnout) -> tuple[ListRow, ...]:
    """An item and its neighbours in list order, for the item's own page."""
    near = neighbours_of(item)
    own_vote, _ = votes_on_list(voter, item.list_id)
    return tuple(_list_row(placed, items, voter, turnout, own_vote, CommentSummary()) for placed in near)


def rows_for_items(item_ids: Sequence[int], voter: Voter, items: int, turnout: Turnout) -> tuple[ListRow, ...]:
    """Rows for these items, in this order. Items that are not on the list are left out."""
    placed = ranked_items_by_id(item_ids)
    own_vote = votes_on_items(voter, [each.item.pk for each in placed])
    return tuple(_list_row(each, items, voter, turnout, own_vote, CommentSummary()) for each in placed)


def _list_row(
    placed: RankedItem,
    items: int,
    voter: Voter,
    turnout: Turnout,
    own_vote: Mapping[int, str],
    summary: CommentSummary,
    movement: RankMovement | None = None,
) -> ListRow:
    item, low, high = placed.item, placed.rank_low, placed.rank_high
    return ListRow(
        item_id=item.pk,
        position=placed.position,
        rank=placed.rank,
        range_words=describe_range(low, high) if low and high else "",
        range_bar=range_bar_for(placed.rank, low, high, items) if placed.rank and low and high else None,
        name=item.name,
        credits=tuple(item.credits),
        votes=placed.votes,
        share=turnout.share_of(placed.votes) if placed.votes else None,
        downs=placed.downs,
        own_vote=own_vote.get(item.pk, ""),
        tie=placed.tie,
        start_place=item.start_place,
        comments=summary.comments,
        top_comment=summary.top,
        notes=content_notes_for(item.notes) if item.notes else (),
        is_mine=voter.pk is not None and item.added_by_id == voter.pk,
        added_by=item.added_by_id,
        movement=movement,
        aliases=tuple(item.aliases),
    )


def range_bar_for(rank: int, low: int, high: int, items: int) -> RangeBar:
    step = RangeBar.LENGTH / max(items, high)
    return RangeBar(
        start=round((low - 1) * step, 1), width=round((high - low + 1) * step, 1), dot=round((rank - 0.5) * step, 1)
    )
