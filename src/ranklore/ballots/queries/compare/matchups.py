"""The matchups of one voter on the Compare page: those already asked, and the next one."""

from dataclasses import dataclass
from zlib import crc32

from django.core import signing

from ranklore.ballots.ballot import DONT_KNOW, DOWN, KNOW, MATCHUP, PICK, SKIP, VOTE_EVENT_FIELDS, Ballot, VoteEvent
from ranklore.ballots.messages import describe_answer
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.queries.compare.close_calls import close_calls
from ranklore.ballots.queries.compare.pair_selection import select_pairs
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

TOKEN_LIFETIME = 24 * 3600
"""Seconds that a pair can be answered."""
CANDIDATE_PAIRS = 8
"""Pairs of which the first is asked that has neither item of the pair before."""
NOT_ASKED_MESSAGE = "That answer was not to a pair that you were asked. Here is the next one; nothing was changed."
EXPIRED_MATCHUP_MESSAGE = "That pair was more than a day old. Here is the next one; nothing was changed."

_SALT = "ranklore.ballots.pair"

ItemIds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MatchupSide:
    item_id: int
    name: str
    credits: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class MatchupQuestion:
    first: MatchupSide
    second: MatchupSide
    token: str


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The answer that the voter gave last, in words, if it stands and can be taken back."""

    words: str
    token: str


@dataclass(frozen=True, slots=True)
class MatchupState:
    """What a voter said on a list, as far as it bears on the next question. A pair has its lower id first."""

    ballot: Ballot
    asked: tuple[ItemIds, ...]  # every pair, also of answers that were taken back; the newest last
    last: VoteEvent | None  # the newest answer, unless it was taken back

    @property
    def unknown(self) -> set[int]:
        return set(self.ballot.of_kind(DONT_KNOW))

    @property
    def known(self) -> set[int]:
        about = (item_id for kind in (PICK, DOWN, KNOW) for item_id in self.ballot.of_kind(kind))
        compared = (item_id for pair, outcome in self.ballot.matchups.items() if outcome != SKIP for item_id in pair)
        return {*about, *compared, *self.ballot.order} - self.unknown

    def unknown_by(self, pair: ItemIds) -> list[int]:
        """Which of a skipped pair the voter does not know, said as the answer to it."""
        if self.ballot.matchups.get(pair) != SKIP:
            return []
        with_pair = {item_id for item_id, shown in self.ballot.of_kind(DONT_KNOW).items() if sorted(shown) == [*pair]}
        return [item_id for item_id in pair if item_id in with_pair]


def matchup_state_of(voter: Voter, list_id: int) -> MatchupState:
    ballot, asked, last = Ballot(), dict[ItemIds, None](), None
    votes = Vote.objects.filter(voter=voter, list_id=list_id).order_by("id") if voter.pk else Vote.objects.none()
    for event in map(VoteEvent._make, votes.values_list(*VOTE_EVENT_FIELDS)):
        ballot.apply(event)
        if event.kind == MATCHUP and event.item and event.other:
            asked.pop((event.item, event.other), None)
            asked[event.item, event.other] = None
            last = None if event.is_retraction else event
    return MatchupState(ballot, tuple(asked), last)


def next_matchup(voter: Voter, list_id: int, state: MatchupState) -> MatchupQuestion | None:
    """The pair that teaches most, of those that this voter was not asked yet; None when nothing useful is left."""
    seed = crc32(f"{voter.key.hex}-{len(state.asked)}".encode())
    pairs = select_pairs(
        list_id, known=state.known, unknown=state.unknown, asked=state.asked, seed=seed, size=CANDIDATE_PAIRS
    )
    if not pairs:
        return None
    just_seen = set(state.asked[-1]) if state.asked else set()
    pair = next((pair for pair in pairs if not just_seen & set(pair)), pairs[0])
    first, second = pair if seed % 2 else reversed(pair)  # the better one must not always be on the left
    return _matchup_question(voter, list_id, first, second)


def reopened_matchup(voter: Voter, list_id: int, token: str, state: MatchupState) -> MatchupQuestion | None:
    """A pair whose answer was taken back, to be answered anew; None for anything else."""
    try:
        first, second = read_matchup_token(voter, list_id, token)
    except Refused:
        return None
    pair = (min(first, second), max(first, second))
    if pair not in state.asked or pair in state.ballot.matchups:
        return None
    return _matchup_question(voter, list_id, first, second)


def requested_matchup(voter: Voter, list_id: int, of: str, state: MatchupState) -> MatchupQuestion | None:
    """The pair that a link asks for, `12-34`: only two that one vote would change, since who could choose any pair
    could choose how the list is asked. None for anything else, and for one that the voter answered."""
    close = close_calls([list_id]).get(list_id) if of else None
    if close is None or close.of != of:
        return None
    first, second = sorted((close.above_id, close.below_id))
    if (first, second) in state.asked:
        return None
    return _matchup_question(voter, list_id, *_shuffled(voter, (first, second)))


def _shuffled(voter: Voter, pair: ItemIds) -> ItemIds:
    """The better one must not always be on the left."""
    first, second = pair
    return pair if crc32(f"{voter.key.hex}-{pair}".encode()) % 2 else (second, first)


def last_answer(voter: Voter, list_id: int, state: MatchupState) -> LastAnswer | None:
    event = state.last
    if event is None or event.item is None or event.other is None:
        return None
    pair = (event.item, event.other)
    items = Item.objects.filter(removed_at=None).in_bulk(pair)
    if len(items) < 2:
        return None
    unknown = [items[item_id].name for item_id in state.unknown_by(pair)]
    words = describe_answer(event.outcome, [items[item_id].name for item_id in pair], unknown)
    first, second = event.shown if sorted(event.shown) == [*pair] else pair
    return LastAnswer(words, matchup_token(voter, list_id, first, second))


def matchup_token(voter: Voter, list_id: int, first: int, second: int) -> str:
    """Two items, in the order in which they are shown, as they were asked of one voter."""
    return signing.TimestampSigner(salt=_SALT).sign_object([voter.key.hex, list_id, first, second])


def read_matchup_token(voter: Voter, list_id: int, token: str) -> ItemIds:
    """The two items of a pair. Raises Refused unless this voter was asked it, on this list, within a day."""
    try:
        key, of_list, first, second = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=TOKEN_LIFETIME)
    except signing.SignatureExpired:
        raise Refused(EXPIRED_MATCHUP_MESSAGE) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(NOT_ASKED_MESSAGE) from None
    if (key, of_list) != (voter.key.hex, list_id):
        raise Refused(NOT_ASKED_MESSAGE)
    return first, second


def _matchup_question(voter: Voter, list_id: int, first: int, second: int) -> MatchupQuestion | None:
    items = Item.objects.filter(list_id=list_id, removed_at=None).select_related("standing").in_bulk([first, second])
    if len(items) < 2:
        return None
    return MatchupQuestion(
        _matchup_side(items[first]), _matchup_side(items[second]), matchup_token(voter, list_id, first, second)
    )


def _matchup_side(item: Item) -> MatchupSide:
    at: Standing | None = getattr(item, "standing", None)
    return MatchupSide(item.pk, item.name, tuple(item.credits), at.rank if at else None)
