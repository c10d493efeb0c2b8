"""A list as our own JSON: what `ranklore export` writes and `ranklore import` takes back. See docs/export.md."""

from collections.abc import Iterable
from dataclasses import replace

from ranklore.discussion.queries import exported_comments
from ranklore.lists.browsing import tags_of
from ranklore.lists.models import RankedList
from ranklore.lists.rules import Pasted, PastedComment, PastedItem


def list_as_pasted(ranked_list: RankedList) -> Pasted:
    """The list with its items in their starting order and all comments on it and them. Without votes and voters."""
    by_item: dict[int | None, list[PastedComment]] = {}
    for item_id, comment in exported_comments(ranked_list):
        by_item.setdefault(item_id, []).append(comment)
    items = ranked_list.items.filter(removed_at=None).order_by("start_place")
    return Pasted(
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        items=tuple(
            PastedItem(item.name, tuple(item.credits), n, _on_line(by_item.get(item.pk, ()), n), tuple(item.notes))
            for n, item in enumerate(items, start=1)
        ),
        comments=_on_line(by_item.get(None, ()), 1),
        category=ranked_list.category,
        tags=tuple(tag.name for tag in tags_of([ranked_list.pk]).get(ranked_list.pk, ())),
    )


def _on_line(comments: Iterable[PastedComment], line: int) -> tuple[PastedComment, ...]:
    return tuple(replace(comment, line=line) for comment in comments)
