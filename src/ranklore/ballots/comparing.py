"""What the Compare page asks: the pairs that a voter was asked so far, and the next one. Reads only."""

from dataclasses import dataclass
from zlib import crc32

from django.core import signing

from ranklore.ballots.close import close_calls
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.pairing import pairs_to_ask
from ranklore.ballots.rules import DONT_KNOW, DOWN, EVENT_FIELDS, KNOW, MATCHUP, PICK, SKIP, Event, Said
from ranklore.ballots.wording import answer_in_words
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused

LIVES = 24 * 3600
"""Seconds that a pair can be answered."""
CHOICES = 8
"""Pairs of which the first is asked that has neither item of the pair before."""
NOT_ASKED = "That answer was not to a pair that you were asked. Here is the next one; nothing was changed."
TOO_OLD = "That pair was more than a day old. Here is the next one; nothing was changed."

_SALT = "ranklore.ballots.pair"

Ids = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    item_id: int
    name: str
    credits: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    first: Side
    second: Side
    token: str


@dataclass(frozen=True, slots=True)
class Last:
    """The answer that the voter gave last, in words, if it stands and can be taken back."""

    words: str
    token: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a voter said on a list, as far as it bears on the next question. A pair has its lower id first."""

    said: Said
    asked: tuple[Ids, ...]  # every pair, also of answers that were taken back; the newest last
    last: Event | None  # the newest answer, unless it was taken back

    @property
    def unknown(self) -> set[int]:
        return set(self.said.of_kind(DONT_KNOW))

    @property
    def known(self) -> set[int]:
        about = (item_id for kind in (PICK, DOWN, KNOW) for item_id in self.said.of_kind(kind))
        compared = (item_id for pair, outcome in self.said.matchups.items() if outcome != SKIP for item_id in pair)
        return {*about, *compared, *self.said.order} - self.unknown

    def unknown_by(self, pair: Ids) -> list[int]:
        """Which of a skipped pair the voter does not know, said as the answer to it."""
        if self.said.matchups.get(pair) != SKIP:
            return []
        with_pair = {item_id for item_id, shown in self.said.of_kind(DONT_KNOW).items() if sorted(shown) == [*pair]}
        return [item_id for item_id in pair if item_id in with_pair]


def told_by(voter: Voter, list_id: int) -> Told:
    said, asked, last = Said(), dict[Ids, None](), None
    votes = Vote.objects.filter(voter=voter, list_id=list_id).order_by("id") if voter.pk else Vote.objects.none()
    for event in map(Event._make, votes.values_list(*EVENT_FIELDS)):
        said.hear(event)
        if event.kind == MATCHUP and event.item and event.other:
            asked.pop((event.item, event.other), None)
            asked[event.item, event.other] = None
            last = None if event.is_retraction else event
    return Told(said, tuple(asked), last)


def next_pair(voter: Voter, list_id: int, told: Told) -> Pair | None:
    """The pair that teaches most, of those that this voter was not asked yet; None when nothing useful is left."""
    seed = crc32(f"{voter.key.hex}-{len(told.asked)}".encode())
    pairs = pairs_to_ask(list_id, known=told.known, unknown=told.unknown, asked=told.asked, seed=seed, size=CHOICES)
    if not pairs:
        return None
    just_seen = set(told.asked[-1]) if told.asked else set()
    pair = next((pair for pair in pairs if not just_seen & set(pair)), pairs[0])
    first, second = pair if seed % 2 else reversed(pair)  # the better one must not always be on the left
    return _pair_of(voter, list_id, first, second)


def pair_again(voter: Voter, list_id: int, token: str, told: Told) -> Pair | None:
    """A pair whose answer was taken back, to be answered anew; None for anything else."""
    try:
        first, second = ids_asked(voter, list_id, token)
    except Refused:
        return None
    pair = (min(first, second), max(first, second))
    if pair not in told.asked or pair in told.said.matchups:
        return None
    return _pair_of(voter, list_id, first, second)


def pair_wanted(voter: Voter, list_id: int, of: str, told: Told) -> Pair | None:
    """The pair that a link asks for, `12-34`: only two that one vote would change, since who could choose any pair
    could choose how the list is asked. None for anything else, and for one that the voter answered."""
    close = close_calls([list_id]).get(list_id) if of else None
    if close is None or close.of != of:
        return None
    first, second = sorted((close.above_id, close.below_id))
    if (first, second) in told.asked:
        return None
    return _pair_of(voter, list_id, *_turned(voter, (first, second)))


def _turned(voter: Voter, pair: Ids) -> Ids:
    """The better one must not always be on the left."""
    first, second = pair
    return pair if crc32(f"{voter.key.hex}-{pair}".encode()) % 2 else (second, first)


def last_answer(voter: Voter, list_id: int, told: Told) -> Last | None:
    event = told.last
    if event is None or event.item is None or event.other is None:
        return None
    pair = (event.item, event.other)
    items = Item.objects.filter(removed_at=None).in_bulk(pair)
    if len(items) < 2:
        return None
    unknown = [items[item_id].name for item_id in told.unknown_by(pair)]
    words = answer_in_words(event.outcome, [items[item_id].name for item_id in pair], unknown)
    first, second = event.shown if sorted(event.shown) == [*pair] else pair
    return Last(words, pair_token(voter, list_id, first, second))


def pair_token(voter: Voter, list_id: int, first: int, second: int) -> str:
    """Two items, in the order in which they are shown, as they were asked of one voter."""
    return signing.TimestampSigner(salt=_SALT).sign_object([voter.key.hex, list_id, first, second])


def ids_asked(voter: Voter, list_id: int, token: str) -> Ids:
    """The two items of a pair. Raises Refused unless this voter was asked it, on this list, within a day."""
    try:
        key, of_list, first, second = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=LIVES)
    except signing.SignatureExpired:
        raise Refused(TOO_OLD) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(NOT_ASKED) from None
    if (key, of_list) != (voter.key.hex, list_id):
        raise Refused(NOT_ASKED)
    return first, second


def _pair_of(voter: Voter, list_id: int, first: int, second: int) -> Pair | None:
    items = Item.objects.filter(list_id=list_id, removed_at=None).select_related("standing").in_bulk([first, second])
    if len(items) < 2:
        return None
    return Pair(_side(items[first]), _side(items[second]), pair_token(voter, list_id, first, second))


def _side(item: Item) -> Side:
    at: Standing | None = getattr(item, "standing", None)
    return Side(item.pk, item.name, tuple(item.credits), at.rank if at else None)
