"""Every live comment of a list, for export."""

from collections.abc import Iterator

from ranklore.discussion.models import Comment
from ranklore.lists.models import RankedList
from ranklore.parsing.result import ParsedComment


def comments_to_export(ranked_list: RankedList) -> Iterator[tuple[int | None, ParsedComment]]:
    """(item, comment) of every live comment on the list and its items. What a reply answers may be deleted, so gone."""
    live = Comment.objects.filter(list=ranked_list, deleted_at=None, ranking_key=None, item__removed_at=None)
    for each in live.order_by("id"):
        comment = ParsedComment(
            text=each.text,
            line=1,
            cut=each.is_cut,
            author=each.author,
            spoiler=each.is_spoiler,
            notes=tuple(each.notes),
            id=each.pk,
            reply_to=each.parent_id or 0,
        )
        yield each.item_id, comment
