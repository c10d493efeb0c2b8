from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from ranklore.discussion.models import Comment
from ranklore.discussion.rules import OPENING, OPENING_IN_ROW, folded, without_cut_mark
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, page_holding, pages_of

COMMENTS_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class CommentView:
    id: int
    author: str
    profile: str  # the address of the author's page; "" for a guest
    created_at: datetime
    opening: str
    rest: str
    is_cut: bool
    is_imported: bool
    is_simulated: bool
    is_mine: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """What the rows of a list show of the comments on one item."""

    comments: int = 0
    top: CommentView | None = None


def talk_of(voter: Voter, item_ids: Sequence[int]) -> dict[int, Talk]:
    """For each of these items, how many comments it has, and the first of them."""
    live = Comment.objects.filter(item__in=item_ids, deleted_at=None)
    counted = {
        row["item_id"]: (row["comments"], row["first"])
        for row in live.values("item_id").annotate(comments=Count("id"), first=Min("id"))
    }
    tops = Comment.objects.select_related("voter__account").in_bulk([first for _, first in counted.values()])
    return {
        item_id: Talk(comments, view_of(tops[first], voter, OPENING_IN_ROW) if first in tops else None)
        for item_id, (comments, first) in counted.items()
    }


def comments_on(item: Item, voter: Voter, asked_page: str | None) -> tuple[tuple[CommentView, ...], Pages]:
    """A page of the comments on an item, the oldest first. Their writer also sees those that they deleted."""
    visible = _visible(item, voter)
    pages = pages_of(visible.count(), COMMENTS_ON_PAGE, asked_page)
    rows = visible.select_related("voter__account").order_by("id")[pages.start : pages.start + pages.size]
    return tuple(view_of(comment, voter) for comment in rows), pages


def page_of_comment(comment: Comment, voter: Voter) -> int:
    """The page of its item's comments on which this voter finds it."""
    ahead = _visible(comment.item, voter).filter(id__lt=comment.pk).count()
    return page_holding(ahead, COMMENTS_ON_PAGE)


def comments_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """How many comments the items of each list have; a list without any is left out."""
    live = Comment.objects.filter(list__in=list_ids, deleted_at=None, item__removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))


def has_comments_of_others(voter: Voter, item: Item) -> bool:
    return Comment.objects.filter(item=item).exclude(voter=voter).exists()


def has_comments_of_others_on_list(voter: Voter, ranked_list: RankedList) -> bool:
    """Whether anybody else wrote there; comments that came with a pasted page are nobody's."""
    return Comment.objects.filter(list=ranked_list, is_imported=False).exclude(voter=voter).exists()


def view_of(comment: Comment, voter: Voter, opening: int = OPENING) -> CommentView:
    text = without_cut_mark(comment.text) if comment.is_cut else comment.text
    head, rest = folded(text, opening)
    writer = comment.voter
    account = writer.account if writer else None
    return CommentView(
        id=comment.pk,
        author=account.name if account else comment.author,
        profile=account.get_absolute_url() if account and account.name else "",
        created_at=comment.created_at,
        opening=head,
        rest=rest,
        is_cut=comment.is_cut,
        is_imported=comment.is_imported,
        is_simulated=writer is not None and writer.is_simulated,
        is_mine=voter.pk is not None and comment.voter_id == voter.pk,
        is_deleted=comment.deleted_at is not None,
    )


def _visible(item: Item, voter: Voter) -> QuerySet[Comment]:
    seen = Q(deleted_at=None)
    if voter.pk is not None:
        seen |= Q(voter=voter)
    return Comment.objects.filter(seen, item=item)
