"""The composed pages: what lists, ballots and discussion know, put together for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from ranklore.ballots.models import Standing
from ranklore.ballots.queries import Placed, Turnout, picked_by, place_of, placed_items, turnout_of
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import CommentView, Talk, comments_on_list, talk_of
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, page_holding, pages_of

ROWS_ON_PAGE = 25
LISTS_ON_PAGE = 20
LEADERS = 3


@dataclass(frozen=True, slots=True)
class ListHead:
    id: int
    slug: str
    title: str
    prompt: str
    is_simulated: bool
    is_pasted: bool
    items: int
    voters: int
    votes: int
    comments: int
    last_changed: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    item_id: int
    place: int
    name: str
    credits: tuple[str, ...]
    votes: int
    share: int | None
    is_picked: bool
    has_votes: bool
    tie: str
    start_place: int
    comments: int
    top_comment: CommentView | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ListCard:
    slug: str
    title: str
    prompt: str
    items: int
    voters: int
    comments: int
    last_changed: datetime | None
    is_simulated: bool
    leaders: tuple[str, ...]


def head_of(ranked_list: RankedList) -> tuple[ListHead, Turnout]:
    turnout = turnout_of(ranked_list.pk)
    head = ListHead(
        id=ranked_list.pk,
        slug=ranked_list.slug,
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        is_simulated=ranked_list.is_simulated,
        is_pasted=ranked_list.is_pasted,
        items=Item.objects.filter(list=ranked_list, removed_at=None).count(),
        voters=turnout.voters,
        votes=turnout.votes,
        comments=comments_on_list(ranked_list.pk),
        last_changed=turnout.changed_at,
    )
    return head, turnout


def rows_of(
    ranked_list: RankedList, voter: Voter, items: int, turnout: Turnout, asked_page: str | None
) -> tuple[tuple[Row, ...], Pages]:
    """A page of the list's rows, of `items` live ones."""
    pages = pages_of(items, ROWS_ON_PAGE, asked_page)
    placed = placed_items(ranked_list.pk, pages.start, pages.size)
    ids = [row.item.pk for row in placed]
    picked, talk = picked_by(voter, ids), talk_of(voter, ids)
    rows = (_row(row, voter, turnout, picked, talk.get(row.item.pk, Talk())) for row in placed)
    return tuple(rows), pages


def row_of(item: Item, voter: Voter, turnout: Turnout) -> Row:
    """The row of one item, for its own page."""
    return _row(place_of(item), voter, turnout, picked_by(voter, [item.pk]), Talk())


def page_of_place(place: int) -> int:
    return page_holding(place - 1, ROWS_ON_PAGE)


def list_cards(asked_page: str | None) -> tuple[tuple[ListCard, ...], Pages]:
    """The lists of the home page: those that changed last come first."""
    pages = pages_of(RankedList.objects.count(), LISTS_ON_PAGE, asked_page)
    live = Item.objects.filter(list=OuterRef("pk"), removed_at=None).order_by().values("list")
    said = Comment.objects.filter(list=OuterRef("pk"), deleted_at=None).order_by().values("list")
    lists = list(
        RankedList.objects.select_related("board")
        .annotate(
            n_items=Coalesce(Subquery(live.annotate(n=Count("pk")).values("n")), 0),
            n_comments=Coalesce(Subquery(said.annotate(n=Count("pk")).values("n")), 0),
            lately=Coalesce("board__changed_at", "created_at"),
        )
        .order_by("-lately", "-pk")[pages.start : pages.start + pages.size]
    )
    leaders = _leaders([ranked_list.pk for ranked_list in lists])
    cards = (_card(ranked_list, leaders.get(ranked_list.pk, ())) for ranked_list in lists)
    return tuple(cards), pages


def _row(placed: Placed, voter: Voter, turnout: Turnout, picked: frozenset[int], talk: Talk) -> Row:
    item = placed.item
    return Row(
        item_id=item.pk,
        place=placed.place,
        name=item.name,
        credits=tuple(item.credits),
        votes=placed.votes,
        share=turnout.share_of(placed.votes) if placed.has_votes else None,
        is_picked=item.pk in picked,
        has_votes=placed.has_votes,
        tie=placed.tie,
        start_place=item.start_place,
        comments=talk.comments,
        top_comment=talk.top,
        is_mine=voter.pk is not None and item.added_by_id == voter.pk,
    )


def _leaders(list_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of the first items of each list, by place; a list without votes has none."""
    first = Standing.objects.filter(list__in=list_ids, rank__lte=LEADERS).order_by("list_id", "rank")
    names: dict[int, tuple[str, ...]] = {}
    for list_id, name in first.values_list("list_id", "item__name"):
        names[list_id] = (*names.get(list_id, ()), name)
    return names


def _card(ranked_list: RankedList, leaders: tuple[str, ...]) -> ListCard:
    board = getattr(ranked_list, "board", None)
    return ListCard(
        slug=ranked_list.slug,
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        items=ranked_list.n_items,
        voters=board.voters if board else 0,
        comments=ranked_list.n_comments,
        last_changed=board.changed_at if board else None,
        is_simulated=ranked_list.is_simulated,
        leaders=leaders,
    )
