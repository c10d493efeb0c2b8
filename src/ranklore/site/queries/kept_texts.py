"""What lists show besides counts of votes, kept in this process while it does not change. A vote changes only counts,
so a page after a vote needs few queries."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.page_cache.versions import read_texts_version
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.summaries import CommentSummary, comment_summaries, count_comments_on_lists
from ranklore.lists.models import RankedList
from ranklore.lists.queries.content_notes import folded_notes_for
from ranklore.lists.queries.items import item_counts_for
from ranklore.lists.queries.tags import TagView, tags_for
from ranklore.people.models import Voter

TextsVersion = tuple[tuple[int, int], ...]
KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class _Kept(Generic[KeyT, ValueT]):
    """The values that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most, self._values = most, OrderedDict[KeyT, ValueT]()

    def get(self, key: KeyT) -> ValueT | None:
        return self._values.get(key)

    def keep(self, key: KeyT, value: ValueT) -> ValueT:
        self._values[key] = value
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        self._values.clear()


@dataclass(frozen=True, slots=True)
class HeadTexts:
    """Of the head of a list: its tags and figures."""

    items: int
    comments: int
    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class _KeptSummaries:
    version: TextsVersion
    mentioned: Mapping[int, int | None]  # the ranks that the comments show beside the names of other items
    summaries: Mapping[int, CommentSummary]


_heads = _Kept[int, tuple[TextsVersion, HeadTexts]](1_000)
_summaries = _Kept[tuple[int, ...], _KeptSummaries](500)


def head_texts_of(list_id: int) -> HeadTexts:
    version = read_texts_version(list_id)
    kept = _heads.get(list_id)
    if kept and kept[0] == version:
        return kept[1]
    texts = HeadTexts(
        items=item_counts_for([list_id]).get(list_id, 0),
        comments=count_comments_on_lists([list_id]).get(list_id, 0),
        tags=tags_for([list_id]).get(list_id, ()),
    )
    return _heads.keep(list_id, (version, texts))[1]


def comment_summaries_for(
    voter: Voter, ranked_list: RankedList, item_ids: Sequence[int]
) -> Mapping[int, CommentSummary]:
    """The comments that the rows of these items show."""
    summaries = _shared_summaries(ranked_list, tuple(sorted(item_ids)))
    has_notes = any(each.top and each.top.notes for each in summaries.values())
    if has_notes and folded_notes_for(voter):
        return comment_summaries(voter, item_ids, VoteLookups(ranked_list, ranks_of))
    return summaries


def _shared_summaries(ranked_list: RankedList, item_ids: tuple[int, ...]) -> Mapping[int, CommentSummary]:
    version, kept = read_texts_version(ranked_list.pk), _summaries.get(item_ids)
    if kept and kept.version == version and (not kept.mentioned or ranks_of(kept.mentioned) == kept.mentioned):
        return kept.summaries
    mentioned: dict[int, int | None] = {}

    def noted_ranks(ids: Collection[int]) -> Mapping[int, int | None]:
        ranks = ranks_of(ids)
        mentioned.update(ranks)
        return ranks

    summaries = comment_summaries(Voter(), item_ids, VoteLookups(ranked_list, noted_ranks))
    return _summaries.keep(item_ids, _KeptSummaries(version, mentioned, summaries)).summaries


def clear_kept_texts() -> None:
    _heads.clear()
    _summaries.clear()
