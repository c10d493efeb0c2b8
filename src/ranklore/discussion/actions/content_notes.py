"""Content notes on comments. The author’s notes show at once; a note from readers shows when enough of them agree."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ranklore.discussion.models import Comment, CommentNote
from ranklore.lists.actions.lists import lock_list
from ranklore.lists.content_notes import confirmed_notes
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@transaction.atomic
def set_comment_notes(*, voter: Voter, comment: Comment, notes: Collection[str]) -> None:
    """Replace this voter's content notes on a comment by these."""
    lock_list(comment.list_id)
    if not Comment.objects.filter(pk=comment.pk, deleted_at=None).exists():
        raise Refused(_("This comment was deleted, so you can no longer add notes to it."))
    save_comment_notes(comment, save_voter(voter), notes)


def save_comment_notes(comment: Comment, voter: Voter, notes: Collection[str]) -> None:
    """Like `set_comment_notes`, for callers that already hold the lock of the list."""
    CommentNote.objects.filter(comment=comment, voter=voter).exclude(note__in=notes).delete()
    rows = (CommentNote(comment=comment, voter=voter, note=note) for note in notes)
    CommentNote.objects.bulk_create(rows, ignore_conflicts=True)
    recount_comment_notes(comment)


def recount_comment_notes(comment: Comment) -> None:
    """Recompute the notes shown on a comment from what every voter suggested."""
    suggested = CommentNote.objects.filter(comment=comment).values_list("voter_id", "note")
    comment.notes = confirmed_notes(suggested, comment.voter_id)
    Comment.objects.filter(pk=comment.pk).update(notes=comment.notes)


def import_comment_notes(comments: Sequence[Comment]) -> None:
    """Save the notes of imported comments without a voter. Such notes always show."""
    CommentNote.objects.bulk_create(
        (CommentNote(comment=comment, voter=None, note=note) for comment in comments for note in comment.notes),
        batch_size=500,
    )


def comment_notes_by(voter: Voter, comment: Comment) -> tuple[str, ...]:
    """The content notes that this voter put on a comment."""
    if voter.pk is None:
        return ()
    own = CommentNote.objects.filter(comment=comment, voter=voter).order_by("note")
    return tuple(own.values_list("note", flat=True))
