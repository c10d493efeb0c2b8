"""All lists, categories, tags, and a random list."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranklore.core.page_cache.shared_page import shared_page
from ranklore.core.page_meta import PageMeta
from ranklore.core.responses import error_response, see_other
from ranklore.lists.categories import Category, get_category
from ranklore.lists.queries.listing import DEFAULT_ORDER, category_counts, get_order, lists_page, random_list
from ranklore.lists.queries.tags import TagView, get_tag, most_used_tags, tags_page
from ranklore.site.page_meta import meta_for_lists
from ranklore.site.queries.list_cards import list_cards_for
from ranklore.text.clean import clean_line

ORDER_LABELS = {
    "lively": gettext_lazy("Trending"),
    "newest": gettext_lazy("Newest"),
    "voters": gettext_lazy("Most voters"),
    "title": gettext_lazy("A to Z"),
}
UNKNOWN_CATEGORY = gettext_lazy("This site has no such category. It may have been renamed. Look for it in all lists.")
UNKNOWN_TAG = gettext_lazy("No list has this tag. Look for it in all lists.")


@shared_page()
@require_safe
def all_lists(request: HttpRequest) -> HttpResponse:
    """All lists, in the requested order, filtered by category and tag. An unknown filter is ignored, and the page says
    so."""
    asked_category, asked_tag = (clean_line(request.GET.get(name, "")) for name in ("category", "tag"))
    category, tag = get_category(asked_category), get_tag(asked_tag) if asked_tag else None
    filters = {"category": category.key if category else "", "tag": tag.key if tag else ""}
    context = _listing_context(request, category, tag, filters)
    context |= {
        "shelves": category_counts(),
        "unknown": [each for each, found in ((asked_category, category), (asked_tag, tag)) if each and not found],
    }
    description = _("All lists of this site: trending, newest, with most voters, and from A to Z.")
    context["meta"] = _listing_meta(request, context, _("All lists"), description)
    return render(request, "site/lists.html", context)


@shared_page()
@require_safe
def category(request: HttpRequest, key: str) -> HttpResponse:
    found = get_category(key)
    if found is None:
        return error_response(request, 404, str(UNKNOWN_CATEGORY))
    context = _listing_context(request, found, None, {})
    description = _("Lists in the category %(category)s, ranked together.") % {"category": found.label}
    context["meta"] = _listing_meta(request, context, found.label, description)
    return render(request, "site/category.html", context)


@shared_page()
@require_safe
def tag(request: HttpRequest, key: str) -> HttpResponse:
    """The lists with a tag. Another spelling of the tag redirects to its canonical address."""
    found = get_tag(key)
    if found is None:
        return error_response(request, 404, str(UNKNOWN_TAG))
    if found.key != key:
        return redirect("site:tag", found.key, permanent=True)
    context = _listing_context(request, None, found, {})
    description = _("Lists with the tag “%(tag)s”, ranked together.") % {"tag": found.name}
    context["meta"] = _listing_meta(request, context, found.name, description)
    return render(request, "site/tag.html", context)


@shared_page()
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    found, pages = tags_page(request.GET.get("page"))
    meta = meta_for_lists(request, request.path, _("Tags"), _("All tags of this site."), pages, as_usual=True)
    return render(
        request, "site/tags.html", {"tags": found, "pages": pages, "most_used": most_used_tags(), "meta": meta}
    )


@never_cache
@require_safe
def random(request: HttpRequest) -> HttpResponse:
    found = random_list()
    if found is None:
        messages.info(request, _("There are no lists here yet. Make the first one."))
    return see_other(found.get_absolute_url() if found else reverse("site:home"))


def _listing_meta(request: HttpRequest, context: dict[str, Any], title: str, description: str) -> PageMeta:
    return meta_for_lists(request, request.path, title, description, context["pages"], as_usual=not context["query"])


def _listing_context(
    request: HttpRequest, category: Category | None, tag: TagView | None, filters: dict[str, str]
) -> dict[str, Any]:
    order = get_order(request.GET.get("order"))
    lists, pages = lists_page(order, request.GET.get("page"), category=category, tag=tag)
    kept = {name: value for name, value in filters.items() if value}
    links = [(name, label, urlencode({**kept, "order": name})) for name, label in ORDER_LABELS.items()]
    return {
        "category": category,
        "tag": tag,
        "cards": list_cards_for(lists),
        "pages": pages,
        "order": order,
        "orders": links,
        "query": urlencode(kept | ({"order": order} if order != DEFAULT_ORDER else {})),
    }
