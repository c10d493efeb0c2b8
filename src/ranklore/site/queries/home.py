"""The home page: which lists appear in which section."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.queries.compare.close_calls import ClosePair, close_calls
from ranklore.ballots.queries.resume import ResumeSuggestions, resume_suggestions_for
from ranklore.lists.models import RankedList
from ranklore.lists.queries.items import item_counts_for
from ranklore.lists.queries.listing import (
    CategoryCount,
    category_counts,
    is_new,
    is_trending,
    list_counts_by_category,
    newest_lists,
    trending_lists,
)
from ranklore.lists.queries.tags import TagView, most_used_tags
from ranklore.people.models import Voter
from ranklore.site.queries.list_cards import ListCard, list_cards_for

CANDIDATES_PER_SECTION = 40
"""Lists that are looked at for each part of the page."""
TRENDING_LISTS_MAX, CLOSE_CALLS_MAX, NEW_LISTS_MAX, LATEST_LISTS_MAX = 7, 3, 6, 6
ESTABLISHED_ITEMS_MIN, ESTABLISHED_VOTERS_MIN = 10, 5
"""A new_lists list with fewer of either is looking for more."""
NOTHING_TO_RESUME = ResumeSuggestions()


@dataclass(frozen=True, slots=True)
class CloseCallCard:
    """Two items that one vote would change, and their list."""

    slug: str
    title: str
    close: ClosePair


@dataclass(frozen=True, slots=True)
class HomePage:
    """The lists of the home page. No list stands in two of trending, new_lists and latest.

    latest  the newest lists, while there are no trending ones; first those that somebody voted on, last the empty ones
    """

    lists: int = 0
    trending: tuple[ListCard, ...] = ()
    close: tuple[CloseCallCard, ...] = ()
    new_lists: tuple[ListCard, ...] = ()
    latest: tuple[ListCard, ...] = ()
    shelves: tuple[CategoryCount, ...] = ()
    tags: tuple[TagView, ...] = ()
    to_resume: ResumeSuggestions = NOTHING_TO_RESUME

    @property
    def cover(self) -> ListCard | None:
        return next(iter(self.trending or self.latest), None)

    @property
    def rest(self) -> tuple[ListCard, ...]:
        return (self.trending or self.latest)[1:]


def home_for(voter: Voter, now: datetime) -> HomePage:
    """As many queries with ten lists as with ten thousand."""
    filed = list_counts_by_category()
    count = sum(filed.values())
    if not count:
        return HomePage()
    alive, newest = trending_lists(CANDIDATES_PER_SECTION), newest_lists(CANDIDATES_PER_SECTION)
    trending = [each for each in alive if is_trending(each, now)][:TRENDING_LISTS_MAX]
    items = item_counts_for([each.pk for each in newest])
    latest = [] if trending else sorted(newest, key=lambda each: _emptiness_key(each, items))[:LATEST_LISTS_MAX]
    left = [each for each in newest if is_new(each, now) and each not in (trending or latest)]
    new_lists = [
        each
        for each in left
        if items.get(each.pk, 0) < ESTABLISHED_ITEMS_MIN or each.activity.voters < ESTABLISHED_VOTERS_MIN
    ]
    new_lists = new_lists[:NEW_LISTS_MAX]
    cards = {card.id: card for card in list_cards_for([*trending, *latest, *new_lists])}
    return HomePage(
        lists=count,
        trending=tuple(cards[each.pk] for each in trending),
        close=_close_call_cards(alive) if count > 1 else (),
        new_lists=tuple(cards[each.pk] for each in new_lists),
        latest=tuple(cards[each.pk] for each in latest),
        shelves=category_counts(filed),
        tags=most_used_tags(),
        to_resume=resume_suggestions_for(voter, now),
    )


def _emptiness_key(each: RankedList, items: Mapping[int, int]) -> tuple[bool, bool]:
    """What puts a list after latest of its age: no items, or no voters."""
    return not items.get(each.pk), not each.activity.voters


def _close_call_cards(alive: tuple[RankedList, ...]) -> tuple[CloseCallCard, ...]:
    """The fights for first places come first, then those of the liveliest lists."""
    close = close_calls([each.pk for each in alive])
    calls = [CloseCallCard(each.slug, each.title, close[each.pk]) for each in alive if each.pk in close]
    return tuple(sorted(calls, key=lambda call: call.close.rank)[:CLOSE_CALLS_MAX])
