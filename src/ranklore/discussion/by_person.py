"""The comments of one person, over all lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from ranklore.discussion.models import Comment
from ranklore.discussion.rules import OPENING_IN_ROW, folded
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, pages_of

ON_PAGE = 20


@dataclass(frozen=True, slots=True)
class CommentMade:
    address: str
    item: str
    list_title: str
    text: str
    opening: str
    rest: str
    created_at: datetime
    is_deleted: bool


def comments_by(voter: Voter, asked_page: str | None) -> tuple[tuple[CommentMade, ...], Pages]:
    """A page of what a voter said in public, the newest first."""
    live = _live(voter)
    pages = pages_of(live.count(), ON_PAGE, asked_page)
    rows = live.order_by("-pk")[pages.start : pages.start + pages.size]
    return tuple(map(_made, rows)), pages


def all_comments_by(voter: Voter) -> Iterator[CommentMade]:
    """All that a voter wrote, also what they took down: its words are kept for them."""
    return map(_made, _of(voter).order_by("pk").iterator())


def count_comments_by(voter: Voter) -> int:
    return _live(voter).count()


def _of(voter: Voter) -> QuerySet[Comment]:
    mine = Comment.objects.none() if voter.pk is None else Comment.objects.filter(voter=voter)
    return mine.select_related("item", "list")


def _live(voter: Voter) -> QuerySet[Comment]:
    return _of(voter).filter(deleted_at=None, item__removed_at=None)


def _made(comment: Comment) -> CommentMade:
    opening, rest = folded(comment.text, OPENING_IN_ROW)
    return CommentMade(
        address=f"{reverse('site:item', args=[comment.list.slug, comment.item_id])}#comment-{comment.pk}",
        item=comment.item.name,
        list_title=comment.list.title,
        text=comment.text,
        opening=opening,
        rest=rest,
        created_at=comment.created_at,
        is_deleted=comment.deleted_at is not None,
    )
