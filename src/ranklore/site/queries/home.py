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
"""How many lists are considered for each section."""
TRENDING_LISTS_MAX, CLOSE_CALLS_MAX, NEW_LISTS_MAX, LATEST_LISTS_MAX = 7, 3, 6, 6
ESTABLISHED_ITEMS_MIN, ESTABLISHED_VOTERS_MIN = 10, 5
"""A new list with fewer of either is shown in the section that asks for more items and votes."""
NOTHING_TO_RESUME = ResumeSuggestions()


@dataclass(frozen=True, slots=True)
class CloseCallCard:
    """Two neighbours that one vote could swap, and their list."""

    slug: str
    title: str
    close: ClosePair


@dataclass(frozen=True, slots=True)
class HomePage:
    """The lists of the home page. A list appears in only one of trending, new_lists and latest.

    `latest` is filled only while nothing is trending: the newest lists, those with votes first and empty ones last.
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
    """Build the home page. The number of queries does not grow with the number of lists."""
    counts = list_counts_by_category()
    count = sum(counts.values())
    if not count:
        return HomePage()
    active, newest = trending_lists(CANDIDATES_PER_SECTION), newest_lists(CANDIDATES_PER_SECTION)
    trending = [each for each in active if is_trending(each, now)][:TRENDING_LISTS_MAX]
    items = item_counts_for([each.pk for each in newest])
    latest = [] if trending else sorted(newest, key=lambda each: _emptiness_key(each, items))[:LATEST_LISTS_MAX]
    remaining = [each for each in newest if is_new(each, now) and each not in (trending or latest)]
    new_lists = [
        each
        for each in remaining
        if items.get(each.pk, 0) < ESTABLISHED_ITEMS_MIN or each.activity.voters < ESTABLISHED_VOTERS_MIN
    ]
    new_lists = new_lists[:NEW_LISTS_MAX]
    cards = {card.id: card for card in list_cards_for([*trending, *latest, *new_lists])}
    return HomePage(
        lists=count,
        trending=tuple(cards[each.pk] for each in trending),
        close=_close_call_cards(active) if count > 1 else (),
        new_lists=tuple(cards[each.pk] for each in new_lists),
        latest=tuple(cards[each.pk] for each in latest),
        shelves=category_counts(counts),
        tags=most_used_tags(),
        to_resume=resume_suggestions_for(voter, now),
    )


def _emptiness_key(each: RankedList, items: Mapping[int, int]) -> tuple[bool, bool]:
    """Sort key: lists without items come last, lists without voters before them."""
    return not items.get(each.pk), not each.activity.voters


def _close_call_cards(active: tuple[RankedList, ...]) -> tuple[CloseCallCard, ...]:
    """Close calls near the top of a list come first; of equal ranks, those of the most trending list."""
    close = close_calls([each.pk for each in active])
    calls = [CloseCallCard(each.slug, each.title, close[each.pk]) for each in active if each.pk in close]
    return tuple(sorted(calls, key=lambda call: call.close.rank)[:CLOSE_CALLS_MAX])
