"""The matchups of one voter on the Compare page: those they were asked, and the next one."""

from dataclasses import dataclass
from zlib import crc32

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ranklore.ballots.ballot import DONT_KNOW, DOWN, KNOW, MATCHUP, PICK, SKIP, VOTE_EVENT_FIELDS, Ballot, VoteEvent
from ranklore.ballots.messages import describe_answer
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.queries.compare.close_calls import close_calls
from ranklore.ballots.queries.compare.pair_selection import select_pairs
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

TOKEN_LIFETIME = 24 * 3600
"""In seconds: how long a matchup can be answered."""
CANDIDATE_PAIRS = 8
"""How many pairs to choose from, to find one without an item of the previous pair."""
NOT_ASKED_MESSAGE = gettext_noop("You were not asked about that pair, so nothing was changed. Here is another one.")
EXPIRED_MATCHUP_MESSAGE = gettext_noop(
    "That pair was more than a day old, so nothing was changed. Here is another one."
)

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
    """The voter's last answer as a sentence, with a token to take it back."""

    sentence: str
    token: str


@dataclass(frozen=True, slots=True)
class MatchupState:
    """What a voter said on a list, as far as the next matchup depends on it. Pairs have the lower id first.

    asked  every pair the voter answered, retracted or not, the newest last
    last   the newest answer, unless it was retracted
    """

    ballot: Ballot
    asked: tuple[ItemIds, ...]
    last: VoteEvent | None

    @property
    def unknown(self) -> set[int]:
        return set(self.ballot.of_kind(DONT_KNOW))

    @property
    def known(self) -> set[int]:
        voted_on = (item_id for kind in (PICK, DOWN, KNOW) for item_id in self.ballot.of_kind(kind))
        compared = (item_id for pair, outcome in self.ballot.matchups.items() if outcome != SKIP for item_id in pair)
        return {*voted_on, *compared, *self.ballot.order} - self.unknown

    def unknown_by(self, pair: ItemIds) -> list[int]:
        """The items of a skipped pair that the voter answered "don't know" about."""
        if self.ballot.matchups.get(pair) != SKIP:
            return []
        unknown = {item_id for item_id, shown in self.ballot.of_kind(DONT_KNOW).items() if sorted(shown) == [*pair]}
        return [item_id for item_id in pair if item_id in unknown]


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
    """The pair that teaches the ranking most, of those the voter was not asked. None if nothing useful is left."""
    seed = crc32(f"{voter.key.hex}-{len(state.asked)}".encode())
    pairs = select_pairs(
        list_id, known=state.known, unknown=state.unknown, asked=state.asked, seed=seed, size=CANDIDATE_PAIRS
    )
    if not pairs:
        return None
    just_seen = set(state.asked[-1]) if state.asked else set()
    pair = next((pair for pair in pairs if not just_seen & set(pair)), pairs[0])
    first, second = pair if seed % 2 else reversed(pair)  # so that the better one is not always on the left
    return _matchup_question(voter, list_id, first, second)


def reopened_matchup(voter: Voter, list_id: int, token: str, state: MatchupState) -> MatchupQuestion | None:
    """A pair whose answer the voter took back, to answer it again. None for anything else."""
    try:
        first, second = read_matchup_token(voter, list_id, token)
    except Refused:
        return None
    pair = (min(first, second), max(first, second))
    if pair not in state.asked or pair in state.ballot.matchups:
        return None
    return _matchup_question(voter, list_id, first, second)


def requested_matchup(voter: Voter, list_id: int, of: str, state: MatchupState) -> MatchupQuestion | None:
    """The pair that a link asks for, `12-34`. None if the voter answered it already.

    Only a close call can be asked for. With free choice of pairs, people could steer the ranking by what they ask.
    """
    close = close_calls([list_id]).get(list_id) if of else None
    if close is None or close.of != of:
        return None
    first, second = sorted((close.above_id, close.below_id))
    if (first, second) in state.asked:
        return None
    return _matchup_question(voter, list_id, *_shuffled(voter, (first, second)))


def _shuffled(voter: Voter, pair: ItemIds) -> ItemIds:
    """The pair in an order that depends on the voter, so that the better one is not always on the left."""
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
    sentence = describe_answer(event.outcome, [items[item_id].name for item_id in pair], unknown)
    first, second = event.shown if sorted(event.shown) == [*pair] else pair
    return LastAnswer(sentence, matchup_token(voter, list_id, first, second))


def matchup_token(voter: Voter, list_id: int, first: int, second: int) -> str:
    """A signed matchup: the voter, the list, and the two items in the order in which they are shown.

    A visitor who never wrote anything has no key yet, so the token is for any new voter.
    """
    return signing.TimestampSigner(salt=_SALT).sign_object([voter.key.hex if voter.pk else "", list_id, first, second])


def read_matchup_token(voter: Voter, list_id: int, token: str) -> ItemIds:
    """The two items of a token. Raises Refused unless this voter was asked them on this list within a day.

    The token of a visitor without a key counts for a voter who has answered nothing else on this list.
    """
    try:
        key, token_list_id, first, second = signing.TimestampSigner(salt=_SALT).unsign_object(
            token, max_age=TOKEN_LIFETIME
        )
    except signing.SignatureExpired:
        raise Refused(_(EXPIRED_MATCHUP_MESSAGE)) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(_(NOT_ASKED_MESSAGE)) from None
    is_first = not key and set(matchup_state_of(voter, list_id).asked) <= {(min(first, second), max(first, second))}
    if token_list_id != list_id or not (is_first or key == voter.key.hex):
        raise Refused(_(NOT_ASKED_MESSAGE))
    return first, second


def _matchup_question(voter: Voter, list_id: int, first: int, second: int) -> MatchupQuestion | None:
    items = Item.objects.filter(list_id=list_id, removed_at=None).select_related("standing").in_bulk([first, second])
    if len(items) < 2:
        return None
    return MatchupQuestion(
        _matchup_side(items[first]), _matchup_side(items[second]), matchup_token(voter, list_id, first, second)
    )


def _matchup_side(item: Item) -> MatchupSide:
    standing: Standing | None = getattr(item, "standing", None)
    return MatchupSide(item.pk, item.name, tuple(item.credits), standing.rank if standing else None)
