"""One count: bring a tally up to a version, fit the ranking, and derive the standings."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil
from types import MappingProxyType

from django.conf import settings

from ranklore.ballots.ballot import Ballot, BallotTerms, ballots_by_voter
from ranklore.ballots.models import Board, Vote
from ranklore.ballots.recount.checkpoints import checkpoint_of, start_from_bytes
from ranklore.ballots.recount.evidence import (
    CountedBallot,
    CountTerms,
    ballots_on_list,
    evidence_of_ballot,
    evidence_of_counted,
)
from ranklore.ballots.recount.kept_counts import PublishedState, take_count
from ranklore.ballots.recount.log import (
    ListItem,
    events_of,
    item_numbers,
    items_of,
    late_items,
    voters_since,
    votes_set_aside,
)
from ranklore.ballots.recount.standing_values import StandingValues
from ranklore.ranking import (
    Publication,
    Ranking,
    Tally,
    WarmStart,
    fit,
    item_voters_needed,
    publish,
    weights_from_units,
)

log = logging.getLogger(__name__)

SAMPLE_MAX = 4000
"""How many ballots are enough to measure the inflation of a list's ranges, and how much the place on a page matters."""
SPOTLIGHT_MAX = 64
"""How many items that ask for a look are kept on the board."""
NO_CHANGES: Mapping[int, BallotTerms] = MappingProxyType({})


@dataclass(slots=True)
class BallotFigures:
    """Figures of all ballots together, without those set aside. A ballot can be subtracted again."""

    voters: int = 0
    answers: int = 0
    orders: int = 0

    def add(self, ballot: Ballot, sign: int = 1) -> None:
        if ballot.trust == 0:
            return
        self.voters += sign * ballot.has_votes
        self.answers += sign * ballot.answers
        self.orders += sign * ballot.has_order


@dataclass(frozen=True, slots=True)
class BallotSum:
    """All ballots together.

    voted_at    when the newest vote was cast
    new_voters  voters with a new vote -> when they cast it
    """

    tally: Tally
    figures: BallotFigures
    voted_at: datetime | None
    new_voters: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountResult:
    """The result of a count up to `version`.

    is_whole   counted from the log, not from a checkpoint
    places     item id -> its standing
    spotlight  ids of items that ask for a look
    published  what the count replaces, where this process knows it
    """

    version: int
    tally: Tally
    is_whole: bool
    start: WarmStart | None
    result: Ranking
    terms: CountTerms
    inflation: float
    figures: BallotFigures
    voted_at: datetime | None
    places: dict[int, StandingValues]
    spotlight: list[int]
    new_voters: Mapping[int, datetime]
    published: PublishedState | None = None

    @property
    def votes(self) -> int:
        about_items = sum(place.votes + place.downs for place in self.places.values())
        return about_items + self.figures.answers + self.figures.orders


def count_new_votes(
    board: Board, items: Sequence[ListItem], terms_before: Mapping[int, BallotTerms] = NO_CHANGES
) -> CountResult:
    """Count the votes since the last count. Count all votes if there is no usable checkpoint.

    `terms_before` has the voters for whom something was decided since, with their old terms.
    """
    if board.budget != settings.VOTER_BUDGET:
        board.budget = settings.VOTER_BUDGET
        return count_from_log(board)
    kept = take_count(board)
    try:
        version, tally = (kept.version, kept.tally) if kept else checkpoint_of(board)
    except ValueError:
        log.exception("list %s: the checkpoint cannot be read; counting from the log", board.pk)
        return count_from_log(board)
    ballots = replay_votes(board, items, version, tally, terms_before)
    count = fit_ballots(board, items, ballots, start_from_bytes(board.fitted))
    return replace(count, published=kept.published) if kept and kept.version == board.counted_version else count


