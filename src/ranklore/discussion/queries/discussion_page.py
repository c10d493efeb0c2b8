"""A page of a discussion, and the latest comments on the items of a list."""

from collections.abc import Collection
from dataclasses import dataclass

from ranklore.core.pagination import Pagination, paginate
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.permalinks import COMMENTS_PER_PAGE
from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.queries.threads import Thread, arrange_replies, count_replies, first_replies
from ranklore.discussion.queries.visibility import visible_roots
from ranklore.discussion.rendering.truncation import ROW_OPENING_LENGTH
from ranklore.discussion.sorting import BEST_FIRST, SORT_COLUMNS, SORT_ORDERS
from ranklore.discussion.targets import CommentTarget
from ranklore.lists.content_notes import HelpOffer, help_offer_for
from ranklore.lists.models import Item
from ranklore.people.models import Voter

LATEST_COMMENTS_MAX = 10


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """A page of a talk: `total` live comments in all, `pages` of its threads."""

    subject: CommentTarget
    total: int
    threads: tuple[Thread, ...]
    pages: Pagination
    order: str
    help: HelpOffer | None

    @property
    def orders(self) -> tuple[str, ...]:
        return SORT_ORDERS

    @property
    def query(self) -> str:
        """What links to other pages of it carry along."""
        return "" if self.order == BEST_FIRST else f"order={self.order}"


@dataclass(frozen=True, slots=True)
class LatestComment:
    """A new comment somewhere on a list."""

    comment: RenderedComment
    item: Item


def get_discussion_page(
    subject: CommentTarget,
    voter: Voter,
    asked_page: str | None,
    asked_order: str | None = None,
    notes: Collection[str] = (),
    votes: VoteLookups | None = None,
) -> DiscussionPage:
    """A page of what is said about a subject. Writers also see what they deleted. `notes` are those of the subject."""
    order = asked_order if asked_order in SORT_ORDERS else BEST_FIRST
    roots = visible_roots(subject, voter)
    pages = paginate(roots.count(), COMMENTS_PER_PAGE, asked_page)
    ordered = roots.select_related("voter__account").order_by(*SORT_COLUMNS[order])
    firsts = list(ordered[pages.start : pages.start + pages.size])
    replies = first_replies([first.pk for first in firsts], voter)
    counts = count_replies([first.pk for first in firsts])
    by_thread: dict[int, list[Comment]] = {}
    for reply in replies:
        by_thread.setdefault(reply.thread_id or 0, []).append(reply)
    views = dict(render_comments([*firsts, *replies], voter, votes=votes))
    threads = []
    for first in firsts:
        shown = arrange_replies(first, by_thread.get(first.pk, ()), voter, views)
        there = sum(not reply.is_deleted for reply in shown)
        threads.append(Thread(views[first], shown, max(counts.get(first.pk, 0) - there, 0)))
    carried = {note.key for view in views.values() for note in view.notes}
    total = Comment.objects.filter(subject.comments, deleted_at=None).count()
    return DiscussionPage(subject, total, tuple(threads), pages, order, help_offer_for({*carried, *notes}))


def latest_comments_on_items(subject: CommentTarget, voter: Voter, votes: VoteLookups) -> tuple[LatestComment, ...]:
    """The newest comments on the items of a list, for the page of its own talk."""
    newest = Comment.objects.filter(list=subject.list, deleted_at=None, item__isnull=False, item__removed_at=None)
    comments = newest.select_related("voter__account", "item").order_by("-id")[:LATEST_COMMENTS_MAX]
    return tuple(
        LatestComment(view, comment.item)
        for comment, view in render_comments(comments, voter, ROW_OPENING_LENGTH, votes)
        if comment.item
    )
