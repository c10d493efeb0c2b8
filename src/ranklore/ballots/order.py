"""A voter's own ranking: what the log says of it, what they can add to it, and how it differs from the crowd's."""

import unicodedata
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from django.db.models import F
from django.http import Http404

from ranklore.ballots.models import PublishedOrder, Standing, Vote
from ranklore.ballots.newest import newest_words_of
from ranklore.ballots.rules import DONT_KNOW, ORDER_MAX, PICK, SUBJECT_OF_ORDER
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

CHANGES_KEPT = 40
"""Changes of a ranking that can be undone, one after the other."""
FOUND_MOST = 12
OFFERED = 6
DIFFER_MOST = 3


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """A voter's own ranking as a vote in the log left it.

    version  the id of that vote; 0 when there is none
    before   the ranking that the last change was made from, None when there is nothing to undo
    """

    version: int = 0
    ids: tuple[int, ...] = ()
    before: tuple[int, ...] | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a ranking. place: among those that are on the list; rank: the crowd's, None when it has none."""

    item_id: int
    name: str
    credits: tuple[str, ...]
    place: int | None
    rank: int | None
    tie_group: int | None = None

    @property
    def up_to(self) -> int:
        return max((self.place or 1) - 1, 1)

    @property
    def down_to(self) -> int:
        return (self.place or 1) + 1


@dataclass(frozen=True, slots=True)
class Found:
    """An item that a voter may add. place: where it stands in their ranking already."""

    item_id: int
    name: str
    credits: tuple[str, ...]
    rank: int | None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A ranking beside the crowd's: of its pairs of items, on how many the two agree.

    close   pairs of these that the crowd's votes cannot surely tell apart
    differ  the items whose places differ most
    """

    pairs: int
    agree: int
    close: int
    differ: tuple[Line, ...]


class Words(NamedTuple):
    """The items a voter has a word on, oldest word first: those they voted for, and those they do not know."""

    picked: tuple[int, ...]
    unknown: tuple[int, ...]


# --- the ranking itself: plain values


def steps(orders: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The rankings that an undo would go back through, the present one last. Going back to one takes the later away."""
    stack: list[tuple[int, ...]] = [()]
    for order in orders:
        if len(stack) > 1 and stack[-2] == order:
            stack.pop()
        elif stack[-1] != order:
            stack.append(order)
    return stack


def moved(order: Sequence[int], item_id: int, to: int, off: Collection[int] = ()) -> tuple[int, ...]:
    """The ranking with the item at a place, from 1; `off` are items without a place, which keep their neighbours."""
    rest = [each for each in order if each != item_id]
    placed = [n for n, each in enumerate(rest) if each not in off]
    at = placed[to - 1] if to <= len(placed) else placed[-1] + 1 if placed else 0
    return (*rest[:at], item_id, *rest[at:])


def compared(lines: Sequence[Line]) -> Compared | None:
    """A ranking beside the crowd's; None when the crowd has a place for fewer than two of its items."""
    ranked = [line for line in lines if line.place and line.rank]
    if len(ranked) < 2:
        return None
    pairs = list(combinations(ranked, 2))
    agree = sum((above.rank or 0) < (below.rank or 0) for above, below in pairs)
    close = sum(above.tie_group is not None and above.tie_group == below.tie_group for above, below in pairs)
    differ = sorted((line for line in ranked if _gap(line)), key=_gap, reverse=True)
    return Compared(len(pairs), agree, close, tuple(differ[:DIFFER_MOST]))


def _gap(line: Line) -> int:
    return abs((line.place or 0) - (line.rank or 0))


# --- what the database knows


