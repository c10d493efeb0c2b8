"""Finding a list without knowing it: the front page, all lists, categories, tags, and one at random."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranklore.lists.browsing import (
    LIVELY,
    TagView,
    all_tags,
    lists_in,
    order_named,
    random_list,
    shelves,
    tag_at,
    tags_most_used,
)
from ranklore.lists.categories import Category, category_named
from ranklore.lists.rules.clean import clean_line
from ranklore.people.access import voter_of
from ranklore.shell.meta import Meta
from ranklore.shell.responses import see_other
from ranklore.shell.views import error_page
from ranklore.site.front import front_of
from ranklore.site.heads import head_of_home, head_of_lists
from ranklore.site.queries import cards_of

ORDERS = {"lively": "Liveliest", "newest": "Newest", "voters": "Most voters", "title": "A to Z"}
NO_CATEGORY = "This site has no such category. It may have been renamed. All lists are a click away."
NO_TAG = "No list has this tag, or none has it any more. All lists are a click away."


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"front": front_of(voter_of(request), timezone.now()), "meta": head_of_home(request)}
    return render(request, "site/home.html", context)


@require_safe
def all_lists(request: HttpRequest) -> HttpResponse:
    """Every list, in the order and of the category and tag that are asked for. What is not there is passed over, and
    the page says so."""
    asked_category, asked_tag = (clean_line(request.GET.get(name, "")) for name in ("category", "tag"))
    category, tag = category_named(asked_category), tag_at(asked_tag) if asked_tag else None
    filters = {"category": category.key if category else "", "tag": tag.key if tag else ""}
    context = _lists(request, category, tag, filters)
    context |= {
        "shelves": shelves(),
        "unknown": [each for each, found in ((asked_category, category), (asked_tag, tag)) if each and not found],
    }
    says = "Every list of this site: the liveliest, the newest, those with most voters, and from A to Z."
    context["meta"] = _head(request, context, "All lists", says)
    return render(request, "site/lists.html", context)


@require_safe
def category(request: HttpRequest, key: str) -> HttpResponse:
    found = category_named(key)
    if found is None:
        return error_page(request, 404, NO_CATEGORY)
    context = _lists(request, found, None, {})
    context["meta"] = _head(request, context, found.label, f"Lists in the category {found.label}, ranked together.")
    return render(request, "site/category.html", context)


@require_safe
def tag(request: HttpRequest, key: str) -> HttpResponse:
    """The lists with a tag. An address that writes the tag in another way leads to the one of the tag."""
    found = tag_at(key)
    if found is None:
        return error_page(request, 404, NO_TAG)
    if found.key != key:
        return redirect("site:tag", found.key, permanent=True)
    context = _lists(request, None, found, {})
    context["meta"] = _head(request, context, found.name, f"Lists with the tag “{found.name}”, ranked together.")
    return render(request, "site/tag.html", context)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    found, pages = all_tags(request.GET.get("page"))
    meta = head_of_lists(request, request.path, "Tags", "All tags of the lists of this site.", pages, as_usual=True)
    return render(
        request, "site/tags.html", {"tags": found, "pages": pages, "most_used": tags_most_used(), "meta": meta}
    )


@never_cache
@require_safe
def random(request: HttpRequest) -> HttpResponse:
    found = random_list()
    if found is None:
        messages.info(request, "There are no lists here yet. Make the first one.")
    return see_other(found.get_absolute_url() if found else reverse("site:home"))


def _head(request: HttpRequest, context: dict[str, Any], title: str, description: str) -> Meta:
    return head_of_lists(request, request.path, title, description, context["pages"], as_usual=not context["query"])


def _lists(
    request: HttpRequest, category: Category | None, tag: TagView | None, filters: dict[str, str]
) -> dict[str, Any]:
    order = order_named(request.GET.get("order"))
    lists, pages = lists_in(order, request.GET.get("page"), category=category, tag=tag)
    kept = {name: value for name, value in filters.items() if value}
    links = [(name, label, urlencode({**kept, "order": name})) for name, label in ORDERS.items()]
    return {
        "category": category,
        "tag": tag,
        "cards": cards_of(lists),
        "pages": pages,
        "order": order,
        "orders": links,
        "query": urlencode(kept | ({"order": order} if order != LIVELY else {})),
    }
