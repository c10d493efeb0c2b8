"""What a vote changes on the list page and on an item's own page: the page shows it, and htmx gets it alone."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.ledger import ledger_of
from ranklore.ballots.past import history_of_item
from ranklore.lists.models import Item, RankedList
from ranklore.lists.notes import help_beside
from ranklore.people.models import Voter
from ranklore.site.queries import head_of, looks_for, rows_around, rows_of, served_on


def list_shown(ranked_list: RankedList, voter: Voter, page: str | None) -> dict[str, Any]:
    head, turnout = head_of(ranked_list)
    rows, pages = rows_of(ranked_list, voter, head.items, turnout, page)
    looks = looks_for(voter, head.items, turnout, rows)
    return {
        "list": ranked_list,
        "head": head,
        "rows": rows,
        "pages": pages,
        "looks": looks,
        "exposure": exposure_token(ranked_list.pk, served_on(rows, looks)),
    }


def item_shown(item: Item, voter: Voter) -> dict[str, Any]:
    """An item that is on its list."""
    head, turnout = head_of(item.list)
    near = rows_around(item, voter, head.items, turnout)
    row = next((row for row in near if row.item_id == item.pk), None)
    if row is None:  # taken off the list this moment
        raise Http404(item.pk)
    return {
        "list": item.list,
        "head": head,
        "row": row,
        "near": near,
        "help": help_beside(item.notes),
        "ledger": ledger_of(item, turnout.voters),
        "past": history_of_item(item.pk, timezone.now()),
        # the item itself last: whoever votes for it here has its neighbours before their eyes
        "exposure": exposure_token(item.list_id, [*(each.item_id for each in near if each is not row), row.item_id]),
    }
