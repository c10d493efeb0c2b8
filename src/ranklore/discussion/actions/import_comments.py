"""Save the comments of a pasted page, with their threads."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from ranklore.discussion.actions.content_notes import import_comment_notes
from ranklore.discussion.models import Comment
from ranklore.discussion.validation import clean_comment_text
from ranklore.lists.models import Item, RankedList
from ranklore.lists.validation import validate_author
from ranklore.parsing.result import ParsedComment


@transaction.atomic
def import_comments(
    ranked_list: RankedList, comments: Iterable[tuple[Item | None, ParsedComment]]
) -> Sequence[Comment]:
    """Save the comments of a pasted page, in order. Item None means a comment on the list itself."""
    read = list(comments)
    made = Comment.objects.bulk_create(
        (
            Comment(
                list=ranked_list,
                item=item,
                author=validate_author(comment.author),
                text=clean_comment_text(comment.text),
                is_cut=comment.cut,
                is_spoiler=comment.spoiler,
                notes=sorted(comment.notes),
                is_imported=True,
            )
            for item, comment in read
        ),
        batch_size=500,
    )
    import_comment_notes(made)
    _link_replies(made, [comment for _, comment in read])
    return made


def _link_replies(made: Sequence[Comment], read: Sequence[ParsedComment]) -> None:
    """Set the parent of each reply. It must come earlier on the same item; without one the reply starts a thread."""
    by_page_id: dict[int, Comment] = {}
    replies = []
    for comment, parsed in zip(made, read, strict=True):
        parent = by_page_id.get(parsed.reply_to) if parsed.reply_to else None
        if parent and parent.item_id == comment.item_id:
            comment.parent, comment.thread_id = parent, parent.thread_id or parent.pk
            replies.append(comment)
        if parsed.id:
            by_page_id.setdefault(parsed.id, comment)
    Comment.objects.bulk_update(replies, ["parent", "thread"], batch_size=500)
