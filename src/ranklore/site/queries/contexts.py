"""What a vote changes on the list page and the item page, as template context: for the whole page and for htmx."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.queries.explanation import explanation_of
from ranklore.ballots.queries.history.rank_history import item_rank_history_of
from ranklore.lists.content_notes import help_offer_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.queries.list_head import list_head_for
from ranklore.site.queries.list_rows import displayed_item_ids, list_page_rows, neighbour_rows_for


def list_context(ranked_list: RankedList, voter: Voter, page: str | None) -> dict[str, Any]:
    head, turnout = list_head_for(ranked_list)
    rows, spotlight, pages = list_page_rows(ranked_list, voter, head.items, turnout, page)
    return {
        "list": ranked_list,
        "head": head,
        "rows": rows,
        "pages": pages,
        "spotlight": spotlight,
        "exposure": exposure_token(ranked_list.pk, displayed_item_ids(rows, spotlight)),
    }


def item_context(item: Item, voter: Voter) -> dict[str, Any]:
    """An item that is on its list."""
    head, turnout = list_head_for(item.list)
    near = neighbour_rows_for(item, voter, head.items, turnout)
    row = next((row for row in near if row.item_id == item.pk), None)
    if row is None:  # taken off the list this moment
        raise Http404(item.pk)
    return {
        "list": item.list,
        "head": head,
        "row": row,
        "near": near,
        "help": help_offer_for(item.notes),
        "explanation": explanation_of(item, turnout.voters),
        "past": item_rank_history_of(item.pk, timezone.now()),
        # the item itself last: whoever votes for it here has its neighbours before their eyes
        "exposure": exposure_token(item.list_id, [*(each.item_id for each in near if each is not row), row.item_id]),
    }
