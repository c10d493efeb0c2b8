"""What each public page says of itself: title, description, the one right address, its feed, and its data."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateformat import format as format_date

from ranklore.ballots.order import Line
from ranklore.discussion.queries import TalkPage, Thread
from ranklore.discussion.rules import BEST
from ranklore.discussion.subjects import Subject
from ranklore.people.models import Account
from ranklore.shell.meta import SITE, Meta, Picture, canonical_of, json_ld, page_title, shortened
from ranklore.shell.pages import Pages
from ranklore.site.queries import ListHead, Row
from ranklore.site.structured import breadcrumbs, item_list, talked_about, thread_of

NAMED = 3
"""First places that the description of a list names."""
PROMPT_MOST = 90
"""Characters of its question there: the places are to be seen as well."""


def head_of_home(request: HttpRequest) -> Meta:
    return Meta(
        "Lists that everybody ranks together",
        "Ask a question that has many answers. Everybody votes and says why, and the order follows.",
        canonical_of(request, reverse("site:home")),
        **_feed(request, "Everything new on this site", "exchange:feed"),
    )


def head_of_about(request: HttpRequest) -> Meta:
    return Meta(
        "About",
        "What this site does, how it counts, and what it knows about you.",
        canonical_of(request, reverse("site:about")),
    )


def head_of_lists(
    request: HttpRequest, path: str, title: str, description: str, pages: Pages, *, as_usual: bool
) -> Meta:
    """A page of lists. Other orders and choices of the same lists have the one address of the first page."""
    page = pages.number if as_usual else 1
    return Meta(
        page_title(title, pages.number),
        description,
        canonical_of(request, path, page),
        **_feed(request, "Everything new on this site", "exchange:feed"),
    )


def head_of_list(request: HttpRequest, head: ListHead, rows: Sequence[Row], pages: Pages) -> Meta:
    address = canonical_of(request, _list(head), pages.number)
    first = [f"{ordinal(row.rank)} {row.name}" for row in rows if row.rank][:NAMED]
    says = [
        shortened(head.prompt, PROMPT_MOST),
        f"{_count(head.items, 'item')}, {_count(head.voters, 'voter')}.",
        ", ".join(first),
    ]
    ranked = f"{_count(head.items, 'item')} {'ranked' if head.votes else 'to rank'}"
    return Meta(
        page_title(f"{head.title}: {ranked}", pages.number),
        shortened(" ".join(part for part in says if part)),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            item_list(head, rows, address, partial(_item, request, head)),
            breadcrumbs(*_way(request, head)),
        ),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def head_of_day(request: HttpRequest, head: ListHead, day: date) -> Meta:
    """A past day of a list is for people: search engines have the list of now."""
    return Meta(
        f"As it was on {format_date(day, 'j F Y')} · {head.title}",
        f"{head.title}, as it was on a past day.",
        canonical_of(request, _list(head), at=day.isoformat()),
        is_listed=False,
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def head_of_item(request: HttpRequest, head: ListHead, row: Row, talk: TalkPage) -> Meta:
    path = reverse("site:item", args=[head.slug, row.item_id])
    address = canonical_of(request, path, _page_of(talk))
    place = f"{ordinal(row.rank)} of {intcomma(head.items)}" if row.rank else "too new to rank"
    by = f" by {', '.join(row.credits)}" if row.credits else ""
    likely = f", {row.range_words}" if row.range_words else ""
    figures = f"{_count(row.votes, 'vote')}, {_count(talk.total, 'comment')}."
    return Meta(
        page_title(f"{row.name}: {place} · {head.title}", talk.pages.number),
        shortened(f"{row.name}{by} is {place} on the list “{head.title}”{likely}. {figures}"),
        address,
        is_listed=not head.is_simulated,
        kind="article",
        data=json_ld(
            talked_about(row.name, address, talk.total, talk.threads, _base(request)),
            breadcrumbs(*_way(request, head), (row.name, canonical_of(request, path))),
        ),
        **_feed(request, f"{row.name}: moves and comments", "exchange:item_feed", head.slug, row.item_id),
    )


def head_of_talk(request: HttpRequest, head: ListHead, talk: TalkPage) -> Meta:
    path = reverse("site:talk", args=[head.slug])
    address = canonical_of(request, path, _page_of(talk))
    return Meta(
        page_title(f"Discussion of {head.title}", talk.pages.number),
        shortened(f"What people say about the list “{head.title}” and its items: {_count(head.comments, 'comment')}."),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            talked_about(f"Discussion of {head.title}", address, talk.total, talk.threads, _base(request)),
            breadcrumbs(*_way(request, head), ("Discussion", canonical_of(request, path))),
        ),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def head_of_published(request: HttpRequest, shown: dict[str, Any], talk: TalkPage) -> Meta:
    ranked_list, lines = shown["list"], shown["lines"]
    who, address = shown["name"] or "a guest", canonical_of(request, talk.subject.address, _page_of(talk))
    title = f"{ranked_list.title}, ranked by {who}"
    lists, everyones = _whole(request, reverse("site:lists")), _whole(request, ranked_list.get_absolute_url())
    return Meta(
        page_title(title, talk.pages.number),
        shortened(f"{who} put “{ranked_list.title}” into an order of their own: {_in_order(lines[:NAMED])}"),
        address,
        is_listed=not ranked_list.is_simulated,
        kind="article",
        picture=Picture(shown["picture"], _in_order(lines[:10])),
        data=json_ld(
            talked_about(title, address, talk.total, talk.threads, _base(request)),
            breadcrumbs(("Lists", lists), (ranked_list.title, everyones), (f"Ranked by {who}", shown["address"])),
        ),
    )


def head_of_thread(request: HttpRequest, thread: Thread, pages: Pages, subject: Subject) -> Meta:
    """A thread can be read on the page of its talk as well, which is the one to list."""
    path = reverse("site:thread", args=[thread.first.id])
    address = canonical_of(request, path, pages.number)
    first = thread.first
    what = "A deleted comment" if first.is_deleted else f"Comment by {first.author or 'a guest'}"
    return Meta(
        page_title(f"{what} · {subject.title}", pages.number),
        shortened(first.told or subject.title),
        address,
        is_listed=False,
        kind="article",
        data=json_ld(*thread_of(thread, address, _base(request))),
    )


def head_of_history(request: HttpRequest, head: ListHead) -> Meta:
    return _about_list(request, head, "site:history", "History", "How the places on the list “{}” changed over time.")


def head_of_how(request: HttpRequest, head: ListHead) -> Meta:
    says = "How the votes on “{}” become places, with this list’s own figures."
    return _about_list(request, head, "site:how", "How it is ranked", says)


def head_of_person(request: HttpRequest, person: Account, lists: int, rankings: int, pages: Pages) -> Meta:
    did = f"{_count(lists, 'list')}, {_count(rankings, 'published ranking')}, {_count(pages.total, 'comment')}"
    return Meta(
        page_title(person.name, pages.number),
        f"{person.name} on {SITE}: {did}.",
        canonical_of(request, person.get_absolute_url(), pages.number),
        kind="profile",
        **_feed(request, f"{person.name}: comments, lists and rankings", "exchange:person_feed", person.name),
    )


def _about_list(request: HttpRequest, head: ListHead, url_name: str, title: str, says: str) -> Meta:
    address = canonical_of(request, reverse(url_name, args=[head.slug]))
    return Meta(
        f"{title} · {head.title}",
        shortened(says.format(head.title)),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(breadcrumbs(*_way(request, head), (title, address))),
        **_feed(request, f"{head.title}: moves and comments", "exchange:list_feed", head.slug),
    )


def _page_of(talk: TalkPage) -> int:
    """Pages of another order hold other comments each; the first of the usual order stands for them all."""
    return talk.pages.number if talk.order == BEST else 1


def _way(request: HttpRequest, head: ListHead) -> tuple[tuple[str, str], ...]:
    return (("Lists", _whole(request, reverse("site:lists"))), (head.title, _whole(request, _list(head))))


def _feed(request: HttpRequest, title: str, url_name: str, *args: object) -> dict[str, Any]:
    return {"feed": _whole(request, reverse(url_name, args=args)), "feed_title": title}


def _item(request: HttpRequest, head: ListHead, item_id: int) -> str:
    return _whole(request, reverse("site:item", args=[head.slug, item_id]))


def _list(head: ListHead) -> str:
    return reverse("site:list", args=[head.slug])


def _whole(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _base(request: HttpRequest) -> str:
    return _whole(request, "/").rstrip("/")


def _in_order(lines: Sequence[Line]) -> str:
    return "; ".join(f"{line.place}. {line.name}" for line in lines)


def _count(number: int, what: str) -> str:
    return f"{intcomma(number)} {what}{'' if number == 1 else 's'}"
