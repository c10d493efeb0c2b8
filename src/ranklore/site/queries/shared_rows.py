"""The rows of a list page as a reader sees them, kept in this process. After a vote only what changed is made anew."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from ranklore.ballots.queries.history.movers import RankMovement, movements_of
from ranklore.ballots.queries.standings import RankedItem, ranked_items
from ranklore.ballots.queries.turnout import Turnout
from ranklore.core.pagination import Pagination
from ranklore.discussion.queries.summaries import CommentSummary
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.site.queries import kept_texts
from ranklore.site.queries.kept_texts import TextsVersion
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_row import ListRow, list_row

UNCOUNTED_ROW_AGE_MAX = 5.0
"""In seconds. While many people vote, a list is counted every second. Its rows would be made again for each vote."""
PAGES_MAX = 300
"""How many pages of rows a process keeps: about 10 MB."""
NO_COMMENTS = CommentSummary()


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
        known = kept.made if kept and kept.state[2] == head.texts_version else {}
        made = _make_shared_rows(ranked_list, head, turnout, pages, hour, known)
        kept = _kept_rows[key] = _KeptRows(state, now, made)
        while len(_kept_rows) > PAGES_MAX:
            _kept_rows.popitem(last=False)
    return tuple(each.row for each in kept.made.values())


@dataclass(frozen=True, slots=True)
class _MadeRow:
    """A row, and what it was made from. The texts of its item are those of the page."""

    placed: RankedItem
    share: int | None
    summary: CommentSummary
    movement: RankMovement | None
    row: ListRow


@dataclass(frozen=True, slots=True)
class _KeptRows:
    state: tuple[tuple[int, int], datetime, TextsVersion]
    made_at: float
    made: Mapping[int, _MadeRow]


_kept_rows: OrderedDict[tuple[int, int, str | None], _KeptRows] = OrderedDict()


def clear_kept_rows() -> None:
    _kept_rows.clear()


def _make_shared_rows(
    ranked_list: RankedList,
    head: ListHead,
    turnout: Turnout,
    pages: Pagination,
    now: datetime,
    known: Mapping[int, _MadeRow],
) -> dict[int, _MadeRow]:
    """`known` rows have the present texts. A vote changes few of them."""
    items = {item_id: made.placed.item for item_id, made in known.items()}
    page = ranked_items(ranked_list.pk, pages.start, pages.size, items)
    ids = [placed.item.pk for placed in page]
    comments = kept_texts.comment_summaries_for(Voter(), ranked_list, ids, head.texts_version)
    moved = movements_of(ranked_list.pk, {placed.item.pk: placed.rank for placed in page if placed.rank}, now)
    rows = {}
    for placed, item_id in zip(page, ids, strict=True):
        made_from = placed, turnout.share_of(placed.votes), comments.get(item_id, NO_COMMENTS), moved.get(item_id)
        made = known.get(item_id)
        if made is None or (made.placed, made.share, made.summary, made.movement) != made_from:
            row = list_row(placed, head.items, Voter(), turnout, {}, made_from[2], made_from[3])
            made = _MadeRow(*made_from, row)
        rows[item_id] = made
    return rows
