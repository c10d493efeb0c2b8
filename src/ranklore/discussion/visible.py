"""Which comments a voter sees: those that are there, their own deleted ones, and stones with something below them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from ranklore.discussion.models import Comment
from ranklore.discussion.subjects import Subject
from ranklore.discussion.threads import Link
from ranklore.people.models import Voter


def roots_of(subject: Subject, voter: Voter) -> QuerySet[Comment]:
    """The first comments of the threads that this voter sees; a deleted one is a stone while there are live replies."""
    live_reply = Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None)
    seen = Q(deleted_at=None) | own(voter) | Exists(live_reply)
    return Comment.objects.filter(subject.comments, seen, parent=None)


def seen_by(replies: QuerySet[Comment], voter: Voter) -> QuerySet[Comment]:
    """Of these replies, those that this voter sees, and those that something answers."""
    answers = Comment.objects.filter(parent=OuterRef("pk"))
    return replies.filter(Q(deleted_at=None) | own(voter) | Exists(answers))


def own(voter: Voter) -> Q:
    """What this voter wrote; of one who never wrote anything, nothing."""
    return Q(voter=voter) if voter.pk is not None else Q(pk__in=())


def links_of(thread_id: int, voter: Voter) -> list[Link]:
    """A whole thread, as far as its order goes."""
    replies = Comment.objects.filter(thread=thread_id).order_by("id")
    rows = replies.values_list("id", "parent_id", "deleted_at", "voter_id")
    return [Link(pk, above or 0, not gone or (voter.pk is not None and by == voter.pk)) for pk, above, gone, by in rows]