def replay_votes(
    board: Board,
    items: Sequence[ListItem],
    version: int,
    tally: Tally,
    terms_before: Mapping[int, BallotTerms] = NO_CHANGES,
) -> BallotSum:
    """Bring a tally at `version`, and the board's figures, up to the board's version.

    Ballots with new votes are subtracted as they were and added as they are now.
    """
    number = item_numbers(items)
    tally = tally.resized(len(items)) if tally.n_items < len(items) else tally
    touched, voted_at = voters_since(board.pk, min(version, board.counted_version), board.version)
    events = events_of(board.pk, upto=board.version, voters=touched.keys() | terms_before.keys())
    set_aside = votes_set_aside(board)
    published = ballots_by_voter((event for event in events if event.id <= board.counted_version), set_aside)
    before = ballots_by_voter((event for event in events if event.id <= version), set_aside)
    after = ballots_by_voter(events, set_aside)
    for voter_id, terms in terms_before.items():
        published[voter_id].terms = before[voter_id].terms = terms
    for voter_id in before:
        tally.add(evidence_of_ballot(before[voter_id], number, board), sign=-1)
    for voter_id in after:
        tally.add(evidence_of_ballot(after[voter_id], number, board))
    figures = BallotFigures(board.voters, board.answers, board.orders)
    for ballot in published.values():
        figures.add(ballot, sign=-1)
    for ballot in after.values():
        figures.add(ballot)
    real_voters = {event.voter for event in events if event.trust > 0 and not event.is_simulated}
    new_voters = {voter_id: latest for voter_id, latest in touched.items() if voter_id in real_voters}
    return BallotSum(tally, figures, voted_at or board.voted_at, new_voters)


def count_from_log(board: Board, sample: list[CountedBallot] | None = None) -> CountResult:
    """Count every vote on the list up to the board's version, with the published start and inflation.

    `sample` is filled with the ballots of up to SAMPLE_MAX voters: of every voter, or every second, fourth…
    """
    items = items_of(board.pk)
    tally, figures, step = Tally(len(items)), BallotFigures(), 1
    for n, (ballot, counted) in enumerate(ballots_on_list(board, items)):
        tally.add(evidence_of_counted(counted, board))
        figures.add(ballot)
        if sample is not None and n % step == 0:
            sample.append(counted)
            if len(sample) > SAMPLE_MAX:
                del sample[1::2]
                step *= 2
    voted_at = Vote.objects.filter(pk=board.version).values_list("created_at", flat=True).first()
    return fit_ballots(board, items, BallotSum(tally, figures, voted_at), start_from_bytes(board.start), is_whole=True)


def fit_board(board: Board) -> tuple[Ranking, Tally]:
    """The ranking of all items of a list up to the board's version, including those too new to rank or removed."""
    try:
        tally = replay_votes(board, items_of(board.pk), *checkpoint_of(board)).tally
        return fit(tally, start_from_bytes(board.fitted), inflation=board.inflation), tally
    except ValueError:  # the checkpoint cannot be read, or predates a change of terms that the log has
        count = count_from_log(board)
        return count.result, count.tally


def voters_needed_for_rank(voters: int) -> int:
    """How many people must have voted on an item before it has a rank, on a list with this many voters."""
    return ceil(item_voters_needed(voters))


def fit_ballots(
    board: Board, items: Sequence[ListItem], ballots: BallotSum, start: WarmStart | None, *, is_whole: bool = False
) -> CountResult:
    """Fit the ranking, and give standings to the items that are on the list."""
    tally = ballots.tally
    result = fit(tally, start, inflation=board.inflation)
    published = publish(
        result,
        tally,
        [n for n, item in enumerate(items) if item.removed_at is None],
        voters=ballots.figures.voters,
        late=late_items(items),
        seed=board.version,
    )
    return CountResult(
        version=board.version,
        tally=tally,
        is_whole=is_whole,
        start=start,
        result=result,
        terms=CountTerms.of(board),
        inflation=board.inflation,
        figures=ballots.figures,
        voted_at=ballots.voted_at,
        places={items[n].id: place for n, place in _standings_of(result, tally, published).items()},
        spotlight=[items[n].id for n in published.spotlight[:SPOTLIGHT_MAX]],
        new_voters=ballots.new_voters,
    )


def _standings_of(result: Ranking, tally: Tally, published: Publication) -> dict[int, StandingValues]:
    """Item number -> standing."""
    asked, known, voters = (weights_from_units(each) for each in (tally.shown, tally.known, tally.voters))
    standings = {}
    for position, n in enumerate(published.order, start=1):
        place = published.places.get(n)
        standings[n] = StandingValues(
            position=position,
            rank=place and place.rank,
            rank_low=place and place.low,
            rank_high=place and place.high,
            tie_group=place and place.tie_group,
            votes_to_flip=place and place.votes_to_flip,
            votes=int(tally.picks[n]),
            downs=int(tally.downs[n]),
            orders=int(tally.ordered[n]),
            seen=int(tally.seen[n]),
            voters=round(float(voters[n])),
            asked=round(float(asked[n])),
            known=round(float(known[n])),
            score=round(float(result.score[n]), 3),
            familiarity=round(float(result.familiarity[n]), 2),
        )
    return standings
