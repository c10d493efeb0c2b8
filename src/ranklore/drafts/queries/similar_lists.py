"""Existing lists that ask much the same as a given title, with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.queries.turnout import Turnout, turnouts_of
from ranklore.lists.models import RankedList
from ranklore.lists.queries.duplicates import find_duplicate_lists
from ranklore.lists.queries.items import item_counts_for
from ranklore.parsing.limits import TITLE_MAX
from ranklore.text.clean import clean_line


@dataclass(frozen=True, slots=True)
class SimilarList:
    list_id: int
    slug: str
    title: str
    items: int
    voters: int
    last_vote: datetime | None


def _summaries_of(list_ids: Sequence[int]) -> tuple[SimilarList, ...]:
    """These lists in this order, as far as they are there."""
    lists = RankedList.objects.in_bulk(list_ids) if list_ids else {}
    items, turnouts = item_counts_for([*lists]), turnouts_of([*lists])
    found = []
    for pk in (pk for pk in list_ids if pk in lists):
        turnout = turnouts.get(pk, Turnout())
        like = SimilarList(pk, lists[pk].slug, lists[pk].title, items.get(pk, 0), turnout.voters, turnout.voted_at)
        found.append(like)
    return tuple(found)


def similar_lists_for(title: str) -> tuple[SimilarList, ...]:
    return _summaries_of(find_duplicate_lists(clean_line(title[: 2 * TITLE_MAX])))
