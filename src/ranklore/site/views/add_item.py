"""Add an item to a list. Likely duplicates are shown first, with their place and a vote button."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.exposure import exposure_token
from ranklore.core.forms import new_form
from ranklore.core.pagination import parse_whole_number
from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_list_for
from ranklore.lists.actions.items import add_item
from ranklore.lists.errors import AlreadyListed, PossibleDuplicateItem
from ranklore.lists.forms import AddItemForm
from ranklore.lists.item_names import NewItem, is_same_item
from ranklore.lists.models import RankedList
from ranklore.lists.queries.duplicates import find_duplicate_items
from ranklore.lists.validation import split_aliases, split_credits
from ranklore.parsing.limits import ALIASES_MAX, CREDITS_MAX
from ranklore.people.access import get_voter, sender_of
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.site.queries.list_head import list_head_for
from ranklore.site.queries.list_rows import rows_for_items
from ranklore.text.bidi import isolated
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused

TYPED_LENGTH_MAX = 1_000
"""Characters of a field that are looked up. A longer one is refused when the form is sent."""
SEEN_ITEMS_MAX = 50


@require_http_methods(["GET", "HEAD", "POST"])
def add_item_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show items of a similar name once. When the form is sent again, it adds the item.

    A link can fill in the name: `?name=…`.
    """
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    if request.method != "POST":
        new = _typed_item(request.GET)
        form = new_form(AddItemForm, name=new.name)
        shown = _duplicate_context(ranked_list, voter, find_duplicate_items(ranked_list.pk, new.name), new)
        return render(request, "lists/add_item.html", {"list": ranked_list, "form": form, **shown})
    rate_limit_voter(request, "items")
    form, shown = AddItemForm(request.POST, sender=sender_of(request, voter)), {}
    if form.is_valid():
        try:
            item = add_item(
                ranked_list=ranked_list, voter=voter, seen=_seen_item_ids(request.POST), **form.cleaned_data
            )
        except AlreadyListed as refused:
            form.add_error("name", translated(refused.sentence))
            shown = _duplicate_context(ranked_list, voter, [refused.item.pk], _typed_item(request.POST))
        except PossibleDuplicateItem as refused:
            form.add_error("name", translated(refused.sentence))
            shown = _duplicate_context(ranked_list, voter, refused.item_ids, _typed_item(request.POST))
        except Refused as refused:
            form.add_error(refused.field or None, translated(refused.sentence))
        else:
            messages.success(
                request,
                _("%(item)s is on the list. It gets a rank after a few votes.") % {"item": isolated(item.name)},
            )
            return see_other(item.get_absolute_url())
    return render(request, "lists/add_item.html", {"list": ranked_list, "form": form, **shown}, status=422)


@never_cache
@require_safe
def suggest_duplicates(request: HttpRequest, slug: str) -> HttpResponse:
    """Items whose names are similar to what is being typed. Beyond the rate limit the answer is 204, and the form stays
    as it is."""
    try:
        rate_limit_voter(request, "duplicates")
    except RateLimitExceeded:
        return HttpResponse(status=204)
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    new = _typed_item(request.GET)
    found = find_duplicate_items(ranked_list.pk, new.name, new.credits, new.aliases)
    return render(
        request, "lists/_duplicates.html", {"list": ranked_list, **_duplicate_context(ranked_list, voter, found, new)}
    )


def _typed_item(fields: QueryDict) -> NewItem:
    """The item as typed so far."""
    name, credits, aliases = (fields.get(field, "")[:TYPED_LENGTH_MAX] for field in ("name", "credits", "aliases"))
    by = filter(None, map(clean_line, split_credits(credits)[:CREDITS_MAX]))
    others = filter(None, map(clean_line, split_aliases(aliases)[:ALIASES_MAX]))
    return NewItem(clean_line(name), tuple(by), tuple(others))


def _seen_item_ids(sent: QueryDict) -> frozenset[int]:
    """The items that were already shown to the person, as the form says."""
    numbers = (parse_whole_number(text) for text in sent.getlist("seen")[:SEEN_ITEMS_MAX])
    return frozenset(number for number in numbers if number is not None)


def _duplicate_context(ranked_list: RankedList, voter: Voter, item_ids: Sequence[int], new: NewItem) -> dict[str, Any]:
    """Rows for these items with their vote buttons. If one of them is the same item, only that one is shown."""
    if not item_ids:
        return {}
    head, turnout = list_head_for(ranked_list)
    rows = rows_for_items(item_ids, voter, head.items, turnout)
    same = tuple(row for row in rows if is_same_item(new, NewItem(row.name, row.credits, row.aliases)))
    exposure = exposure_token(ranked_list.pk, [row.item_id for row in same or rows])
    return {"alike": same or rows, "alike_exposure": exposure, "is_same": bool(same)}
