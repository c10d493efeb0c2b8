"""A voter's own ranking of a list: made on its own page, private until it is published at an address of its own."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import ordinal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots import order as orders
from ranklore.ballots.actions import cast, keep_order_private, publish_order, put_in_order, say_as_before
from ranklore.ballots.models import PublishedOrder, Vote
from ranklore.ballots.order import OwnOrder, get_published, lines_of, moved, order_of, published_of, words_of
from ranklore.ballots.picture import Card, etag_of, picture_of
from ranklore.ballots.queries import page_of, said_about
from ranklore.lists.access import get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.checks import checked_author
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated

Kind = Vote.Kind
ASKED_MOST = 100
"""Characters of a search."""


class ChangeForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    made_from = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False)
    to = forms.CharField(max_length=100, required=False)
    back = forms.ChoiceField(choices=[("list", "list")], required=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that somebody asks for. own: the ranking as it was on the page that they asked from."""

    voter: Voter
    ranked_list: RankedList
    own: OwnOrder
    asked: dict[str, Any]

    def item(self) -> Item:
        item = self.ranked_list.items.filter(pk=self.asked["item"] or 0).first()
        if item is None:
            raise Refused("That item is not on this list. Reload the page; nothing was changed.")
        return item

    def off(self, ids: tuple[int, ...]) -> frozenset[int]:
        """Which of these items were taken off the list."""
        gone = self.ranked_list.items.filter(pk__in=ids).exclude(removed_at=None)
        return frozenset(gone.values_list("pk", flat=True))

    def save(self, ids: tuple[int, ...]) -> bool:
        return put_in_order(voter=self.voter, ranked_list=self.ranked_list, item_ids=ids, made_from=self.own.version)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The voter's own ranking. htmx gets the parts that a change, or a letter typed into the search, is about."""
    if _asked(request).strip():
        count(request, "search")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    context = _found(request, voter, ranked_list)
    target = request.headers.get("HX-Target")
    if target != "found":
        context |= _ranking(voter, ranked_list, context["own"])
    template = {"found": "ballots/_found.html", "mine": "ballots/_mine_answer.html"}.get(target or "")
    response = render(request, template or "ballots/mine.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def change(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Change the ranking, then show it: the same way with and without JavaScript."""
    count(request, "votes")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    try:
        form = ChangeForm(request.POST)
        if not form.is_valid():
            raise Refused("That form was not whole. Reload the page and try again; nothing was changed.")
        own = order_of(voter, ranked_list.pk, form.cleaned_data["made_from"])
        said, item_id = CHANGES[what](Change(voter, ranked_list, own, form.cleaned_data))
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(_address(request, ranked_list))
    messages.success(request, said)
    if request.POST.get("back") == "list" and item_id:
        page = page_of(Item.objects.select_related("list").get(pk=item_id))
        return see_other(f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#item-{item_id}")
    return see_other(_address(request, ranked_list, item_id))


def _add(change: Change) -> tuple[str, int]:
    item, ids = change.item(), change.own.ids
    if item.pk not in ids:
        ids = (*ids, item.pk)
    is_new = change.save(ids)
    if said_about(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        cast(voter=change.voter, item=item, kind=Kind.DONT_KNOW, on=False)  # who ranks it knows it
    return _where(change, item, ids, "is in your ranking" if is_new else "is in your ranking already"), item.pk


def _add_picks(change: Change) -> tuple[str, int]:
    wanted = [pk for pk in words_of(change.voter, change.ranked_list.pk).picked if pk not in change.own.ids]
    ids = (*change.own.ids, *wanted[: max(orders.room_in(change.own.ids), 0)])
    change.save(ids)
    added = len(ids) - len(change.own.ids)
    if not added:
        return "There is nothing to add: no votes of yours are left, or your ranking is full.", 0
    left = f" Your ranking is full now; {len(wanted) - added} more did not fit." if added < len(wanted) else ""
    return f"Added {added} item{'s' if added > 1 else ''} you voted for, in the order of your votes.{left}", 0


def _move(change: Change) -> tuple[str, int]:
    item, ids = change.item(), change.own.ids
    off = change.off(ids)
    total = len(ids) - len(off)
    to = whole_number(change.asked["to"].strip())
    if not to:
        raise Refused(f"Type a place from 1 to {total}. Nothing was changed.")
    if item.pk not in ids:
        raise Refused(f"{isolated(item.name)} is not in your ranking any more. Nothing was changed.")
    if item.pk in off:
        raise Refused(f"{isolated(item.name)} was taken off this list, so it cannot be moved. Nothing was changed.")
    after = moved(ids, item.pk, to, off)
    change.save(after)
    return _where(change, item, after, "stays" if after == ids else "is now"), item.pk


def _remove(change: Change) -> tuple[str, int]:
    item = change.item()
    change.save(tuple(pk for pk in change.own.ids if pk != item.pk))
    return f"{isolated(item.name)} is not in your ranking any more. “Undo” puts it back.", 0


def _undo(change: Change) -> tuple[str, int]:
    before = change.own.before
    if before is None:
        raise Refused("There is no change to undo.")
    gone = change.off(before).difference(change.own.ids)
    change.save(tuple(pk for pk in before if pk not in gone))
    return "Your last change is undone.", 0


def _dont_know(change: Change) -> tuple[str, int]:
    item = change.item()
    if item.pk in order_of(change.voter, change.ranked_list.pk).ids:
        raise Refused(f"{isolated(item.name)} is in your ranking. Take it out first; nothing was changed.")
    cast(voter=change.voter, item=item, kind=Kind.DONT_KNOW)
    return f"You don’t know {isolated(item.name)}: noted. It is under “Don’t know”.", 0


def _know(change: Change) -> tuple[str, int]:
    """Take a "don't know" back; what the voter said of the item before it holds again."""
    item = change.item()
    if said_about(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        say_as_before(voter=change.voter, item=item)
    return f"{isolated(item.name)} is not under “Don’t know” any more.", 0


def _keep_private(change: Change) -> tuple[str, int]:
    keep_order_private(voter=change.voter, ranked_list=change.ranked_list)
    return "Your ranking is private. Its old address shows nothing any more.", 0


CHANGES: dict[str, Callable[[Change], tuple[str, int]]] = {
    "add": _add,
    "add-picks": _add_picks,
    "move": _move,
    "remove": _remove,
    "undo": _undo,
    "dont-know": _dont_know,
    "know": _know,
    "private": _keep_private,
}


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the ranking, or sign it with another name. A name that will not do is kept for another try.

    Whoever is signed in signs with the name of their account, whatever was typed.
    """
    count(request, "votes")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    typed = "" if voter.account else request.POST.get("name", "")
    try:
        publish_order(voter=voter, ranked_list=ranked_list, name=checked_author(typed))
    except Refused as refused:
        if refused.field != "author":
            messages.error(request, str(refused))
            return see_other(_address(request, ranked_list))
        context = _found(request, voter, ranked_list)
        context |= _ranking(voter, ranked_list, context["own"])
        context |= {"typed_name": typed[:1000], "wrong_name": str(refused)}
        answer = "ballots/_mine_answer.html" if request.headers.get("HX-Target") == "mine" else "ballots/mine.html"
        return render(request, answer, context, status=422)
    messages.success(request, "Your ranking is published. Its address and its picture are below it.")
    return see_other(_address(request, ranked_list, anchor="#publish"))


def published_page(request: HttpRequest, slug: str, key: uuid.UUID) -> dict[str, Any]:
    """What the page of a published ranking shows of it; `site` puts the comments below."""
    ranked_list, shown, lines, own = _published(request, slug, key)
    address = reverse("site:published", args=[slug, key])
    return {
        "list": ranked_list,
        "name": shown.signed,
        "profile": shown.profile,
        "lines": lines,
        "compared": orders.compared(lines),
        "published_at": shown.published_at,
        "changed_at": own.changed_at,
        "address": request.build_absolute_uri(address),
        "picture": request.build_absolute_uri(reverse("ballots:picture", args=[slug, key])),
        "is_simulated": ranked_list.is_simulated,
    }


@require_safe
def picture(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """The published ranking as a picture for sharing. Whoever keeps it asks whether it is still the same."""
    ranked_list, shown, lines, _ = _published(request, slug, key)
    card = Card(
        title=ranked_list.title,
        name=shown.signed,
        lines=tuple((line.name, line.credits) for line in lines[: Card.MOST]),
        total=len(lines),
    )
    etag = etag_of(card)
    answer = get_conditional_response(request, etag=etag)
    if not isinstance(answer, HttpResponse):
        answer = HttpResponse(picture_of(card), content_type="image/png")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def _published(
    request: HttpRequest, slug: str, key: uuid.UUID
) -> tuple[RankedList, PublishedOrder, tuple[orders.Line, ...], OwnOrder]:
    ranked_list = get_list_for(voter_of(request), slug)
    shown = get_published(ranked_list, key)
    own = order_of(shown.voter, ranked_list.pk)
    return ranked_list, shown, tuple(line for line in lines_of(own.ids) if line.place), own


def _found(request: HttpRequest, voter: Voter, ranked_list: RankedList) -> dict[str, Any]:
    """What can be added to the ranking: what was searched for, else the first items of the list."""
    own, words = order_of(voter, ranked_list.pk), words_of(voter, ranked_list.pk)
    asked = " ".join(_asked(request).split())
    if asked:
        found, more = orders.search(ranked_list.pk, asked, own.ids)
    else:
        found, more = orders.offered(ranked_list.pk, (*own.ids, *words.unknown)), 0
    return {
        "list": ranked_list,
        "own": own,
        "words": words,
        "asked": asked,
        "found": found,
        "more": more,
        "is_full": orders.room_in(own.ids) <= 0,
        "picks": sum(pk not in own.ids for pk in words.picked),
        "unknown_ids": frozenset(words.unknown),
        "unknown": orders.found_by_id(words.unknown),
    }


def _ranking(voter: Voter, ranked_list: RankedList, own: OwnOrder) -> dict[str, Any]:
    lines = lines_of(own.ids)
    shown = published_of(voter, ranked_list.pk)
    return {
        "lines": lines,
        "total": sum(line.place is not None for line in lines),
        "compared": orders.compared(lines),
        "published": shown,
        "typed_name": shown.name if shown else voter.name,
        "account": voter.account,
    }


def _where(change: Change, item: Item, ids: tuple[int, ...], says: str) -> str:
    off = change.off(ids)
    placed = [pk for pk in ids if pk not in off]
    if item.pk not in placed:
        return f"{isolated(item.name)} {says}."
    glue = " " if says in ("is now", "stays") else ", "
    return f"{isolated(item.name)} {says}{glue}{ordinal(placed.index(item.pk) + 1)} of {len(placed)}."


def _asked(request: HttpRequest) -> str:
    """What is searched for: of the address, or of the form that came from a page with a search."""
    return (request.GET.get("q") or request.POST.get("q") or "").replace("\x00", "")[:ASKED_MOST]


def _address(request: HttpRequest, ranked_list: RankedList, item_id: int = 0, anchor: str = "") -> str:
    query = {"q": asked} if (asked := _asked(request).strip()) else {}
    return reverse("ballots:mine", args=[ranked_list.slug], query=query) + (f"#mine-{item_id}" if item_id else anchor)
