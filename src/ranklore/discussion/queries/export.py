"""Every live comment of a list, for export."""

from collections.abc import Iterator

from ranklore.discussion.models import Comment
from ranklore.lists.models import RankedList
from ranklore.parsing.result import ParsedComment


def comments_to_export(ranked_list: RankedList) -> Iterator[tuple[int | None, ParsedComment]]:
    """Yield (item id, comment) for every live comment. The parent of a reply may be deleted, and so be missing."""
    live = Comment.objects.filter(list=ranked_list, deleted_at=None, ranking_key=None, item__removed_at=None)
    for row in live.order_by("id"):
        comment = ParsedComment(
            text=row.text,
            line=1,
            cut=row.is_cut,
            author=row.author,
            spoiler=row.is_spoiler,
            notes=tuple(row.notes),
            id=row.pk,
            reply_to=row.parent_id or 0,
        )
        yield row.item_id, comment
