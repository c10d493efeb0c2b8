"""The front page: which lists stand on it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.close import Close, close_calls
from ranklore.ballots.unfinished import Own, own_of
from ranklore.lists.browsing import (
    Shelf,
    TagView,
    is_lively,
    is_young,
    lists_by_category,
    lists_by_life,
    newest_lists,
    shelves,
    tags_most_used,
)
from ranklore.lists.models import RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Voter
from ranklore.site.queries import ListCard, cards_of

READ = 40
"""Lists that are looked at for each part of the page."""
LIVELY_SHOWN, CLOSE_SHOWN, YOUNG_SHOWN, OTHERS_SHOWN = 7, 3, 6, 6
ITEMS_ENOUGH, VOTERS_ENOUGH = 10, 5
"""A young list with fewer of either is looking for more."""
NOTHING_OWN = Own()


@dataclass(frozen=True, slots=True)
class CloseCall:
    """Two items that one vote would change, and their list."""

    slug: str
    title: str
    close: Close


@dataclass(frozen=True, slots=True)
class Front:
    """The lists of the front page. No list stands in two of lively, young and others.

    others  the newest lists, while there are no lively ones; first those that somebody voted on, last the empty ones
    """

    lists: int = 0
    lively: tuple[ListCard, ...] = ()
    close: tuple[CloseCall, ...] = ()
    young: tuple[ListCard, ...] = ()
    others: tuple[ListCard, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    tags: tuple[TagView, ...] = ()
    own: Own = NOTHING_OWN

    @property
    def cover(self) -> ListCard | None:
        return next(iter(self.lively or self.others), None)

    @property
    def rest(self) -> tuple[ListCard, ...]:
        return (self.lively or self.others)[1:]


def front_of(voter: Voter, now: datetime) -> Front:
    """As many queries with ten lists as with ten thousand."""
    filed = lists_by_category()
    count = sum(filed.values())
    if not count:
        return Front()
    alive, newest = lists_by_life(READ), newest_lists(READ)
    lively = [each for each in alive if is_lively(each, now)][:LIVELY_SHOWN]
    items = items_on_lists([each.pk for each in newest])
    others = [] if lively else sorted(newest, key=lambda each: _emptiness(each, items))[:OTHERS_SHOWN]
    left = [each for each in newest if is_young(each, now) and each not in (lively or others)]
    young = [each for each in left if items.get(each.pk, 0) < ITEMS_ENOUGH or each.pulse.voters < VOTERS_ENOUGH]
    young = young[:YOUNG_SHOWN]
    cards = {card.id: card for card in cards_of([*lively, *others, *young])}
    return Front(
        lists=count,
        lively=tuple(cards[each.pk] for each in lively),
        close=_close_calls(alive) if count > 1 else (),
        young=tuple(cards[each.pk] for each in young),
        others=tuple(cards[each.pk] for each in others),
        shelves=shelves(filed),
        tags=tags_most_used(),
        own=own_of(voter, now),
    )


def _emptiness(each: RankedList, items: Mapping[int, int]) -> tuple[bool, bool]:
    """What puts a list after others of its age: no items, or no voters."""
    return not items.get(each.pk), not each.pulse.voters


def _close_calls(alive: tuple[RankedList, ...]) -> tuple[CloseCall, ...]:
    """The fights for first places come first, then those of the liveliest lists."""
    close = close_calls([each.pk for each in alive])
    calls = [CloseCall(each.slug, each.title, close[each.pk]) for each in alive if each.pk in close]
    return tuple(sorted(calls, key=lambda call: call.close.rank)[:CLOSE_SHOWN])
