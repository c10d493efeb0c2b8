"""Where on the site a comment is found."""

from django.db.models import Q
from django.urls import reverse

from ranklore.discussion.models import Comment
from ranklore.discussion.rules import BEST, NEWEST, OLDEST, ORDERS
from ranklore.discussion.subjects import subject_of
from ranklore.discussion.threads import in_order
from ranklore.discussion.visible import links_of, roots_of, seen_by
from ranklore.people.models import Voter
from ranklore.shell.pages import page_holding

COMMENTS_ON_PAGE = 50
REPLIES_SHOWN = 10
"""Of a thread on the page of a talk; the thread's own page has all of them."""


def address_of(comment: Comment, voter: Voter, order: str = BEST) -> str:
    """The page on which this voter finds a comment: that of its talk, or its thread's where replies are too many."""
    subject = subject_of(comment)
    if comment.thread_id:
        ahead = seen_by(Comment.objects.filter(thread=comment.thread_id, id__lt=comment.pk), voter)[:REPLIES_SHOWN]
        if len(ahead) == REPLIES_SHOWN:
            return address_in_thread(comment, voter)
    first = Comment.objects.get(pk=comment.thread_id) if comment.thread_id else comment
    before = {
        BEST: Q(score__gt=first.score) | Q(score=first.score, id__lt=first.pk),
        NEWEST: Q(id__gt=first.pk),
        OLDEST: Q(id__lt=first.pk),
    }
    order = order if order in ORDERS else BEST
    page = page_holding(roots_of(subject, voter).filter(before[order]).count(), COMMENTS_ON_PAGE)
    asked = [*([f"order={order}"] if order != BEST else []), *([f"page={page}"] if page > 1 else [])]
    return f"{subject.address}{'?' if asked else ''}{'&'.join(asked)}#comment-{comment.pk}"


def thread_address(thread_id: int, page: int = 1) -> str:
    return reverse("site:thread", args=[thread_id]) + (f"?page={page}" if page > 1 else "")


def address_in_thread(comment: Comment, voter: Voter) -> str:
    first_id = comment.thread_id or comment.pk
    ids = [pk for pk, _ in in_order(first_id, links_of(first_id, voter))]
    page = page_holding(ids.index(comment.pk), COMMENTS_ON_PAGE) if comment.pk in ids else 1
    return f"{thread_address(first_id, page)}#comment-{comment.pk}"
