"""The comments of one person, over all lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from ranklore.discussion.addresses import thread_address
from ranklore.discussion.fold import OPENING_IN_ROW
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import CommentView, views_of
from ranklore.discussion.subjects import subject_of
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, pages_of

ON_PAGE = 20


@dataclass(frozen=True, slots=True)
class CommentMade:
    """A comment on its writer's page: with what it is about, and where it stands."""

    comment: CommentView
    about: str
    list_title: str
    address: str


def comments_by(voter: Voter, reader: Voter, asked_page: str | None) -> tuple[tuple[CommentMade, ...], Pages]:
    """A page of what a voter said in public, the newest first."""
    live = _live(voter)
    pages = pages_of(live.count(), ON_PAGE, asked_page)
    rows = live.order_by("-pk")[pages.start : pages.start + pages.size]
    made = (
        CommentMade(view, subject_of(comment).title, comment.list.title, thread_address(comment.pk))
        for comment, view in views_of(rows, reader, OPENING_IN_ROW)
    )
    return tuple(made), pages


def all_comments_by(voter: Voter) -> Iterator[Comment]:
    """All that a voter wrote, also what they took down: its words are kept for them."""
    return _of(voter).order_by("pk").iterator()


def count_comments_by(voter: Voter) -> int:
    return _live(voter).count()


def _of(voter: Voter) -> QuerySet[Comment]:
    mine = Comment.objects.none() if voter.pk is None else Comment.objects.filter(voter=voter)
    return mine.select_related("item", "list", "voter__account")


def _live(voter: Voter) -> QuerySet[Comment]:
    """What is to be seen: not on items that were taken off, nor on rankings, which may be private again."""
    return _of(voter).filter(deleted_at=None, item__removed_at=None, order_key=None)
