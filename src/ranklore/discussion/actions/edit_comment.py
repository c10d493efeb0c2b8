"""Edit a comment and keep its previous text as a revision."""

from collections.abc import Collection

from django.db import transaction

from ranklore.discussion.actions.content_notes import save_comment_notes
from ranklore.discussion.models import Comment, CommentRevision
from ranklore.discussion.queries.revisions import count_revisions
from ranklore.discussion.validation import clean_comment_text
from ranklore.lists.actions.lists import lock_list
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


class EditConflict(Refused):
    """The comment was edited elsewhere since the form was served."""

    def __init__(self, now: str) -> None:
        super().__init__(
            "You changed this comment in another window meanwhile; how it reads now is shown below. Nothing is lost: "
            "save again to put what you typed here in its place."
        )
        self.now = now


@transaction.atomic
def edit_comment(
    *,
    voter: Voter,
    comment: Comment,
    made_from: int,
    text: str,
    is_spoiler: bool = False,
    notes: Collection[str] = (),
) -> None:
    """Give one's comment other words; what it said stays in its history.

    `made_from` is `count_revisions` the comment when the form was served. The same form twice changes nothing more.
    Raises Changed when the words were changed elsewhere since, and Refused.
    """
    text = clean_comment_text(text)
    lock_list(comment.list_id)
    held = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if held.deleted_at:
        raise Refused("This comment is deleted. Put it back first; what you typed is still here.")
    if text != held.text:
        if count_revisions(held) != made_from:
            raise EditConflict(held.text)
        CommentRevision.objects.create(comment=held, text=held.text)
    # Whoever edits a text that had been cut off where it was copied from has given it an end.
    held.text, held.is_spoiler, held.is_cut = text, is_spoiler, held.is_cut and text == held.text
    held.save(update_fields=["text", "is_spoiler", "is_cut"])
    save_comment_notes(held, voter, notes)
