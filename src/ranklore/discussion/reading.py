"""What a reader is shown of the words of comments: names as links, and to a writer the offer to vote as they argue."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from django.urls import reverse

from ranklore.discussion.access import is_own
from ranklore.discussion.arguments import arguments_in
from ranklore.discussion.fold import without_cut_mark
from ranklore.discussion.linking import Link, linked, names_shown
from ranklore.discussion.models import Comment
from ranklore.discussion.names import Named, Names
from ranklore.discussion.render import Words, render_words
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import names_state
from ranklore.people.models import Voter

OFFERS_MOST = 3  # beside one comment; as one is answered, the next shows
LISTS_KEPT = 32
TEXTS_KEPT = 1_000

Pair = tuple[int, int]
"""Two items of a list, by their ids: the one that is put above the other, and that."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What a list's comments need to know of its votes. `site` fills it in: discussion does not know the ballots.

    ranks_of   where items stand (None: too new to have a rank); those that left the list are left out
    spoken_of  of pairs, those that a voter ever answered; without it no votes are offered
    """

    list: RankedList
    ranks_of: Callable[[Collection[int]], Mapping[int, int | None]]
    spoken_of: Callable[[Voter, int, Collection[Pair]], Collection[Pair]] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A writer says that one item is above another, and may count that as a vote."""

    over_id: int
    over: str
    under_id: int
    under: str


Offers = tuple[Offer, ...]


def words_and_offers(
    comments: Sequence[Comment], voter: Voter, opening: int, votes: Votes | None
) -> dict[int, tuple[Words, Offers]]:
    """For each of these comments on one list, by id. Without `votes` names are words like any other."""
    texts = {each.pk: without_cut_mark(each.text) if each.is_cut else each.text for each in comments}
    if votes is None or not comments:
        return {pk: (render_words(text, opening), ()) for pk, text in texts.items()}
    reader = reader_of(votes.list.pk)
    named = {pk: reader.names_in(text) for pk, text in texts.items()}
    open_claims = _open_claims(comments, voter, reader, votes)
    ids = {each.item_id for mentions in named.values() for each in mentions}
    ids |= {item_id for claims in open_claims.values() for pair in claims for item_id in pair}
    ranks = votes.ranks_of(ids) if ids else {}
    links = {pk: Link(reverse("site:item", args=[votes.list.slug, pk]), rank) for pk, rank in ranks.items()}
    shown = {}
    for each in comments:
        words = render_words(texts[each.pk], opening, named[each.pk])
        if named[each.pk]:
            words = Words(linked(words.opening, links, each.item_id), linked(words.rest, links, each.item_id))
        there = (pair for pair in open_claims.get(each.pk, ()) if ranks.keys() >= {*pair})
        shown[each.pk] = words, tuple(reader.offer(*pair) for pair in islice(there, OFFERS_MOST))
    return shown


def claims_of(comment: Comment, ranked_list: RankedList) -> tuple[Pair, ...]:
    """What a comment on an item argues: which item is above which."""
    return reader_of(ranked_list.pk).claims_of(comment, ranked_list)


class Reader:
    """Knows the names of the items that were on a list, and keeps what it read for as long as these are the same."""

    def __init__(self, list_id: int) -> None:
        live = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases")
        named = [Named(pk, name, aliases) for pk, name, aliases in live]
        self._called = {each.item_id: each.name for each in named}
        names = Names(named)
        self.names_in = lru_cache(TEXTS_KEPT)(partial(names_shown, names=names))
        self._claims_in = lru_cache(TEXTS_KEPT)(partial(_claims_in, names=names))

    def claims_of(self, comment: Comment, ranked_list: RankedList) -> tuple[Pair, ...]:
        if comment.item_id is None or comment.deleted_at:
            return ()
        return self._claims_in(comment.text, about=comment.item_id, asks=f"{ranked_list.title} {ranked_list.prompt}")

    def offer(self, over_id: int, under_id: int) -> Offer:
        return Offer(over_id, self._called[over_id], under_id, self._called[under_id])


def reader_of(list_id: int) -> Reader:
    return _reader(list_id, *names_state(list_id))


def forget_all() -> None:
    """Drop what this process keeps of its lists."""
    _reader.cache_clear()


@lru_cache(LISTS_KEPT)
def _reader(list_id: int, *_state: object) -> Reader:
    return Reader(list_id)


def _claims_in(text: str, names: Names, about: int, asks: str) -> tuple[Pair, ...]:
    return tuple((each.item_id, each.other_id) for each in arguments_in(text, names, about, asks))


def _open_claims(
    comments: Sequence[Comment], voter: Voter, reader: Reader, votes: Votes
) -> dict[int, tuple[Pair, ...]]:
    """What this voter's own comments argue and they neither answered as a pair nor declined to."""
    if votes.spoken_of is None:
        return {}
    claims = {
        each.pk: tuple(pair for pair in reader.claims_of(each, votes.list) if [*pair] not in each.declined)
        for each in comments
        if is_own(voter, each)
    }
    pairs = {pair for each in claims.values() for pair in each}
    answered = votes.spoken_of(voter, votes.list.pk, pairs) if pairs else ()
    return {pk: tuple(pair for pair in each if pair not in answered) for pk, each in claims.items()}
