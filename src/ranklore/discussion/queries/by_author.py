"""The comments of one author, on all lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.pagination import Pagination, paginate
from ranklore.discussion.models import Comment, HelpfulVote
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.rendering.truncation import ROW_OPENING_LENGTH
from ranklore.discussion.targets import target_of
from ranklore.people.models import Voter

AUTHOR_COMMENTS_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class AuthoredComment:
    """A comment on its author's profile: `about` names the item or list, `address` leads to the thread."""

    comment: RenderedComment
    about: str
    list_title: str
    address: str


def public_comments_by(
    voter: Voter, reader: Voter, requested_page: str | None
) -> tuple[tuple[AuthoredComment, ...], Pagination]:
    """A page of a voter's public comments, newest first."""
    live = _public_comments_of(voter)
    pages = paginate(live.count(), AUTHOR_COMMENTS_PER_PAGE, requested_page)
    rows = live.order_by("-pk")[pages.start : pages.start + pages.size]
    comments = (
        AuthoredComment(view, target_of(comment).title, comment.list.title, thread_permalink(comment.pk))
        for comment, view in render_comments(rows, reader, ROW_OPENING_LENGTH)
    )
    return tuple(comments), pages


def all_comments_by(voter: Voter) -> Iterator[Comment]:
    """Every comment of a voter, including deleted ones, whose text is kept for the author."""
    return _comments_of(voter).order_by("pk").iterator()


def count_public_comments_by(voter: Voter) -> int:
    return _public_comments_of(voter).count()


def _comments_of(voter: Voter) -> QuerySet[Comment]:
    own = Comment.objects.none() if voter.pk is None else Comment.objects.filter(voter=voter)
    return own.select_related("item", "list", "voter__account")


def _public_comments_of(voter: Voter) -> QuerySet[Comment]:
    """Leave out removed items, and published rankings, because those may be private again."""
    return _comments_of(voter).filter(deleted_at=None, item__removed_at=None, ranking_key=None)


def has_comments_on_list(voter: Voter, list_id: int) -> bool:
    """Whether the voter wrote a comment on a list or its items, deleted ones included."""
    return voter.pk is not None and _COMMENTS_ON_LIST.exists(voter.pk, list_id)


def helpful_comments_on_list(voter: Voter, list_id: int) -> set[int]:
    """Ids of the comments on a list and its items that the voter marked as helpful."""
    return {comment_id for (comment_id,) in _HELPFUL_ON_LIST.rows(voter.pk, list_id)} if voter.pk else set()


_COMMENTS_ON_LIST = PreparedQuery(
    lambda voter_id, list_id: Comment.objects.filter(voter=voter_id, list=list_id).values_list("pk")[:1], int, int
)
_HELPFUL_ON_LIST = PreparedQuery(
    lambda voter_id, list_id: HelpfulVote.objects.filter(voter=voter_id, comment__list=list_id).values_list("comment"),
    int,
    int,
)
