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

SUGGESTIONS_MAX = 3  # shown with one comment; when one is answered, the next appears
CACHED_LISTS_MAX = 32
CACHED_TEXTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class VoteLookups:
    """What the comments of a list need from its votes. `site` passes it in: this app does not know the ballots.

    ranks_for       ranks of items (None: too new to have one); removed items are missing from the result
    answered_pairs  the pairs, out of those given, that a voter has ever answered; without it no votes are suggested
    """

    list: RankedList
    ranks_for: Callable[[Collection[int]], Mapping[int, int | None]]
    answered_pairs: Callable[[Voter, int, Collection[ClaimedPair]], Collection[ClaimedPair]] | None = None


@dataclass(frozen=True, slots=True)
class VoteSuggestion:
    """The author of a comment puts one item above another, and may count that as a vote."""

    over_id: int
    over: str
    under_id: int
    under: str


VoteSuggestions = tuple[VoteSuggestion, ...]


def annotate_comments(
    comments: Sequence[Comment], voter: Voter, opening: int, votes: VoteLookups | None
) -> dict[int, tuple[RenderedText, VoteSuggestions]]:
    """The rendered text and the suggested votes of comments on one list, by comment id. Without `votes`: plain text."""
    texts = {each.pk: strip_cut_mark(each.text) if each.is_cut else each.text for each in comments}
    if votes is None or not comments:
        return {pk: (render_text(text, opening), ()) for pk, text in texts.items()}
    annotator = get_annotator(votes.list.pk)
    mentions = {pk: annotator.mentions_in(text) for pk, text in texts.items()}
    open_claims = _unanswered_claims(comments, voter, annotator, votes)
    ids = {mention.item_id for found in mentions.values() for mention in found}
    ids |= {item_id for claims in open_claims.values() for pair in claims for item_id in pair}
    ranks = votes.ranks_for(ids) if ids else {}
    links = {pk: ItemLink(reverse("site:item", args=[votes.list.slug, pk]), rank) for pk, rank in ranks.items()}
    annotated = {}
    for comment in comments:
        words = render_text(texts[comment.pk], opening, mentions[comment.pk])
        if mentions[comment.pk]:
            words = RenderedText(
                link_mentions(words.opening, links, comment.item_id), link_mentions(words.rest, links, comment.item_id)
            )
        still_listed = (pair for pair in open_claims.get(comment.pk, ()) if ranks.keys() >= {*pair})
        suggestions = tuple(annotator.suggestion_for(*pair) for pair in islice(still_listed, SUGGESTIONS_MAX))
        annotated[comment.pk] = words, suggestions
    return annotated


def claims_for(comment: Comment, ranked_list: RankedList) -> tuple[ClaimedPair, ...]:
    """The claims of a comment: which item it puts above which."""
    return get_annotator(ranked_list.pk).claims_of(comment, ranked_list)


class ListAnnotator:
    """Finds item names and claims in the comments of one list. It caches results while the item names stay the same."""

    def __init__(self, list_id: int) -> None:
        live = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases")
        items = [ItemNames(pk, name, aliases) for pk, name, aliases in live]
        self._names_by_id = {item.item_id: item.name for item in items}
        names = NameIndex(items)
        self.mentions_in = lru_cache(CACHED_TEXTS_MAX)(partial(find_visible_mentions, names=names))
        self._claims_in = lru_cache(CACHED_TEXTS_MAX)(partial(_claims_in, names=names))

    def claims_of(self, comment: Comment, ranked_list: RankedList) -> tuple[ClaimedPair, ...]:
        if comment.item_id is None or comment.deleted_at:
            return ()
        return self._claims_in(
            comment.text, about=comment.item_id, question=f"{ranked_list.title} {ranked_list.prompt}"
        )

    def suggestion_for(self, over_id: int, under_id: int) -> VoteSuggestion:
        return VoteSuggestion(over_id, self._names_by_id[over_id], under_id, self._names_by_id[under_id])


def get_annotator(list_id: int) -> ListAnnotator:
    return _cached_annotator(list_id, *item_names_version(list_id))


def clear_annotators() -> None:
    """Empty the cache of this process."""
    _cached_annotator.cache_clear()


@lru_cache(CACHED_LISTS_MAX)
def _cached_annotator(list_id: int, *_names_version: object) -> ListAnnotator:
    return ListAnnotator(list_id)


def _claims_in(text: str, names: NameIndex, about: int, question: str) -> tuple[ClaimedPair, ...]:
    return tuple(find_claims(text, names, about, question))


def _unanswered_claims(
    comments: Sequence[Comment], voter: Voter, annotator: ListAnnotator, votes: VoteLookups
) -> dict[int, tuple[ClaimedPair, ...]]:
    """The claims in this voter's own comments that they neither voted on nor declined to."""
    if votes.answered_pairs is None:
        return {}
    claims = {
        comment.pk: tuple(
            pair for pair in annotator.claims_of(comment, votes.list) if [*pair] not in comment.declined_pairs
        )
        for comment in comments
        if is_own(voter, comment)
    }
    pairs = {pair for found in claims.values() for pair in found}
    answered = votes.answered_pairs(voter, votes.list.pk, pairs) if pairs else ()
    return {pk: tuple(pair for pair in found if pair not in answered) for pk, found in claims.items()}
