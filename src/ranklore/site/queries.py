"""The composed pages: what lists, ballots and discussion know, put together for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone

from ranklore.ballots.past import Movement, movements_of
from ranklore.ballots.queries import (
    ROWS_ON_PAGE,
    Placed,
    Turnout,
    around,
    asking_for_a_look,
    leaders_of,
    placed_among,
    placed_items,
    ranks_of,
    said_about,
    turnout_of,
    turnouts_of,
)
from ranklore.ballots.rules import PICK
from ranklore.ballots.wording import WORDS_OF, range_words
from ranklore.discussion.queries import CommentView, Talk, comments_on_lists, talk_of
from ranklore.discussion.reading import Votes
from ranklore.lists.actions import NewItem, is_same
from ranklore.lists.browsing import TagView, also_called, tags_of
from ranklore.lists.categories import Category, category_named, known_categories
from ranklore.lists.models import Item, RankedList
from ranklore.lists.notes import Note, notes_of
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, pages_of

LEADERS = 3
ELSEWHERE_SHOWN = 6
LOOKS = 2
LOOKS_AFTER = 5
"""Rows of the page; the template has the same number."""
LOOKS_FROM = 1000
"""Voters from whom on a look at two thin items teaches more than it costs (docs/ranking.md, "Page order")."""


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
    state: int
    category: Category | None
    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class RangeBar:
    """Where on a line of LENGTH, which stands for the whole list, a place and its range are drawn."""

    LENGTH: ClassVar[int] = 136
    start: float
    width: float
    dot: float


@dataclass(frozen=True, slots=True)
class Row:
    """One item for a template. `rank` is None when it is too new to rank; then it has no range either.

    said  what the voter says about it: pick, down, know, dont_know or nothing
    """

    item_id: int
    position: int
    rank: int | None
    range_words: str
    range_bar: RangeBar | None
    name: str
    credits: tuple[str, ...]
    votes: int
    share: int | None
    downs: int
    said: str
    tie: str
    start_place: int
    comments: int
    top_comment: CommentView | None
    notes: tuple[Note, ...]
    is_mine: bool
    movement: Movement | None
    aliases: tuple[str, ...]

    @property
    def is_placed(self) -> bool:
        return self.rank is not None

    @property
    def is_picked(self) -> bool:
        return self.said == PICK

    @property
    def said_in_words(self) -> str:
        return WORDS_OF.get(self.said, "")


@dataclass(frozen=True, slots=True)
class ListCard:
    id: int
    slug: str
    title: str
    prompt: str
    items: int
    voters: int
    comments: int
    last_vote: datetime | None
    is_simulated: bool
    leaders: tuple[str, ...]
    category: Category | None
    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item of the same name on another list, and its place there; None while it is too new to have one."""

    slug: str
    title: str
    item_id: int
    rank: int | None


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
        state=turnout.state,
        category=category_named(ranked_list.category),
        tags=tags_of([ranked_list.pk]).get(ranked_list.pk, ()),
    )
    return head, turnout


def rows_of(
    ranked_list: RankedList, voter: Voter, items: int, turnout: Turnout, asked_page: str | None
) -> tuple[tuple[Row, ...], tuple[Row, ...], Pages]:
    """A page of the list's rows, of `items` live ones, and of other pages a few to have a look at."""
    pages = pages_of(items, ROWS_ON_PAGE, asked_page)
    placed = placed_items(ranked_list.pk, pages.start, pages.size)
    ids = [row.item.pk for row in placed]
    has_looks = turnout.voters >= LOOKS_FROM and items > len(ids)
    said = said_about(voter, [*ids, *turnout.looks] if has_looks else ids)
    looks = asking_for_a_look(turnout, {*ids, *said}, LOOKS) if has_looks else ()
    talk = talk_of(voter, ids, Votes(ranked_list, ranks_of))
    moved = movements_of(ranked_list.pk, ids, timezone.now())
    rows = (
        _row(row, items, voter, turnout, said, talk.get(row.item.pk, Talk()), moved.get(row.item.pk)) for row in placed
    )
    return tuple(rows), tuple(_row(look, items, voter, turnout, {}, Talk()) for look in looks), pages


