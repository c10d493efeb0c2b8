"""Write the comments of a pasted page, with their threads."""

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
    """Write the comments of a pasted page under their items (None: under the list), in their order."""
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
    """Put replies under what they answer. What answers nothing that came before it on the same item stays by itself."""
    known: dict[int, Comment] = {}
    threaded = []
    for comment, each in zip(made, read, strict=True):
        above = known.get(each.reply_to) if each.reply_to else None
        if above and above.item_id == comment.item_id:
            comment.parent, comment.thread_id = above, above.thread_id or above.pk
            threaded.append(comment)
        if each.id:
            known.setdefault(each.id, comment)
    Comment.objects.bulk_update(threaded, ["parent", "thread"], batch_size=500)
