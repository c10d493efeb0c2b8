"""Edit a comment and keep its previous text as a revision."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from ranklore.discussion.actions.content_notes import save_comment_notes
from ranklore.discussion.models import Comment, CommentRevision
from ranklore.discussion.queries.revisions import count_revisions
from ranklore.discussion.validation import clean_comment_text
from ranklore.lists.actions.lists import lock_list
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


class EditConflict(Refused):
    """The comment was edited in another window after the form was served. `current_text` is what it says now."""

    def __init__(self, current_text: str) -> None:
        super().__init__(
            _(
                "You changed this comment in another window. Its current text is shown below. Nothing is lost: save "
                "again to replace it by the text in this form."
            )
        )
        self.current_text = current_text


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
    """Change the text, spoiler mark and notes of a comment. The old text becomes a revision.

    `made_from` is the `count_revisions` of the comment when the form was served. Sending a form twice makes one edit.
    Raises EditConflict if the text was changed since then, and Refused for a deleted comment.
    """
    text = clean_comment_text(text)
    lock_list(comment.list_id)
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if locked.deleted_at:
        raise Refused(_("This comment is deleted. Put it back first. Your text is still here."))
    if text != locked.text:
        if count_revisions(locked) != made_from:
            raise EditConflict(locked.text)
        CommentRevision.objects.create(comment=locked, text=locked.text)
    # An edited text is complete, even if the page it was imported from had cut it off.
    locked.is_cut = locked.is_cut and text == locked.text
    locked.text, locked.is_spoiler = text, is_spoiler
    locked.save(update_fields=["text", "is_spoiler", "is_cut"])
    save_comment_notes(locked, voter, notes)
