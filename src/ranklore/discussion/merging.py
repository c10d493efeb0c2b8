"""What a guest said goes to the account they sign up for, as `ballots.actions.merge_ballots` does with votes."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from ranklore.discussion.helpful import score_talk
from ranklore.discussion.lately import lists_written_on, notice_writers
from ranklore.discussion.models import Comment, CommentNote, Helpful
from ranklore.discussion.notes import count_notes
from ranklore.discussion.subjects import subject_of
from ranklore.people.models import Voter


@transaction.atomic
def merge_talk(*, guest: Voter, into: Voter) -> None:
    """Give all that a guest wrote, found helpful and noted to another voter. What both said counts once."""
    marked = Exists(Helpful.objects.filter(comment=OuterRef("pk"), voter=guest))
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=guest))))
    talks = {subject_of(comment) for comment in Comment.objects.filter(marked).select_related("list", "item__list")}
    lists = lists_written_on(guest)
    Comment.objects.filter(voter=guest).update(voter=into)
    notice_writers(lists)
    same_note = CommentNote.objects.filter(comment=OuterRef("comment"), note=OuterRef("note"), voter=into)
    CommentNote.objects.filter(Exists(same_note), voter=guest).delete()
    CommentNote.objects.filter(voter=guest).update(voter=into)
    same_mark = Helpful.objects.filter(comment=OuterRef("comment"), voter=into)
    Helpful.objects.filter(Exists(same_mark), voter=guest).delete()
    Helpful.objects.filter(voter=guest).update(voter=into)
    Helpful.objects.filter(voter=into, comment__voter=F("voter")).delete()  # nobody's own comment
    for subject in talks:
        score_talk(subject)
    for comment in noted:
        comment.refresh_from_db(fields=["voter"])
        count_notes(comment)
