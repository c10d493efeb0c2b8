"""Structured data (schema.org) of a page. It has only what the page shows to everybody: a comment that is a spoiler
or has a content note is left out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.discussion.queries.threads import Thread
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_row import ListRow

SchemaOrgThing = dict[str, Any]


def breadcrumbs(*steps: tuple[str, str]) -> SchemaOrgThing:
    """The path to a page as (name, full URL), from the home page on. The page itself comes last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": address}
            for n, (name, address) in enumerate(steps, start=1)
        ],
    }


def item_list(
    head: ListHead, rows: Sequence[ListRow], address: str, address_of: Callable[[int], str]
) -> SchemaOrgThing:
    """A page of a list. An item's position is its published rank. Items too new to rank are left out.

    A list without votes has all items in page order, without positions.
    """
    is_ranked = head.votes > 0
    return {
        "@type": "ItemList",
        "name": head.title,
        **({"description": " ".join(head.prompt.split())} if head.prompt else {}),
        "url": address,
        "numberOfItems": head.items,
        "itemListOrder": f"https://schema.org/ItemList{'OrderAscending' if is_ranked else 'Unordered'}",
        "itemListElement": [
            {
                "@type": "ListItem",
                **({"position": row.rank} if row.rank else {}),
                "name": row.name,
                "url": address_of(row.item_id),
            }
            for row in rows
            if row.rank or not is_ranked
        ],
    }


def commented_page(name: str, address: str, total: int, threads: Iterable[Thread], base: str) -> SchemaOrgThing:
    """A page about something that people comment on."""
    return {
        "@type": "WebPage",
        "name": name,
        "url": address,
        "commentCount": total,
        "comment": [thing for thread in threads for thing in thread_comments(thread, address, base)],
    }


def thread_comments(thread: Thread, address: str, base: str) -> list[SchemaOrgThing]:
    """A comment with its replies inside, or only the replies when the comment itself is left out."""
    replies = [comment(reply, address, base) for reply in thread.replies if reply.metadata_text]
    if not thread.first.metadata_text:
        return replies
    return [comment(thread.first, address, base) | ({"comment": replies} if replies else {})]


def comment(view: RenderedComment, address: str, base: str) -> SchemaOrgThing:
    """`address` is the URL of the page, `base` that of the site. An imported comment has no known date."""
    profile = {"url": base + view.profile} if view.profile else {}
    return {
        "@type": "Comment",
        "url": f"{address}#comment-{view.id}",
        "text": view.metadata_text,
        "author": {"@type": "Person", "name": view.author or _("A guest"), **profile},
        **({} if view.is_imported else {"dateCreated": view.created_at.isoformat(timespec="seconds")}),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": view.helpful,
        },
    }
