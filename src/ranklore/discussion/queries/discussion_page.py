"""A page of a discussion, and the latest comments on the items of a list."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ranklore.core.pagination import Pagination, paginate
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.permalinks import COMMENTS_PER_PAGE
from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.queries.threads import Thread, arrange_replies, count_replies, first_replies
from ranklore.discussion.queries.visibility import visible_roots
from ranklore.discussion.rendering.truncation import ROW_OPENING_LENGTH
from ranklore.discussion.sorting import BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST, SORT_COLUMNS, SORT_ORDERS
from ranklore.discussion.targets import CommentTarget
from ranklore.lists.content_notes import HelpOffer, help_offer_for
from ranklore.lists.models import Item
from ranklore.people.models import Voter

LATEST_COMMENTS_MAX = 10
SORT_LABELS = {BEST_FIRST: _("Best"), NEWEST_FIRST: _("Newest"), OLDEST_FIRST: _("Oldest")}


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """A page of a discussion. `total` counts its live comments; `pages` is the pagination of its threads."""

    target: CommentTarget
    total: int
    threads: tuple[Thread, ...]
    pages: Pagination
    order: str
    help: HelpOffer | None

    @property
    def sort_links(self) -> list[tuple[str, str]]:
        """(key, label) of each sort order."""
        return [(key, str(label)) for key, label in SORT_LABELS.items()]

    @property
    def query(self) -> str:
        """The query string that links to its other pages need."""
        return "" if self.order == BEST_FIRST else f"order={self.order}"


@dataclass(frozen=True, slots=True)
class LatestComment:
    """A new comment on an item of a list."""

    comment: RenderedComment
    item: Item


def get_discussion_page(
    target: CommentTarget,
    voter: Voter,
    requested_page: str | None,
    requested_order: str | None = None,
    notes: Collection[str] = (),
    votes: VoteLookups | None = None,
) -> DiscussionPage:
    """A page of a discussion. Voters also see their own deleted comments. `notes`: content notes of the target."""
    order = requested_order if requested_order in SORT_ORDERS else BEST_FIRST
    roots = visible_roots(target, voter)
    pages = paginate(roots.count(), COMMENTS_PER_PAGE, requested_page)
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
        live = sum(not reply.is_deleted for reply in shown)
        threads.append(Thread(views[first], shown, max(counts.get(first.pk, 0) - live, 0)))
    note_keys = {note.key for view in views.values() for note in view.notes}
    total = Comment.objects.filter(target.comments_filter, deleted_at=None).count()
    return DiscussionPage(target, total, tuple(threads), pages, order, help_offer_for({*note_keys, *notes}))


def latest_comments_on_items(target: CommentTarget, voter: Voter, votes: VoteLookups) -> tuple[LatestComment, ...]:
    """The newest comments on the items of a list, shown beside the list's own discussion."""
    newest = Comment.objects.filter(list=target.list, deleted_at=None, item__isnull=False, item__removed_at=None)
    comments = newest.select_related("voter__account", "item").order_by("-id")[:LATEST_COMMENTS_MAX]
    return tuple(
        LatestComment(view, comment.item)
        for comment, view in render_comments(comments, voter, ROW_OPENING_LENGTH, votes)
        if comment.item
    )
