"""The composed pages: what lists, ballots and discussion know, put together for the templates."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce

from ranklore.ballots.models import Board
from ranklore.ballots.queries import (
    ROWS_ON_PAGE,
    Placed,
    Turnout,
    leaders_of,
    picked_by,
    place_of,
    placed_items,
    turnout_of,
)
from ranklore.discussion.queries import CommentView, Talk, comments_on_lists, talk_of
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, pages_of

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
    last_vote: datetime | None


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
    last_vote: datetime | None
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
        items=items_on_lists([ranked_list.pk]).get(ranked_list.pk, 0),
        voters=turnout.voters,
        votes=turnout.votes,
        comments=comments_on_lists([ranked_list.pk]).get(ranked_list.pk, 0),
        last_vote=turnout.voted_at,
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


def list_cards(asked_page: str | None) -> tuple[tuple[ListCard, ...], Pages]:
    """The lists of the home page: those with the newest votes come first, or the newest without."""
    pages = pages_of(RankedList.objects.count(), LISTS_ON_PAGE, asked_page)
    lately = RankedList.objects.select_related("board").order_by(
        Coalesce("board__voted_at", "created_at").desc(), "-pk"
    )
    lists = list(lately[pages.start : pages.start + pages.size])
    ids = [ranked_list.pk for ranked_list in lists]
    items, comments, leaders = items_on_lists(ids), comments_on_lists(ids), leaders_of(ids, LEADERS)
    cards = []
    for ranked_list in lists:
        board: Board | None = getattr(ranked_list, "board", None)
        cards.append(
            ListCard(
                slug=ranked_list.slug,
                title=ranked_list.title,
                prompt=ranked_list.prompt,
                items=items.get(ranked_list.pk, 0),
                voters=board.voters if board else 0,
                comments=comments.get(ranked_list.pk, 0),
                last_vote=board.voted_at if board else None,
                is_simulated=ranked_list.is_simulated,
                leaders=leaders.get(ranked_list.pk, ()),
            )
        )
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
