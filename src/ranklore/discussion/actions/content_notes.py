"""Content notes on comments. The author’s own notes show at once, those of readers when enough of them agree."""

from collections.abc import Collection, Sequence

from django.db import transaction

from ranklore.discussion.models import Comment, CommentNote
from ranklore.lists.actions.lists import lock_list
from ranklore.lists.content_notes import confirmed_notes
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@transaction.atomic
def set_comment_notes(*, voter: Voter, comment: Comment, notes: Collection[str]) -> None:
    """Put this voter's content notes on a comment: these, and no others of theirs."""
    lock_list(comment.list_id)
    if not Comment.objects.filter(pk=comment.pk, deleted_at=None).exists():
        raise Refused("This comment was deleted, so it can get no notes.")
    save_comment_notes(comment, save_voter(voter), notes)


def save_comment_notes(comment: Comment, voter: Voter, notes: Collection[str]) -> None:
    """The same within a transaction that holds the list."""
    CommentNote.objects.filter(comment=comment, voter=voter).exclude(note__in=notes).delete()
    rows = (CommentNote(comment=comment, voter=voter, note=note) for note in notes)
    CommentNote.objects.bulk_create(rows, ignore_conflicts=True)
    recount_comment_notes(comment)


def recount_comment_notes(comment: Comment) -> None:
    """Make the notes that stand on a comment anew from everybody's words."""
    words = CommentNote.objects.filter(comment=comment).values_list("voter_id", "note")
    comment.notes = confirmed_notes(words, comment.voter_id)
    Comment.objects.filter(pk=comment.pk).update(notes=comment.notes)


def import_comment_notes(comments: Sequence[Comment]) -> None:
    """Keep the notes that comments came with as nobody's word, which stands."""
    CommentNote.objects.bulk_create(
        (CommentNote(comment=comment, voter=None, note=note) for comment in comments for note in comment.notes),
        batch_size=500,
    )


def comment_notes_by(voter: Voter, comment: Comment) -> tuple[str, ...]:
    """The notes that this voter put on the comment."""
    if voter.pk is None:
        return ()
    words = CommentNote.objects.filter(comment=comment, voter=voter).order_by("note")
    return tuple(words.values_list("note", flat=True))