def order_of(voter: Voter, list_id: int, upto: int | None = None) -> OwnOrder:
    """The voter's own ranking, or what it was with the vote `upto`."""
    if voter.pk is None:
        return OwnOrder()
    votes = Vote.objects.filter(voter=voter, list_id=list_id, subject=SUBJECT_OF_ORDER)
    if upto is not None:
        votes = votes.filter(pk__lte=upto)
    newest = list(votes.order_by("-turn")[: CHANGES_KEPT + 1])
    if not newest:
        return OwnOrder()
    orders = [() if vote.is_retraction else tuple(vote.order or ()) for vote in reversed(newest)]
    stack = steps(orders)
    if len(newest) > CHANGES_KEPT:
        del stack[0]  # the ranking before the oldest of these is not known
    before = stack[-2] if len(stack) > 1 else None
    return OwnOrder(newest[0].pk, orders[-1], before, newest[0].created_at)


def lines_of(ids: Sequence[int]) -> tuple[Line, ...]:
    """The items of a ranking in its order, with their places in it and in the crowd's."""
    items = Item.objects.in_bulk(ids)
    standings = Standing.objects.in_bulk(ids)
    lines: list[Line] = []
    place = 0
    for item_id in ids:
        item = items[item_id]
        if item.removed_at:
            lines.append(Line(item_id, item.name, tuple(item.credits), None, None))
            continue
        place += 1
        line = Line(item_id, item.name, tuple(item.credits), place, None)
        if at := standings.get(item_id):
            line = replace(line, rank=at.rank, tie_group=at.tie_group)
        lines.append(line)
    return tuple(lines)


def words_of(voter: Voter, list_id: int) -> Words:
    """What the voter says of items that are on the list."""
    words = newest_words_of(voter).filter(list=list_id, item__removed_at=None, item__isnull=False, is_retraction=False)
    said = list(words.order_by("id").values_list("item_id", "kind"))
    return Words(*(tuple(item_id for item_id, kind in said if kind == each) for each in (PICK, DONT_KNOW)))


def search(list_id: int, asked: str, order: Sequence[int]) -> tuple[tuple[Found, ...], int]:
    """The items with all these words in their name or credits, best first, and how many more there are."""
    wanted = _plain(asked).split()
    items = Item.objects.filter(list_id=list_id, removed_at=None)
    rows = items.order_by(F("standing__position").asc(nulls_last=True), "start_place").values_list(
        "pk", "name", "credits", "standing__rank"
    )
    places = {item_id: n for n, item_id in enumerate(order, start=1)}
    found = [
        Found(pk, name, tuple(credits), rank, places.get(pk))
        for pk, name, credits, rank in rows
        if _has_all(wanted, _plain(f"{name} {' '.join(credits)}"))
    ]
    found.sort(key=lambda each: not _plain(each.name).startswith(wanted[0]))  # the rest stays in the list's order
    return tuple(found[:FOUND_MOST]), max(len(found) - FOUND_MOST, 0)


def offered(list_id: int, but: Sequence[int]) -> tuple[Found, ...]:
    """The first items of the list, but for some."""
    items = Item.objects.filter(list_id=list_id, removed_at=None).exclude(pk__in=but)
    rows = items.order_by(F("standing__position").asc(nulls_last=True), "start_place")
    return tuple(
        Found(pk, name, tuple(credits), rank)
        for pk, name, credits, rank in rows.values_list("pk", "name", "credits", "standing__rank")[:OFFERED]
    )


def found_by_id(ids: Sequence[int]) -> tuple[Found, ...]:
    items = Item.objects.in_bulk(ids)
    return tuple(Found(pk, items[pk].name, tuple(items[pk].credits), None) for pk in ids)


def room_in(order: Sequence[int]) -> int:
    return ORDER_MAX - len(order)


def published_of(voter: Voter, list_id: int) -> PublishedOrder | None:
    return PublishedOrder.objects.filter(list_id=list_id, voter=voter).first() if voter.pk else None


def get_published(ranked_list: RankedList, key: uuid.UUID) -> PublishedOrder:
    """The ranking that a voter chose to show at this address, or Http404: a private one is not there."""
    published = PublishedOrder.objects.select_related("voter__account").filter(list=ranked_list, key=key).first()
    if published is None:
        raise Http404(key)
    published.list = ranked_list
    return published


def is_published(key: uuid.UUID) -> bool:
    """Whether a ranking can be seen at this address."""
    return PublishedOrder.objects.filter(key=key).exists()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _has_all(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)
