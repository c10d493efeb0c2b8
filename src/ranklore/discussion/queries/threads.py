"""A comment with its replies: on its own page, or as the part that a discussion page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from ranklore.core.pagination import Pagination, paginate
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.permalinks import COMMENTS_PER_PAGE, REPLIES_PER_THREAD
from ranklore.discussion.queries.rendered_comments import RenderedComment, author_name, render_comments
from ranklore.discussion.queries.thread_tree import INDENT_MAX, ReplyNode, order_replies
from ranklore.discussion.queries.visibility import load_reply_nodes, visible_replies
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its replies in page order. `more` counts the replies that are not on this page."""

    first: RenderedComment
    replies: tuple[RenderedComment, ...]
    more: int


def get_thread_page(
    first: Comment, voter: Voter, requested_page: str | None, votes: VoteLookups | None = None
) -> tuple[Thread, Pagination]:
    """A thread on its own page: the first comment and one page of its replies."""
    ordered = order_replies(first.pk, load_reply_nodes(first.pk, voter))
    pages = paginate(len(ordered), COMMENTS_PER_PAGE, requested_page)
    shown = ordered[pages.start : pages.start + pages.size]
    comments = Comment.objects.filter(pk__in=[pk for pk, _depth in shown]).select_related("voter__account")
    views = {comment.pk: view for comment, view in render_comments([first, *comments], voter, votes=votes)}
    deep = [pk for pk, depth in shown if depth > INDENT_MAX]
    deep_replies = Comment.objects.filter(pk__in=deep).select_related("parent__voter__account")
    parent_names = {reply.pk: _parent_name(reply.parent) for reply in deep_replies if reply.parent}
    replies = tuple(_indented(views[pk], depth, parent_names.get(pk, "")) for pk, depth in shown)
    return Thread(views[first.pk], replies, 0), pages


def first_replies(thread_ids: Sequence[int], voter: Voter) -> QuerySet[Comment]:
    """The first `REPLIES_PER_THREAD` visible replies of each thread, in one query."""
    place = Window(RowNumber(), partition_by=F("thread"), order_by="id")
    replies = visible_replies(Comment.objects.filter(thread__in=thread_ids), voter).select_related("voter__account")
    return replies.annotate(place=place).filter(place__lte=REPLIES_PER_THREAD).order_by("id")


def count_replies(thread_ids: Sequence[int]) -> dict[int | None, int]:
    live = Comment.objects.filter(thread__in=thread_ids, deleted_at=None)
    return dict(live.values_list("thread_id").annotate(Count("id")))


def arrange_replies(
    first: Comment, replies: Sequence[Comment], voter: Voter, views: Mapping[Comment, RenderedComment]
) -> tuple[RenderedComment, ...]:
    by_id = {comment.pk: comment for comment in (first, *replies)}
    nodes = [
        ReplyNode(reply.pk, reply.parent_id or 0, not reply.deleted_at or views[reply].is_mine) for reply in replies
    ]
    return tuple(
        _indented(views[by_id[pk]], depth, _parent_name(by_id[by_id[pk].parent_id or 0]))
        for pk, depth in order_replies(first.pk, nodes)
    )


def _indented(view: RenderedComment, depth: int, parent_name: str) -> RenderedComment:
    return replace(view, level=min(depth, INDENT_MAX), reply_to_name=parent_name if depth > INDENT_MAX else "")


def _parent_name(parent: Comment) -> str:
    """The author of the parent comment; "" if it is deleted, because then its author is no longer shown."""
    return "" if parent.deleted_at else author_name(parent) or _("A guest")
