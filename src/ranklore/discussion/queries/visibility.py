"""Which comments a voter sees: live ones, their own deleted ones, and tombstones that still have replies."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from ranklore.discussion.models import Comment
from ranklore.discussion.queries.thread_tree import ReplyNode
from ranklore.discussion.targets import CommentTarget
from ranklore.people.models import Voter


def visible_roots(subject: CommentTarget, voter: Voter) -> QuerySet[Comment]:
    """The first comments of the threads that this voter sees; a deleted one is a stone while there are live replies."""
    live_reply = Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None)
    seen = Q(deleted_at=None) | own_comments_filter(voter) | Exists(live_reply)
    return Comment.objects.filter(subject.comments, seen, parent=None)


def visible_replies(replies: QuerySet[Comment], voter: Voter) -> QuerySet[Comment]:
    """Of these replies, those that this voter sees, and those that something answers."""
    answers = Comment.objects.filter(parent=OuterRef("pk"))
    return replies.filter(Q(deleted_at=None) | own_comments_filter(voter) | Exists(answers))


def own_comments_filter(voter: Voter) -> Q:
    """What this voter wrote; of one who never wrote anything, nothing."""
    return Q(voter=voter) if voter.pk is not None else Q(pk__in=())


def load_reply_nodes(thread_id: int, voter: Voter) -> list[ReplyNode]:
    """A whole thread, as far as its order goes."""
    replies = Comment.objects.filter(thread=thread_id).order_by("id")
    rows = replies.values_list("id", "parent_id", "deleted_at", "voter_id")
    return [
        ReplyNode(pk, above or 0, not gone or (voter.pk is not None and by == voter.pk)) for pk, above, gone, by in rows
    ]
