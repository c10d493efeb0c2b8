"""What becomes of what somebody said when they leave. (What a guest said goes to an account: `merging.py`.)"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ranklore.discussion.helpful import score_talk
from ranklore.discussion.lately import lists_written_on, notice_writers
from ranklore.discussion.models import Comment, CommentNote, Helpful, PastWords
from ranklore.discussion.notes import count_notes
from ranklore.discussion.subjects import subject_of
from ranklore.people.models import Voter
from ranklore.people.rules import SOMEONE_WHO_LEFT


def take_name_off_comments(voter: Voter) -> None:
    """Leave a voter's comments where they are, without the name."""
    Comment.objects.filter(voter=voter).update(author=SOMEONE_WHO_LEFT)


@transaction.atomic
def wipe_comments(voter: Voter) -> None:
    """Take a voter's comments down for good: their words are gone, and what others answered still has its place."""
    mine, lists = Comment.objects.filter(voter=voter), lists_written_on(voter)
    PastWords.objects.filter(comment__in=mine).delete()
    mine.filter(deleted_at=None).update(deleted_at=timezone.now())
    mine.update(author="", text="", words="")
    notice_writers(lists)


@transaction.atomic
def erase_marks(voter: Voter) -> None:
    """Delete what a voter found helpful, and their notes on comments."""
    marked = Exists(Helpful.objects.filter(comment=OuterRef("pk"), voter=voter))
    talks = {subject_of(comment) for comment in Comment.objects.filter(marked).select_related("list", "item__list")}
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=voter))))
    Helpful.objects.filter(voter=voter).delete()
    CommentNote.objects.filter(voter=voter).delete()
    for subject in talks:
        score_talk(subject)
    for comment in noted:
        count_notes(comment)


@transaction.atomic
def delete_comments_on_list(list_id: int) -> None:
    """Delete all that was said on a list that is about to go."""
    for model in (Helpful, CommentNote, PastWords):
        model._default_manager.filter(comment__list=list_id).delete()
    Comment.objects.filter(list=list_id).update(parent=None, thread=None)
    Comment.objects.filter(list=list_id).delete()
