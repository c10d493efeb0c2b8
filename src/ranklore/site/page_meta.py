"""The metadata of each public page: title, description, canonical address, feed and structured data."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateformat import format as format_date

from ranklore.ballots.personal_ranking import RankingLine
from ranklore.core.page_meta import SITE_NAME, PageMeta, PreviewImage, canonical_url, json_ld, shorten, title_with_page
from ranklore.core.pagination import Pagination
from ranklore.discussion.queries.discussion_page import DiscussionPage
from ranklore.discussion.queries.threads import Thread
from ranklore.discussion.sorting import BEST_FIRST
from ranklore.discussion.targets import CommentTarget
from ranklore.people.models import Account
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_rows import ListRow
from ranklore.site.schema_org import breadcrumbs, commented_page, item_list, thread_comments

ITEMS_NAMED_MAX = 3
"""First places that the description of a list names."""
PROMPT_LENGTH_MAX = 90
"""Characters of its question there: the places are to be seen as well."""


def meta_for_home(request: HttpRequest) -> PageMeta:
    return PageMeta(
        "Lists that everybody ranks together",
        "Ask a question that has many answers. Everybody votes and says why, and the order follows.",
        canonical_url(request, reverse("site:home")),
        **_feed(request, "Everything new on this site", "exchange:site_feed"),
    )


def meta_for_about(request: HttpRequest) -> PageMeta:
    return PageMeta(
        "About",
        "What this site does, how it counts, and what it knows about you.",
        canonical_url(request, reverse("site:about")),
    )


def meta_for_lists(
    request: HttpRequest, path: str, title: str, description: str, pages: Pagination, *, as_usual: bool
) -> PageMeta:
    """A page of lists. Other orders and choices of the same lists have the one address of the first page."""
    page = pages.number if as_usual else 1
    return PageMeta(
        title_with_page(title, pages.number),
        description,
        canonical_url(request, path, page),
        **_feed(request, "Everything new on this site", "exchange:site_feed"),
    )


def meta_for_list(request: HttpRequest, head: ListHead, rows: Sequence[ListRow], pages: Pagination) -> PageMeta:
    address = canonical_url(request, _list_path(head), pages.number)
    first = [f"{ordinal(row.rank)} {row.name}" for row in rows if row.rank][:ITEMS_NAMED_MAX]
    says = [
        shorten(head.prompt, PROMPT_LENGTH_MAX),
        f"{_count(head.items, 'item')}, {_count(head.voters, 'voter')}.",
        ", ".join(first),
    ]
    ranked = f"{_count(head.items, 'item')} {'ranked' if head.votes else 'to rank'}"
    return PageMeta(
        title_with_page(f"{head.title}: {ranked}", pages.number),
        shorten(" ".join(part for part in says if part)),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            item_list(head, rows, address, partial(_item_url, request, head)),
            breadcrumbs(*_breadcrumb_steps(request, head)),
        ),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def meta_for_past_list(request: HttpRequest, head: ListHead, day: date) -> PageMeta:
    """A past day of a list is for people: search engines have the list of now."""
    return PageMeta(
        f"As it was on {format_date(day, 'j F Y')} · {head.title}",
        f"{head.title}, as it was on a past day.",
        canonical_url(request, _list_path(head), at=day.isoformat()),
        is_listed=False,
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def meta_for_item(request: HttpRequest, head: ListHead, row: ListRow, talk: DiscussionPage) -> PageMeta:
    path = reverse("site:item", args=[head.slug, row.item_id])
    address = canonical_url(request, path, _canonical_page(talk))
    place = f"{ordinal(row.rank)} of {intcomma(head.items)}" if row.rank else "too new to rank"
    by = f" by {', '.join(row.credits)}" if row.credits else ""
    likely = f", {row.range_words}" if row.range_words else ""
    figures = f"{_count(row.votes, 'vote')}, {_count(talk.total, 'comment')}."
    return PageMeta(
        title_with_page(f"{row.name}: {place} · {head.title}", talk.pages.number),
        shorten(f"{row.name}{by} is {place} on the list “{head.title}”{likely}. {figures}"),
        address,
        is_listed=not head.is_simulated,
        kind="article",
        data=json_ld(
            commented_page(row.name, address, talk.total, talk.threads, _site_url(request)),
            breadcrumbs(*_breadcrumb_steps(request, head), (row.name, canonical_url(request, path))),
        ),
        **_feed(request, f"{row.name}: moves and comments", "exchange:item_feed", head.slug, row.item_id),
    )


def meta_for_discussion(request: HttpRequest, head: ListHead, talk: DiscussionPage) -> PageMeta:
    path = reverse("site:discussion", args=[head.slug])
    address = canonical_url(request, path, _canonical_page(talk))
    return PageMeta(
        title_with_page(f"Discussion of {head.title}", talk.pages.number),
        shorten(f"What people say about the list “{head.title}” and its items: {_count(head.comments, 'comment')}."),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            commented_page(f"Discussion of {head.title}", address, talk.total, talk.threads, _site_url(request)),
            breadcrumbs(*_breadcrumb_steps(request, head), ("Discussion", canonical_url(request, path))),
        ),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def meta_for_published_ranking(request: HttpRequest, shown: dict[str, Any], talk: DiscussionPage) -> PageMeta:
    ranked_list, lines = shown["list"], shown["lines"]
    who, address = shown["name"] or "a guest", canonical_url(request, talk.target.address, _canonical_page(talk))
    title = f"{ranked_list.title}, ranked by {who}"
    lists, everyones = (
        _absolute_url(request, reverse("site:lists")),
        _absolute_url(request, ranked_list.get_absolute_url()),
    )
    return PageMeta(
        title_with_page(title, talk.pages.number),
        shorten(
            f"{who} put “{ranked_list.title}” into an order of their own: {_numbered_names(lines[:ITEMS_NAMED_MAX])}"
        ),
        address,
        is_listed=not ranked_list.is_simulated,
        kind="article",
        picture=PreviewImage(shown["picture"], _numbered_names(lines[:10])),
        data=json_ld(
            commented_page(title, address, talk.total, talk.threads, _site_url(request)),
            breadcrumbs(("Lists", lists), (ranked_list.title, everyones), (f"Ranked by {who}", shown["address"])),
        ),
    )


def meta_for_thread(request: HttpRequest, thread: Thread, pages: Pagination, subject: CommentTarget) -> PageMeta:
    """A thread can be read on the page of its talk as well, which is the one to list."""
    path = reverse("site:thread", args=[thread.first.id])
    address = canonical_url(request, path, pages.number)
    first = thread.first
    what = "A deleted comment" if first.is_deleted else f"Comment by {first.author or 'a guest'}"
    return PageMeta(
        title_with_page(f"{what} · {subject.title}", pages.number),
        shorten(first.metadata_text or subject.title),
        address,
        is_listed=False,
        kind="article",
        data=json_ld(*thread_comments(thread, address, _site_url(request))),
    )


def meta_for_history(request: HttpRequest, head: ListHead) -> PageMeta:
    return _meta_about_list(
        request, head, "site:history", "History", "How the places on the list “{}” changed over time."
    )


def meta_for_ranking_method(request: HttpRequest, head: ListHead) -> PageMeta:
    says = "How the votes on “{}” become places, with this list’s own figures."
    return _meta_about_list(request, head, "site:ranking_method", "How it is ranked", says)


def meta_for_profile(request: HttpRequest, person: Account, lists: int, rankings: int, pages: Pagination) -> PageMeta:
    did = f"{_count(lists, 'list')}, {_count(rankings, 'published ranking')}, {_count(pages.total, 'comment')}"
    return PageMeta(
        title_with_page(person.name, pages.number),
        f"{person.name} on {SITE_NAME}: {did}.",
        canonical_url(request, person.get_absolute_url(), pages.number),
        kind="profile",
        **_feed(request, f"{person.name}: comments, lists and rankings", "exchange:profile_feed", person.name),
    )


def _meta_about_list(request: HttpRequest, head: ListHead, url_name: str, title: str, says: str) -> PageMeta:
    address = canonical_url(request, reverse(url_name, args=[head.slug]))
    return PageMeta(
        f"{title} · {head.title}",
        shorten(says.format(head.title)),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(breadcrumbs(*_breadcrumb_steps(request, head), (title, address))),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def _canonical_page(talk: DiscussionPage) -> int:
    """Pages of another order hold other comments each; the first of the usual order stands for them all."""
    return talk.pages.number if talk.order == BEST_FIRST else 1


def _breadcrumb_steps(request: HttpRequest, head: ListHead) -> tuple[tuple[str, str], ...]:
    return (
        ("Lists", _absolute_url(request, reverse("site:lists"))),
        (head.title, _absolute_url(request, _list_path(head))),
    )


def _feed(request: HttpRequest, title: str, url_name: str, *args: object) -> dict[str, Any]:
    return {"feed": _absolute_url(request, reverse(url_name, args=args)), "feed_title": title}


def _item_url(request: HttpRequest, head: ListHead, item_id: int) -> str:
    return _absolute_url(request, reverse("site:item", args=[head.slug, item_id]))


def _list_path(head: ListHead) -> str:
    return reverse("site:list", args=[head.slug])


def _absolute_url(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _site_url(request: HttpRequest) -> str:
    return _absolute_url(request, "/").rstrip("/")


def _numbered_names(lines: Sequence[RankingLine]) -> str:
    return "; ".join(f"{line.place}. {line.name}" for line in lines)


def _count(number: int, what: str) -> str:
    return f"{intcomma(number)} {what}{'' if number == 1 else 's'}"
