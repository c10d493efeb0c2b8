"""What lists show besides counts of votes, kept in this process while it does not change. A vote changes only counts,
so a page after a vote needs few queries."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.page_cache import versions
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.summaries import CommentSummary, comment_summaries, count_comments_on_lists
from ranklore.lists.models import RankedList
from ranklore.lists.queries.content_notes import folded_notes_for
from ranklore.lists.queries.items import item_counts_for
from ranklore.lists.queries.tags import TagView, tags_for
from ranklore.people.models import Voter

TextsVersion = tuple[tuple[int, int], ...]
HEADS_MAX, SUMMARIES_MAX = 1_000, 500
"""How many lists, and pages of rows, a process keeps."""


@dataclass(frozen=True, slots=True)
class HeadTexts:
    """Of the head of a list: its tags and figures, and the version of all texts."""

    version: TextsVersion
    items: int
    comments: int
    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class _KeptSummaries:
    version: TextsVersion
    mentioned: Mapping[int, int | None]  # the ranks that the comments show beside the names of other items
    summaries: Mapping[int, CommentSummary]


_summaries: OrderedDict[tuple[int, ...], _KeptSummaries] = OrderedDict()


def head_texts_of(list_id: int) -> HeadTexts:
    return _head_texts(list_id, versions.read_texts_version(list_id))


@lru_cache(HEADS_MAX)
def _head_texts(list_id: int, version: TextsVersion) -> HeadTexts:
    return HeadTexts(
        version=version,
        items=item_counts_for([list_id]).get(list_id, 0),
        comments=count_comments_on_lists([list_id]).get(list_id, 0),
        tags=tags_for([list_id]).get(list_id, ()),
    )


def comment_summaries_for(
    voter: Voter, ranked_list: RankedList, item_ids: Sequence[int], version: TextsVersion
) -> Mapping[int, CommentSummary]:
    """The comments that the rows of these items show. `version` is that of the texts of the list."""
    summaries = _shared_summaries(ranked_list, tuple(sorted(item_ids)), version)
    has_notes = any(each.top and each.top.notes for each in summaries.values())
    if has_notes and folded_notes_for(voter):
        return comment_summaries(voter, item_ids, VoteLookups(ranked_list, ranks_of))
    return summaries


def _shared_summaries(
    ranked_list: RankedList, item_ids: tuple[int, ...], version: TextsVersion
) -> Mapping[int, CommentSummary]:
    kept = _summaries.get(item_ids)
    if kept and kept.version == version and (not kept.mentioned or ranks_of(kept.mentioned) == kept.mentioned):
        return kept.summaries
    mentioned: dict[int, int | None] = {}

    def noted_ranks(ids: Collection[int]) -> Mapping[int, int | None]:
        ranks = ranks_of(ids)
        mentioned.update(ranks)
        return ranks

    summaries = comment_summaries(Voter(), item_ids, VoteLookups(ranked_list, noted_ranks))
    _summaries[item_ids] = _KeptSummaries(version, mentioned, summaries)
    while len(_summaries) > SUMMARIES_MAX:
        _summaries.popitem(last=False)
    return summaries


def clear_kept_texts() -> None:
    _head_texts.cache_clear()
    _summaries.clear()
