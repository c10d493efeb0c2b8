"""The rows of a list page: an item with its standing, the voter's own vote and its top comment."""

import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import get_language

from ranklore.ballots.ballot import PICK
from ranklore.ballots.current_votes import votes_on_items, votes_on_list
from ranklore.ballots.messages import describe_range, vote_label
from ranklore.ballots.queries.history.movers import RankMovement, movements_of
from ranklore.ballots.queries.standings import (
    ITEMS_PER_PAGE,
    RankedItem,
    neighbours_of,
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
from ranklore.site.queries import kept_texts
from ranklore.site.queries.list_head import ListHead

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

    def for_voter(self, voter: Voter, own_vote: str) -> "ListRow":
        """The same row with this voter's own vote."""
        is_mine = voter.pk is not None and self.added_by == voter.pk
        return replace(self, own_vote=own_vote, is_mine=is_mine) if own_vote or is_mine else self

    @property
    def own_vote_label(self) -> str:
        return vote_label(self.own_vote)

    @property
    def labelled_vote(self) -> str:
        """The voter's own vote on it, if it is one that the vote button does not show."""
        return self.own_vote if self.own_vote_label else ""


def list_page_rows(
    ranked_list: RankedList, voter: Voter, head: ListHead, turnout: Turnout, asked_page: str | None
) -> tuple[tuple[ListRow, ...], tuple[ListRow, ...], Pagination]:
    """Return one page of rows, the spotlight (a few items of other pages), and the pagination."""
    pages = paginate(head.items, ITEMS_PER_PAGE, asked_page)
    rows = _rows_with_own_comments(shared_rows(ranked_list, head, turnout, pages), ranked_list, voter)
    own_vote, _ = votes_on_list(voter, ranked_list.pk)
    has_spotlight = turnout.voters >= SPOTLIGHT_MIN_VOTERS and head.items > len(rows)
    known = {*(row.item_id for row in rows), *own_vote}
    spotlight = spotlight_items(turnout, known, SPOTLIGHT_ITEMS) if has_spotlight else ()
    return (
        tuple(row.for_voter(voter, own_vote.get(row.item_id, "")) for row in rows),
        tuple(_list_row(row, head.items, voter, turnout, {}, CommentSummary()) for row in spotlight),
        pages,
    )


def shared_rows(
    ranked_list: RankedList, head: ListHead, turnout: Turnout, pages: Pagination, *, max_age: float = 0.0
) -> tuple[ListRow, ...]:
    """A page of rows as a reader sees them. Kept in this process while nothing that they show has changed, and up to
    `max_age` seconds after that."""
    # Ranks of the past are recorded by the hour.
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    key = ranked_list.pk, pages.number, get_language()
    state = turnout.published, hour, head.texts_version
    kept, now = _kept_rows.get(key), time.monotonic()
    if kept is None or (kept.state != state and now >= kept.made_at + max_age):
        kept = _KeptRows(state, now, _make_shared_rows(ranked_list, head.items, turnout, pages, hour))
        _kept_rows[key] = kept
        while len(_kept_rows) > PAGES_MAX:
            _kept_rows.popitem(last=False)
    return kept.rows


@dataclass(frozen=True, slots=True)
class _KeptRows:
    state: tuple[Hashable, ...]
    made_at: float
    rows: tuple[ListRow, ...]


_kept_rows: OrderedDict[tuple[int, int, str | None], _KeptRows] = OrderedDict()
UNCOUNTED_ROW_AGE_MAX = 5.0
"""In seconds. While many people vote, a list is counted every second. Its rows would be made again for each vote."""
PAGES_MAX = 300
"""How many pages of rows a process keeps: about 10 MB."""


def clear_kept_rows() -> None:
    _kept_rows.clear()


def _make_shared_rows(
    ranked_list: RankedList, items: int, turnout: Turnout, pages: Pagination, now: datetime
) -> tuple[ListRow, ...]:
    placed = ranked_items(ranked_list.pk, pages.start, pages.size)
    comments = kept_texts.comment_summaries_for(Voter(), ranked_list, [row.item.pk for row in placed])
    moved = movements_of(ranked_list.pk, {row.item.pk: row.rank for row in placed if row.rank}, now)
    return tuple(
        _list_row(row, items, Voter(), turnout, {}, comments.get(row.item.pk, CommentSummary()), moved.get(row.item.pk))
        for row in placed
    )


def _rows_with_own_comments(rows: tuple[ListRow, ...], ranked_list: RankedList, voter: Voter) -> tuple[ListRow, ...]:
    """The rows with the comments that this voter wants to see."""
    if voter.pk is None or not any(row.top_comment and row.top_comment.notes for row in rows):
        return rows
    own = kept_texts.comment_summaries_for(voter, ranked_list, [row.item_id for row in rows])
    summaries = ((row, own.get(row.item_id, CommentSummary())) for row in rows)
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
    the page, in order; and how many of them have a rank.

    Until the vote is counted, its row may be a few seconds old: all rows follow soon.
    """
    pages = paginate(head.items, ITEMS_PER_PAGE, asked_page)
    rows = shared_rows(ranked_list, head, turnout, pages, max_age=0.0 if is_counted else UNCOUNTED_ROW_AGE_MAX)
    row = next((row for row in _rows_with_own_comments(rows, ranked_list, voter) if row.item_id == item_id), None)
    own = row.for_voter(voter, own_vote) if row else None
    return own, [row.item_id for row in rows], sum(row.is_placed for row in rows)


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
