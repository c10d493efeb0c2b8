"""How many comments items and lists have, the best comment on an item, and whether other people commented."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from ranklore.discussion.models import Comment
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.rendering.truncation import ROW_OPENING_LENGTH
from ranklore.discussion.sorting import BEST_FIRST, SORT_COLUMNS
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class CommentSummary:
    """What a row of the list page shows about the comments on its item."""

    comments: int = 0
    top: RenderedComment | None = None


def comment_summaries(
    voter: Voter, item_ids: Sequence[int], votes: VoteLookups | None = None
) -> dict[int, CommentSummary]:
    """The number of comments and the best comment of each item that has any, by item id."""
    live = Comment.objects.filter(deleted_at=None)
    counted = dict(live.filter(item__in=item_ids).values_list("item_id").annotate(n=Count("*")))
    best = live.filter(item=OuterRef("pk"), parent=None).order_by(*SORT_COLUMNS[BEST_FIRST]).values("pk")[:1]
    ids = Item.objects.filter(pk__in=counted).values_list(Subquery(best), flat=True)
    tops = Comment.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("voter__account")
    rendered = {comment.item_id: view for comment, view in render_comments(tops, voter, ROW_OPENING_LENGTH, votes)}
    return {item_id: CommentSummary(comments, rendered.get(item_id)) for item_id, comments in counted.items()}


def count_comments_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """The number of comments on each list and its items. Lists without comments are left out."""
    live = Comment.objects.filter(list__in=list_ids, deleted_at=None, ranking_key=None)
    removed = Item.objects.filter(list__in=list_ids, removed_at__isnull=False)
    return dict(live.exclude(item__in=removed).values_list("list_id").annotate(n=Count("*")))


def has_item_comments_by_others(voter: Voter, item: Item) -> bool:
    return Comment.objects.filter(item=item).exclude(voter=voter).exists()


def has_list_comments_by_others(voter: Voter, ranked_list: RankedList) -> bool:
    """Whether anybody else commented. Comments imported with a pasted page have no author here and do not count."""
    return Comment.objects.filter(list=ranked_list, is_imported=False).exclude(voter=voter).exists()
