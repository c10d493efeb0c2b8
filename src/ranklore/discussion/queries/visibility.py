"""Which comments a voter sees: live ones, their own deleted ones, and tombstones that still have replies."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from ranklore.discussion.models import Comment
from ranklore.discussion.queries.thread_tree import ReplyNode
from ranklore.discussion.targets import CommentTarget
from ranklore.people.models import Voter


def visible_roots(target: CommentTarget, voter: Voter) -> QuerySet[Comment]:
    """First comments of the threads this voter sees. A deleted one stays, as a tombstone, while it has live replies."""
    live_reply = Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None)
    seen = Q(deleted_at=None) | own_comments_filter(voter) | Exists(live_reply)
    return Comment.objects.filter(target.comments_filter, seen, parent=None)


def visible_replies(replies: QuerySet[Comment], voter: Voter) -> QuerySet[Comment]:
    """The replies that this voter sees, and deleted ones that have replies of their own."""
    children = Comment.objects.filter(parent=OuterRef("pk"))
    return replies.filter(Q(deleted_at=None) | own_comments_filter(voter) | Exists(children))


def own_comments_filter(voter: Voter) -> Q:
    """Comments by this voter. A voter without a row has none."""
    return Q(voter=voter) if voter.pk is not None else Q(pk__in=())


def load_reply_nodes(thread_id: int, voter: Voter) -> list[ReplyNode]:
    """All replies of a thread, with only the columns that their order needs."""
    replies = Comment.objects.filter(thread=thread_id).order_by("id")
    rows = replies.values_list("id", "parent_id", "deleted_at", "voter_id")
    return [
        ReplyNode(pk, parent_id or 0, not deleted_at or (voter.pk is not None and voter_id == voter.pk))
        for pk, parent_id, deleted_at, voter_id in rows
    ]
