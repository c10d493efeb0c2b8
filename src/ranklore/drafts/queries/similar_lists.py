"""Existing lists with a title similar to a given one, with their figures."""

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
    """These lists in this order, without those that were deleted in the meantime."""
    lists = RankedList.objects.in_bulk(list_ids) if list_ids else {}
    items, turnouts = item_counts_for([*lists]), turnouts_of([*lists])
    summaries = []
    for ranked_list in (lists[pk] for pk in list_ids if pk in lists):
        pk, turnout = ranked_list.pk, turnouts.get(ranked_list.pk, Turnout())
        summary = SimilarList(
            pk, ranked_list.slug, ranked_list.title, items.get(pk, 0), turnout.voters, turnout.voted_at
        )
        summaries.append(summary)
    return tuple(summaries)


def similar_lists_for(title: str) -> tuple[SimilarList, ...]:
    return _summaries_of(find_duplicate_lists(clean_line(title[: 2 * TITLE_MAX])))
