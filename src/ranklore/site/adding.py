"""Adding an item to a list, beside what is there already and reads like it, with its place and votes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.exposure import exposure_token
from ranklore.lists.access import get_list_for
from ranklore.lists.actions import AlreadyListed, NewItem, add_item, is_same
from ranklore.lists.doubles import LooksListed, items_like
from ranklore.lists.forms import AddItemForm
from ranklore.lists.models import RankedList
from ranklore.lists.rules.checks import typed_aliases, typed_credits
from ranklore.lists.rules.clean import clean_line
from ranklore.lists.rules.limits import ALIASES_MAX, CREDITS_MAX
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.forms import fresh
from ranklore.shell.limits import TooOften
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated
from ranklore.site.queries import head_of, rows_among

READ_MOST = 1_000
"""Letters of a field that are looked up: a longer one is refused when the form is sent."""
SEEN_MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """What reads like something that is on the list is shown first, once; sent again, the form adds it.

    A link may bring a name along: `?name=…`.
    """
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    if request.method != "POST":
        new = _typed(request.GET)
        form = fresh(AddItemForm, name=new.name)
        shown = _shown(ranked_list, voter, items_like(ranked_list.pk, new.name), new)
        return render(request, "lists/add.html", {"list": ranked_list, "form": form, **shown})
    count(request, "items")
    form, shown = AddItemForm(request.POST), {}
    if form.is_valid():
        try:
            item = add_item(ranked_list=ranked_list, voter=voter, seen=_seen(request.POST), **form.cleaned_data)
        except AlreadyListed as refused:
            form.add_error("name", str(refused))
            shown = _shown(ranked_list, voter, [refused.item.pk], _typed(request.POST))
        except LooksListed as refused:
            form.add_error("name", str(refused))
            shown = _shown(ranked_list, voter, refused.item_ids, _typed(request.POST))
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"{isolated(item.name)} is on the list. A few votes give it a place.")
            return see_other(item.get_absolute_url())
    return render(request, "lists/add.html", {"list": ranked_list, "form": form, **shown}, status=422)


@never_cache
@require_safe
def alike(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on the list and reads like what is being typed: for the form, which stays as it is when this says no."""
    try:
        count(request, "alike")
    except TooOften:
        return HttpResponse(status=204)
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    new = _typed(request.GET)
    found = items_like(ranked_list.pk, new.name, new.credits, new.aliases)
    return render(request, "lists/_alike.html", {"list": ranked_list, **_shown(ranked_list, voter, found, new)})


def _typed(fields: QueryDict) -> NewItem:
    """An item as far as it is typed."""
    name, credits, aliases = (fields.get(field, "")[:READ_MOST] for field in ("name", "credits", "aliases"))
    by = filter(None, map(clean_line, typed_credits(credits)[:CREDITS_MAX]))
    others = filter(None, map(clean_line, typed_aliases(aliases)[:ALIASES_MAX]))
    return NewItem(clean_line(name), tuple(by), tuple(others))


def _seen(sent: QueryDict) -> frozenset[int]:
    """The items that the form says its reader was shown."""
    numbers = (whole_number(text) for text in sent.getlist("seen")[:SEEN_MOST])
    return frozenset(number for number in numbers if number is not None)


def _shown(ranked_list: RankedList, voter: Voter, item_ids: Sequence[int], new: NewItem) -> dict[str, Any]:
    """The rows of these items, which can be voted for where they are shown. Of what is there itself, only that."""
    if not item_ids:
        return {}
    head, turnout = head_of(ranked_list)
    rows = rows_among(item_ids, voter, head.items, turnout)
    same = tuple(row for row in rows if is_same(new, NewItem(row.name, row.credits, row.aliases)))
    exposure = exposure_token(ranked_list.pk, [row.item_id for row in same or rows])
    return {"alike": same or rows, "alike_exposure": exposure, "is_same": bool(same)}