def served_on(rows: Sequence[Row], looks: Sequence[Row]) -> list[int]:
    """The items of a page in the order in which they stand on it."""
    ids = [row.item_id for row in rows]
    return [*ids[:LOOKS_AFTER], *(look.item_id for look in looks), *ids[LOOKS_AFTER:]]


def rows_around(item: Item, voter: Voter, items: int, turnout: Turnout) -> tuple[Row, ...]:
    """An item and its neighbours in the order of the list, for the item's own page."""
    near = around(item)
    said = said_about(voter, [placed.item.pk for placed in near])
    return tuple(_row(placed, items, voter, turnout, said, Talk()) for placed in near)


def rows_among(item_ids: Sequence[int], voter: Voter, items: int, turnout: Turnout) -> tuple[Row, ...]:
    """These items of a list, in this order, as far as they are on it."""
    placed = placed_among(item_ids)
    said = said_about(voter, [each.item.pk for each in placed])
    return tuple(_row(each, items, voter, turnout, said, Talk()) for each in placed)


def elsewhere(item: Item) -> tuple[Elsewhere, ...]:
    """Where else an item of this name, and not by different people, is ranked: the lists with most voters first."""
    mine = NewItem.of(item)
    alike = [each for each in also_called(item) if is_same(mine, NewItem.of(each))]
    alike.sort(key=lambda each: (-each.list.pulse.voters, -each.list_id))
    shown = alike[:ELSEWHERE_SHOWN]
    ranks = ranks_of([each.pk for each in shown])
    return tuple(Elsewhere(each.list.slug, each.list.title, each.pk, ranks.get(each.pk)) for each in shown)


def cards_of(lists: Sequence[RankedList]) -> tuple[ListCard, ...]:
    """What a card says of each list, in the same order."""
    ids = [ranked_list.pk for ranked_list in lists]
    items, comments, leaders = items_on_lists(ids), comments_on_lists(ids), leaders_of(ids, LEADERS)
    turnouts, tags, categories = turnouts_of(ids), tags_of(ids), {each.key: each for each in known_categories()}
    return tuple(
        ListCard(
            id=ranked_list.pk,
            slug=ranked_list.slug,
            title=ranked_list.title,
            prompt=ranked_list.prompt,
            items=items.get(ranked_list.pk, 0),
            voters=turnouts.get(ranked_list.pk, Turnout()).voters,
            comments=comments.get(ranked_list.pk, 0),
            last_vote=turnouts.get(ranked_list.pk, Turnout()).voted_at,
            is_simulated=ranked_list.is_simulated,
            leaders=leaders.get(ranked_list.pk, ()),
            category=categories.get(ranked_list.category),
            tags=tags.get(ranked_list.pk, ()),
        )
        for ranked_list in lists
    )


def _row(
    placed: Placed,
    items: int,
    voter: Voter,
    turnout: Turnout,
    said: Mapping[int, str],
    talk: Talk,
    movement: Movement | None = None,
) -> Row:
    item, low, high = placed.item, placed.rank_low, placed.rank_high
    return Row(
        item_id=item.pk,
        position=placed.position,
        rank=placed.rank,
        range_words=range_words(low, high) if low and high else "",
        range_bar=range_bar_of(placed.rank, low, high, items) if placed.rank and low and high else None,
        name=item.name,
        credits=tuple(item.credits),
        votes=placed.votes,
        share=turnout.share_of(placed.votes) if placed.votes else None,
        downs=placed.downs,
        said=said.get(item.pk, ""),
        tie=placed.tie,
        start_place=item.start_place,
        comments=talk.comments,
        top_comment=talk.top,
        notes=notes_of(item.notes) if item.notes else (),
        is_mine=voter.pk is not None and item.added_by_id == voter.pk,
        movement=movement,
        aliases=tuple(item.aliases),
    )


def range_bar_of(rank: int, low: int, high: int, items: int) -> RangeBar:
    step = RangeBar.LENGTH / max(items, high)
    return RangeBar(
        start=round((low - 1) * step, 1), width=round((high - low + 1) * step, 1), dot=round((rank - 0.5) * step, 1)
    )
