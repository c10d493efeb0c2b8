"""A list as a parsed page, whose JSON `ranklore export` writes and `ranklore import` reads. See docs/export.md."""

from collections.abc import Iterable
from dataclasses import replace

from ranklore.discussion.queries.export import comments_to_export
from ranklore.lists.models import RankedList
from ranklore.lists.queries.tags import tags_for
from ranklore.parsing.result import ParsedComment, ParsedItem, ParsedPage


def exported_page_for(ranked_list: RankedList) -> ParsedPage:
    """The list with its items in starting order, and all comments on the list and its items. No votes or voters."""
    by_item: dict[int | None, list[ParsedComment]] = {}
    for item_id, comment in comments_to_export(ranked_list):
        by_item.setdefault(item_id, []).append(comment)
    items = ranked_list.items.filter(removed_at=None).order_by("start_place")
    return ParsedPage(
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        items=tuple(
            ParsedItem(
                item.name,
                tuple(item.credits),
                n,
                _with_line(by_item.get(item.pk, ()), n),
                tuple(item.notes),
                tuple(item.aliases),
            )
            for n, item in enumerate(items, start=1)
        ),
        comments=_with_line(by_item.get(None, ()), 1),
        category=ranked_list.category,
        tags=tuple(tag.name for tag in tags_for([ranked_list.pk]).get(ranked_list.pk, ())),
    )


def _with_line(comments: Iterable[ParsedComment], line: int) -> tuple[ParsedComment, ...]:
    return tuple(replace(comment, line=line) for comment in comments)
