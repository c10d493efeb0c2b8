"""Item names in comments as links with the current rank, and suggested votes for the comment’s author."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from django.urls import reverse

from ranklore.discussion.access import is_own
from ranklore.discussion.mentions.claims import ClaimedPair, find_claims
from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.discussion.models import Comment
from ranklore.discussion.rendering.html import RenderedText, render_text
from ranklore.discussion.rendering.mention_links import ItemLink, find_visible_mentions, link_mentions
from ranklore.discussion.rendering.truncation import strip_cut_mark
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.items import item_names_version
from ranklore.people.models import Voter

SUGGESTIONS_MAX = 3  # beside one comment; as one is answered, the next shows
CACHED_LISTS_MAX = 32
CACHED_TEXTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class VoteLookups:
    """What a list's comments need to know of its votes. `site` fills it in: discussion does not know the ballots.

    ranks_for   where items stand (None: too new to have a rank); those that left the list are left out
    answered_pairs  of pairs, those that a voter ever answered; without it no votes are offered
    """

    list: RankedList
    ranks_for: Callable[[Collection[int]], Mapping[int, int | None]]
    answered_pairs: Callable[[Voter, int, Collection[ClaimedPair]], Collection[ClaimedPair]] | None = None


@dataclass(frozen=True, slots=True)
class VoteSuggestion:
    """A writer says that one item is above another, and may count that as a vote."""

    over_id: int
    over: str
    under_id: int
    under: str


VoteSuggestions = tuple[VoteSuggestion, ...]


def annotate_comments(
    comments: Sequence[Comment], voter: Voter, opening: int, votes: VoteLookups | None
) -> dict[int, tuple[RenderedText, VoteSuggestions]]:
    """For each of these comments on one list, by id. Without `votes` names are words like any other."""
    texts = {each.pk: strip_cut_mark(each.text) if each.is_cut else each.text for each in comments}
    if votes is None or not comments:
        return {pk: (render_text(text, opening), ()) for pk, text in texts.items()}
    reader = get_annotator(votes.list.pk)
    named = {pk: reader.names_in(text) for pk, text in texts.items()}
    open_claims = _unanswered_claims(comments, voter, reader, votes)
    ids = {each.item_id for mentions in named.values() for each in mentions}
    ids |= {item_id for claims in open_claims.values() for pair in claims for item_id in pair}
    ranks = votes.ranks_for(ids) if ids else {}
    links = {pk: ItemLink(reverse("site:item", args=[votes.list.slug, pk]), rank) for pk, rank in ranks.items()}
    shown = {}
    for each in comments:
        words = render_text(texts[each.pk], opening, named[each.pk])
        if named[each.pk]:
            words = RenderedText(
                link_mentions(words.opening, links, each.item_id), link_mentions(words.rest, links, each.item_id)
            )
        there = (pair for pair in open_claims.get(each.pk, ()) if ranks.keys() >= {*pair})
        shown[each.pk] = words, tuple(reader.offer(*pair) for pair in islice(there, SUGGESTIONS_MAX))
    return shown


def claims_for(comment: Comment, ranked_list: RankedList) -> tuple[ClaimedPair, ...]:
    """What a comment on an item argues: which item is above which."""
    return get_annotator(ranked_list.pk).claims_of(comment, ranked_list)


class ListAnnotator:
    """Knows the names of the items that were on a list, and keeps what it read for as long as these are the same."""

    def __init__(self, list_id: int) -> None:
        live = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases")
        named = [ItemNames(pk, name, aliases) for pk, name, aliases in live]
        self._called = {each.item_id: each.name for each in named}
        names = NameIndex(named)
        self.names_in = lru_cache(CACHED_TEXTS_MAX)(partial(find_visible_mentions, names=names))
        self._claims_in = lru_cache(CACHED_TEXTS_MAX)(partial(_claimed_pairs, names=names))

    def claims_of(self, comment: Comment, ranked_list: RankedList) -> tuple[ClaimedPair, ...]:
        if comment.item_id is None or comment.deleted_at:
            return ()
        return self._claims_in(comment.text, about=comment.item_id, asks=f"{ranked_list.title} {ranked_list.prompt}")

    def offer(self, over_id: int, under_id: int) -> VoteSuggestion:
        return VoteSuggestion(over_id, self._called[over_id], under_id, self._called[under_id])


def get_annotator(list_id: int) -> ListAnnotator:
    return _cached_annotator(list_id, *item_names_version(list_id))


def clear_annotators() -> None:
    """Drop what this process keeps of its lists."""
    _cached_annotator.cache_clear()


@lru_cache(CACHED_LISTS_MAX)
def _cached_annotator(list_id: int, *_state: object) -> ListAnnotator:
    return ListAnnotator(list_id)


def _claimed_pairs(text: str, names: NameIndex, about: int, asks: str) -> tuple[ClaimedPair, ...]:
    return tuple((each.item_id, each.other_id) for each in find_claims(text, names, about, asks))


def _unanswered_claims(
    comments: Sequence[Comment], voter: Voter, reader: ListAnnotator, votes: VoteLookups
) -> dict[int, tuple[ClaimedPair, ...]]:
    """What this voter's own comments argue and they neither answered as a pair nor declined to."""
    if votes.answered_pairs is None:
        return {}
    claims = {
        each.pk: tuple(pair for pair in reader.claims_of(each, votes.list) if [*pair] not in each.declined)
        for each in comments
        if is_own(voter, each)
    }
    pairs = {pair for each in claims.values() for pair in each}
    answered = votes.answered_pairs(voter, votes.list.pk, pairs) if pairs else ()
    return {pk: tuple(pair for pair in each if pair not in answered) for pk, each in claims.items()}
