"""Template context of the list page and the item page, for the whole page and for the htmx response to a vote."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from ranklore.ballots.ballot import VoteResult
from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.queries.explanation import explanation_of
from ranklore.ballots.queries.history.rank_history import item_rank_history_of
from ranklore.ballots.queries.incidents import incidents_about_item, incidents_to_announce
from ranklore.ballots.queries.standings import ranks_of
from ranklore.ballots.spotlight import SPOTLIGHT_AFTER_ROW
from ranklore.lists.content_notes import help_offer_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.queries.list_head import list_head_for
from ranklore.site.queries.list_rows import (
    checksum_of_ranks,
    displayed_item_ids,
    list_page_rows,
    neighbour_rows_for,
    voted_row_for,
)


def list_context(ranked_list: RankedList, voter: Voter, page: str | None) -> dict[str, Any]:
    head, turnout = list_head_for(ranked_list)
    rows, spotlight, pages = list_page_rows(ranked_list, voter, head, turnout, page)
    return {
        "list": ranked_list,
        "head": head,
        "rows": rows,
        "pages": pages,
        "has_ranks": any(row.is_placed for row in rows),
        "ranks": checksum_of_ranks(rows),
        "spotlight": spotlight,
        "spotlight_after_row": SPOTLIGHT_AFTER_ROW,
        "exposure": exposure_token(ranked_list.pk, displayed_item_ids(rows, spotlight)),
        "incidents": incidents_to_announce(ranked_list.pk, timezone.now()) if turnout.incidents else (),
    }


def voted_row_context(item: Item, voter: Voter, result: VoteResult, page: str) -> dict[str, Any]:
    """Context for the row of an item that was voted on, alone. Its row is None if the item is on another page.

    `page_ids` and `ranks` say which items that page has now, in order, and the checksum of their ranks.
    """
    head, turnout = list_head_for(item.list)
    row, page_ids, ranks = voted_row_for(
        item.list, voter, item.pk, result.own_vote, head, turnout, page, is_counted=result.is_counted
    )
    return {"head": head, "row": row, "page_ids": page_ids, "ranks": ranks}


def is_page_current(page_ids: Sequence[int], ranks: int, shown: Sequence[int], shown_ranks: int | None) -> bool:
    """Whether a page that showed these items, with ranks of this checksum, still has the same rows in the same order
    and with the same ranks."""
    others = [each for each in shown if each not in page_ids]  # in the spotlight, or removed since
    return (
        shown_ranks == ranks
        and [each for each in shown if each in page_ids] == page_ids
        and (not others or len(ranks_of(others)) == len(others))
    )


def item_context(item: Item, voter: Voter) -> dict[str, Any]:
    """Context for an item on its list. Raises Http404 when the item has just been removed."""
    head, turnout = list_head_for(item.list)
    near = neighbour_rows_for(item, voter, head.items, turnout)
    row = next((row for row in near if row.item_id == item.pk), None)
    if row is None:
        raise Http404(item.pk)
    return {
        "list": item.list,
        "head": head,
        "row": row,
        "near": near,
        "help": help_offer_for(item.notes),
        "explanation": explanation_of(item, turnout.voters),
        "incidents": incidents_about_item(item.pk) if turnout.incidents else (),
        "past": item_rank_history_of(item.pk, timezone.now()),
        # the item comes last: a voter who votes for it here has seen its neighbours too
        "exposure": exposure_token(item.list_id, [*(each.item_id for each in near if each is not row), row.item_id]),
    }
