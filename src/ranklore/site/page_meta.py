"""The metadata of each public page: title, description, canonical address, feed and structured data."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.ballots.personal_ranking import RankingLine
from ranklore.ballots.queries.incidents import IncidentView
from ranklore.core.ordinals import ordinal
from ranklore.core.page_meta import SITE_NAME, PageMeta, PreviewImage, canonical_url, json_ld, shorten, title_with_page
from ranklore.core.page_paths import path_of_page
from ranklore.core.pagination import Pagination
from ranklore.discussion.queries.discussion_page import DiscussionPage
from ranklore.discussion.queries.threads import Thread
from ranklore.discussion.sorting import BEST_FIRST
from ranklore.discussion.targets import CommentTarget
from ranklore.people.models import Account
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_row import ListRow
from ranklore.site.schema_org import breadcrumbs, commented_page, item_list, thread_comments

ITEMS_NAMED_MAX = 3
"""Items that the description of a list names."""
PROMPT_LENGTH_MAX = 90
"""Characters of the prompt in a description, which names the first places too."""


def meta_for_home(request: HttpRequest) -> PageMeta:
    return PageMeta(
        _("Lists that everybody ranks together"),
        _("Ask a question with many answers. Everybody votes and says why, and the ranking follows."),
        canonical_url(request, reverse("site:home")),
        **_feed(request, _("Everything new on this site"), "exchange:site_feed"),
    )


def meta_for_about(request: HttpRequest) -> PageMeta:
    return PageMeta(
        _("About"),
        _("What this site does, how it counts votes, and what it knows about you."),
        canonical_url(request, reverse("site:about")),
    )


def meta_for_lists(
    request: HttpRequest, path: str, title: str, description: str, pages: Pagination, *, as_usual: bool
) -> PageMeta:
    """A page of lists. Other orders and filters share the canonical address of the first page."""
    page = pages.number if as_usual else 1
    return PageMeta(
        title_with_page(title, pages.number),
        description,
        canonical_url(request, path, page),
        **_feed(request, _("Everything new on this site"), "exchange:site_feed"),
    )


def meta_for_list(request: HttpRequest, head: ListHead, rows: Sequence[ListRow], pages: Pagination) -> PageMeta:
    address = canonical_url(request, _list_path(head), pages.number)
    ranked_rows = [row for row in rows if row.rank]
    first = [f"{ordinal(row.rank)} {row.name}" for row in ranked_rows[:ITEMS_NAMED_MAX] if row.rank]
    parts = [
        shorten(head.prompt, PROMPT_LENGTH_MAX),
        f"{_items(head.items)}, {_voters(head.voters)}.",
        ", ".join(first),
    ]
    if head.votes:
        ranked = ngettext("%(n)s item ranked", "%(n)s items ranked", head.items)
    else:
        ranked = ngettext("%(n)s item to rank", "%(n)s items to rank", head.items)
    return PageMeta(
        title_with_page(f"{head.title}: {ranked % {'n': intcomma(head.items)}}", pages.number),
        shorten(" ".join(part for part in parts if part)),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            item_list(head, rows, address, partial(_item_url, _site_url(request), head)),
            breadcrumbs(*_breadcrumb_steps(request, head)),
        ),
        **_feed(request, _moves_and_comments(head.title), "exchange:list_feed", head.slug),
    )


def meta_for_past_list(request: HttpRequest, head: ListHead, day: date) -> PageMeta:
    """A past day is not listed by search engines; the current list is."""
    return PageMeta(
        f"{_('As it was on %(day)s') % {'day': format_date(day, 'j F Y')}} · {head.title}",
        _("%(list)s, as it was on a past day.") % {"list": head.title},
        canonical_url(request, _list_path(head), at=day.isoformat()),
        is_listed=False,
        **_feed(request, _moves_and_comments(head.title), "exchange:list_feed", head.slug),
    )


def meta_for_item(request: HttpRequest, head: ListHead, row: ListRow, discussion: DiscussionPage) -> PageMeta:
    path = reverse("site:item", args=[head.slug, row.item_id])
    address = canonical_url(request, path, _canonical_page(discussion))
    if row.rank:
        place = _("%(rank)s of %(items)s") % {"rank": ordinal(row.rank), "items": intcomma(head.items)}
    else:
        place = _("too new to rank")
    credits = ", ".join(row.credits)
    name = _("%(item)s by %(credits)s") % {"item": row.name, "credits": credits} if credits else row.name
    figures = ", ".join([*filter(None, [row.range_words]), _votes(row.votes), _comments(discussion.total)])
    description = _("%(item)s is %(place)s on the list “%(list)s”, %(figures)s.") % {
        "item": name,
        "place": place,
        "list": head.title,
        "figures": figures,
    }
    return PageMeta(
        title_with_page(f"{row.name}: {place} · {head.title}", discussion.pages.number),
        shorten(description),
        address,
        is_listed=not head.is_simulated,
        kind="article",
        data=json_ld(
            commented_page(row.name, address, discussion.total, discussion.threads, _site_url(request)),
            breadcrumbs(*_breadcrumb_steps(request, head), (row.name, canonical_url(request, path))),
        ),
        **_feed(request, _moves_and_comments(row.name), "exchange:item_feed", head.slug, row.item_id),
    )


def meta_for_discussion(request: HttpRequest, head: ListHead, discussion: DiscussionPage) -> PageMeta:
    path = reverse("site:discussion", args=[head.slug])
    address = canonical_url(request, path, _canonical_page(discussion))
    return PageMeta(
        title_with_page(_("Discussion of %(list)s") % {"list": head.title}, discussion.pages.number),
        shorten(
            _("Comments on the list “%(list)s” and its items: %(count)s.")
            % {"list": head.title, "count": intcomma(head.comments)}
        ),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(
            commented_page(
                _("Discussion of %(list)s") % {"list": head.title},
                address,
                discussion.total,
                discussion.threads,
                _site_url(request),
            ),
            breadcrumbs(*_breadcrumb_steps(request, head), (_("Discussion"), canonical_url(request, path))),
        ),
        **_feed(request, _moves_and_comments(head.title), "exchange:list_feed", head.slug),
    )


def meta_for_published_ranking(request: HttpRequest, shown: dict[str, Any], discussion: DiscussionPage) -> PageMeta:
    ranked_list, lines = shown["list"], shown["lines"]
    who, address = (
        shown["name"] or _("a guest"),
        canonical_url(request, discussion.target.address, _canonical_page(discussion)),
    )
    title = _("%(list)s, ranked by %(person)s") % {"list": ranked_list.title, "person": who}
    lists, everyones = (
        _absolute_url(request, reverse("site:lists")),
        _absolute_url(request, ranked_list.get_absolute_url()),
    )
    return PageMeta(
        title_with_page(title, discussion.pages.number),
        shorten(
            _("“%(list)s” as %(person)s ranks it: %(places)s")
            % {"list": ranked_list.title, "person": who, "places": _numbered_names(lines[:ITEMS_NAMED_MAX])}
        ),
        address,
        is_listed=not ranked_list.is_simulated,
        kind="article",
        picture=PreviewImage(shown["picture"], _numbered_names(lines[:10])),
        data=json_ld(
            commented_page(title, address, discussion.total, discussion.threads, _site_url(request)),
            breadcrumbs(
                (_("Lists"), lists),
                (ranked_list.title, everyones),
                (_("Ranked by %(person)s") % {"person": who}, shown["address"]),
            ),
        ),
    )


def meta_for_thread(request: HttpRequest, thread: Thread, pages: Pagination, target: CommentTarget) -> PageMeta:
    """The page of a thread is not listed, because the discussion it belongs to is."""
    path = reverse("site:thread", args=[thread.first.id])
    address = canonical_url(request, path, pages.number)
    first = thread.first
    if first.is_deleted:
        what = _("A deleted comment")
    else:
        what = _("Comment by %(person)s") % {"person": first.author or _("a guest")}
    return PageMeta(
        title_with_page(f"{what} · {target.title}", pages.number),
        shorten(first.metadata_text or target.title),
        address,
        is_listed=False,
        kind="article",
        data=json_ld(*thread_comments(thread, address, _site_url(request))),
    )


def meta_for_history(request: HttpRequest, head: ListHead) -> PageMeta:
    description = _("How the places on the list “%(list)s” changed over time.") % {"list": head.title}
    return _meta_about_list(request, head, "site:history", _("History"), description)


def meta_for_ranking_method(request: HttpRequest, head: ListHead) -> PageMeta:
    description = _("How the votes on “%(list)s” become places, with the figures of this list.") % {"list": head.title}
    return _meta_about_list(request, head, "site:ranking_method", _("How it is ranked"), description)


def meta_for_incidents(request: HttpRequest, head: ListHead) -> PageMeta:
    description = _("Votes on “%(list)s” that came as a surge, and what became of them.") % {"list": head.title}
    return _meta_about_list(request, head, "site:incidents", _("Votes set aside"), description)


def meta_for_incident(request: HttpRequest, head: ListHead, incident: IncidentView) -> PageMeta:
    """Not listed by search engines: the page of all incidents of the list is."""
    return PageMeta(
        f"{incident.headline} · {head.title}",
        _("Why these votes were set aside, and what became of them."),
        canonical_url(request, reverse("site:incident", args=[head.slug, incident.id])),
        is_listed=False,
    )


def meta_for_profile(request: HttpRequest, person: Account, lists: int, rankings: int, pages: Pagination) -> PageMeta:
    counts = [
        ngettext("%(n)s list", "%(n)s lists", lists) % {"n": intcomma(lists)},
        ngettext("%(n)s published ranking", "%(n)s published rankings", rankings) % {"n": intcomma(rankings)},
        _comments(pages.total),
    ]
    return PageMeta(
        title_with_page(person.name, pages.number),
        f"{_('%(person)s on %(site)s') % {'person': person.name, 'site': SITE_NAME}}: {', '.join(counts)}.",
        canonical_url(request, person.get_absolute_url(), pages.number),
        kind="profile",
        **_feed(
            request,
            _("%(person)s: comments, lists and rankings") % {"person": person.name},
            "exchange:profile_feed",
            person.name,
        ),
    )


def _meta_about_list(request: HttpRequest, head: ListHead, url_name: str, title: str, description: str) -> PageMeta:
    address = canonical_url(request, reverse(url_name, args=[head.slug]))
    return PageMeta(
        f"{title} · {head.title}",
        shorten(description),
        address,
        is_listed=not head.is_simulated,
        data=json_ld(breadcrumbs(*_breadcrumb_steps(request, head), (title, address))),
        **_feed(request, _moves_and_comments(head.title), "exchange:list_feed", head.slug),
    )


def _canonical_page(discussion: DiscussionPage) -> int:
    """The page in the default order. Other orders divide the comments otherwise, so they share the first page."""
    return discussion.pages.number if discussion.order == BEST_FIRST else 1


def _breadcrumb_steps(request: HttpRequest, head: ListHead) -> tuple[tuple[str, str], ...]:
    return (
        (_("Lists"), _absolute_url(request, reverse("site:lists"))),
        (head.title, _absolute_url(request, _list_path(head))),
    )


def _feed(request: HttpRequest, title: str, url_name: str, *args: object) -> dict[str, Any]:
    return {"feed": _absolute_url(request, reverse(url_name, args=args)), "feed_title": title}


def _item_url(site: str, head: ListHead, item_id: int) -> str:
    return site + path_of_page("site:item", head.slug, item_id)


def _list_path(head: ListHead) -> str:
    return reverse("site:list", args=[head.slug])


def _absolute_url(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _site_url(request: HttpRequest) -> str:
    return _absolute_url(request, "/").rstrip("/")


def _numbered_names(lines: Sequence[RankingLine]) -> str:
    return "; ".join(f"{line.place}. {line.name}" for line in lines)


def _moves_and_comments(name: str) -> str:
    return _("%(name)s: moves and comments") % {"name": name}


def _items(number: int) -> str:
    return ngettext("%(n)s item", "%(n)s items", number) % {"n": intcomma(number)}


def _voters(number: int) -> str:
    return ngettext("%(n)s voter", "%(n)s voters", number) % {"n": intcomma(number)}


def _votes(number: int) -> str:
    return ngettext("%(n)s vote", "%(n)s votes", number) % {"n": intcomma(number)}


def _comments(number: int) -> str:
    return ngettext("%(n)s comment", "%(n)s comments", number) % {"n": intcomma(number)}
