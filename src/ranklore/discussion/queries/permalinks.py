"""The URL of a comment: its page, its sort order and its anchor."""

from django.db.models import Q
from django.urls import reverse

from ranklore.core.pagination import page_number_of
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.thread_tree import order_replies
from ranklore.discussion.queries.visibility import load_reply_nodes, visible_replies, visible_roots
from ranklore.discussion.sorting import BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST, SORT_ORDERS
from ranklore.discussion.targets import target_of
from ranklore.people.models import Voter

COMMENTS_PER_PAGE = 50
REPLIES_PER_THREAD = 10  # on the discussion page; the page of the thread has all replies


def comment_permalink(comment: Comment, voter: Voter, order: str = BEST_FIRST) -> str:
    """The URL at which this voter finds a comment: on the discussion page, or else on the page of its thread."""
    if comment.thread_id:
        replies_before = visible_replies(Comment.objects.filter(thread=comment.thread_id, id__lt=comment.pk), voter)[
            :REPLIES_PER_THREAD
        ]
        if len(replies_before) == REPLIES_PER_THREAD:
            return permalink_in_thread(comment, voter)
    target = target_of(comment)
    first = Comment.objects.get(pk=comment.thread_id) if comment.thread_id else comment
    threads_before = {
        BEST_FIRST: Q(score__gt=first.score) | Q(score=first.score, id__lt=first.pk),
        NEWEST_FIRST: Q(id__gt=first.pk),
        OLDEST_FIRST: Q(id__lt=first.pk),
    }
    order = order if order in SORT_ORDERS else BEST_FIRST
    page = page_number_of(visible_roots(target, voter).filter(threads_before[order]).count(), COMMENTS_PER_PAGE)
    query = [*([f"order={order}"] if order != BEST_FIRST else []), *([f"page={page}"] if page > 1 else [])]
    return f"{target.address}{'?' if query else ''}{'&'.join(query)}#comment-{comment.pk}"


def thread_permalink(thread_id: int, page: int = 1) -> str:
    return reverse("site:thread", args=[thread_id]) + (f"?page={page}" if page > 1 else "")


def permalink_in_thread(comment: Comment, voter: Voter) -> str:
    first_id = comment.thread_id or comment.pk
    ids = [pk for pk, _ in order_replies(first_id, load_reply_nodes(first_id, voter))]
    page = page_number_of(ids.index(comment.pk), COMMENTS_PER_PAGE) if comment.pk in ids else 1
    return f"{thread_permalink(first_id, page)}#comment-{comment.pk}"
