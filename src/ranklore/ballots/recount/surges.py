"""Find surges: far more votes on one item than the other votes on its list explain.

Each test looks at one item, one kind of answer, and some of the voters: those who are new to the site, those of them
who voted on nothing else, those from a crowded network, or those of one stretch of the log. How often voters outside of
the group gave the same answer about the item, and how often the group gave it about other items, says how many answers
to expect. Nothing looks at whether a vote agrees with others about which item is better.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ranklore.ballots.ballot import DOWN, PICK
from ranklore.ranking import IndexedBallot

WON, LOST = "won", "lost"
NEW, LONE, CROWDED, WINDOW = "new", "lone", "crowded", "window"

SIGMAS_MIN = 5.0
"""So many standard deviations above what is expected is a surge."""
WINDOW_SIGMAS_MIN = 10.0
"""The same for a stretch of the log. An item that moves up a page is honestly picked more often for a while."""
EXCESS_MIN = 8
WINDOW_EXCESS_MIN = 12
"""A surge has at least so many answers too many."""
STILL_A_SURGE = 0.6
"""A surge that was found before ends below this share of the thresholds."""
OUTSIDE_MIN = 20
"""A group can be compared with so many other voters, or a stretch of the log with so many other votes."""
TASTE_SD = 0.7
"""How much groups of honest voters differ in how often they give an answer about an item, as a share of it."""
PRIOR_ANSWERS = 10.0
"""A rate starts from so many answers at the list's usual rate."""
WINDOW_VOTES_MIN = 16
WINDOWS_MAX = 256
CROWDED_SHARE = 0.25
"""A new voter whose ballot weighs less than this is the fifth or a later one of a network."""
SURGES_MAX = 8
"""Of one kind of answer. On a list with more, the next look finds the others."""

Flags = NDArray[np.bool_]
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VoterRecord:
    """The ballot of a voter, with what a surge is told from.

    voted_at    item -> when the voter's vote on it was cast, as the id of the vote; the others were cast at `at`
    is_new      whether the voter was new to the site at their newest vote
    is_crowded  whether they came from a network that many new voters came from
    """

    voter: int
    ballot: IndexedBallot
    at: int
    voted_at: Mapping[int, int] = field(default_factory=dict)
    is_new: bool = False
    is_crowded: bool = False


@dataclass(frozen=True, slots=True)
class Surge:
    """Answers of one kind about one item that are too many.

    group     the group of voters that stood out
    expected  how many were to be expected
    voters    those whose votes are too many: all but the first ones, as many as were expected
    """

    item: int
    kind: str
    group: str
    expected: float
    voters: tuple[int, ...]


def find_surges(
    records: Sequence[VoterRecord],
    n_items: int,
    watched: Collection[tuple[int, str]] = (),
    accepted: Mapping[int, int] = MappingProxyType({}),
) -> list[Surge]:
    """Find the surges in the ballots of a list, the clearest first.

    watched   (item, kind) of surges that were found before: they last while STILL_A_SURGE of the evidence does
    accepted  item -> the newest vote that somebody looked at and found honest
    """
    return [
        surge
        for kind, (answers, of_voter) in _answers_by_kind(records, accepted).items()
        for surge in _surges_of(answers, of_voter, kind, n_items, {item for item, of in watched if of == kind})
    ]


@dataclass(frozen=True, slots=True)
class _Answers:
    """One kind of answer: every voter and item where it could have been given. Arrays, (n_answers,).

    at        the place of the vote in the log, from 0
    is_given  whether the voter gave this answer
    groups    whether the voter is in a group, by its name
    """

    item: NDArray[np.int64]
    at: NDArray[np.int64]
    is_given: Flags
    is_accepted: Flags
    groups: Mapping[str, Flags]


def _answers_by_kind(
    records: Sequence[VoterRecord], accepted: Mapping[int, int]
) -> dict[str, tuple[_Answers, NDArray[np.int64]]]:
    """Kind -> the answers, and their voters."""
    rows: dict[str, list[tuple[int, int, int, bool]]] = {PICK: [], DOWN: [], WON: [], LOST: []}
    for n, record in enumerate(records):
        for kind, item, is_given in _answers_in(record.ballot):
            rows[kind].append((n, item, record.voted_at.get(item, record.at), is_given))
    is_new = np.array([record.is_new for record in records], dtype=bool)
    is_lone = is_new & np.array([len(record.ballot.voted_on) == 1 for record in records], dtype=bool)
    is_crowded = np.array([record.is_crowded for record in records], dtype=bool)
    voters = np.array([record.voter for record in records], dtype=np.int64)
    found = {}
    for kind, of_kind in rows.items():
        if of_kind:
            who, item, time, is_given = np.array(of_kind, dtype=np.int64).T
            is_accepted = time <= np.array([accepted.get(each, -1) for each in item.tolist()])
            groups = {
                name: flags[who] & ~is_accepted
                for name, flags in ((NEW, is_new), (LONE, is_lone), (CROWDED, is_crowded))
            }
            at = np.unique(time, return_inverse=True)[1]
            found[kind] = _Answers(item, at, is_given.astype(bool), is_accepted, groups), voters[who]
    return found


def _answers_in(ballot: IndexedBallot) -> Iterator[tuple[str, int, bool]]:
    """Kind, item and whether it was given, for every answer that the voter could give."""
    for item in {*ballot.picks, *ballot.downs, *chain(*ballot.picks.values(), *ballot.downs.values())}:
        yield PICK, item, item in ballot.picks
        yield DOWN, item, item in ballot.downs
    compared = [(each.left, each.right, each.winner) for each in ballot.matchups]
    if len(ballot.order) > 1:  # a personal ranking counts as its first item against its last one
        first, last = ballot.order[0], ballot.order[-1]
        if isinstance(first, int) and isinstance(last, int):
            compared.append((first, last, first))
    for left, right, winner in compared:
        if winner is not None:
            for item in (left, right):
                yield WON, item, item == winner
                yield LOST, item, item != winner


def _surges_of(
    answers: _Answers, of_voter: NDArray[np.int64], kind: str, n_items: int, watched: Collection[int]
) -> list[Surge]:
    lowered = np.ones(n_items)
    lowered[list(watched)] = STILL_A_SURGE
    left = np.ones(answers.item.size, dtype=bool)
    found: list[Surge] = []
    while len(found) < SURGES_MAX:
        tests = [
            _clearest_in_group(answers, left, flags, name, lowered, of_voter) for name, flags in answers.groups.items()
        ]
        if kind in (PICK, WON):  # who votes down goes for whatever stands high at the time
            tests.append(_clearest_in_window(answers, left, lowered))
        clearness, surge = max(tests, key=lambda test: test[0])
        if clearness < 1 or surge is None:
            return found
        item, name, expected, rows = surge
        found.append(Surge(item, kind, name, expected, tuple(of_voter[rows].tolist())))
        # without all that these voters were asked: they would make the others of their group look as picky as they are
        left &= ~np.isin(of_voter, of_voter[rows])
    return found


_Clearest = tuple[float, tuple[int, str, float, NDArray[np.int64]] | None]
"""How far above its threshold a surge is, and its item, group, expected votes, and the rows of the excess."""
_NOTHING: _Clearest = (0.0, None)


def _clearest_in_group(
    answers: _Answers, left: Flags, inside: Flags, name: str, lowered: Counts, of_voter: NDArray[np.int64]
) -> _Clearest:
    outside = left & ~inside
    if not inside.any() or np.unique(of_voter[outside]).size < OUTSIDE_MIN:
        return _NOTHING
    n_items, inside = lowered.size, left & inside

    def count(rows: Flags) -> Counts:
        return np.bincount(answers.item[rows], minlength=n_items).astype(np.float64)

    given = count(inside & answers.is_given)
    expected, clearness = _expected_answers(
        count(inside), given, count(outside), count(outside & answers.is_given), lowered, SIGMAS_MIN, EXCESS_MIN
    )
    item = int(clearness.argmax())
    rows = _excess(answers, inside, item, expected[item])
    return float(clearness[item]), (item, name, float(expected[item]), rows)


def _clearest_in_window(answers: _Answers, left: Flags, lowered: Counts) -> _Clearest:
    """The clearest surge in a stretch of the log of 16, 32, 64… votes; each one begins in the middle of another."""
    rows = np.flatnonzero(left & ~answers.is_accepted)
    n_votes, n_items, best = int(answers.at.max()) + 1, lowered.size, _NOTHING
    size = WINDOW_VOTES_MIN
    while size * 2 <= n_votes and n_votes - size >= OUTSIDE_MIN:
        step = size // 2
        n_blocks = -(-n_votes // step)
        if n_blocks <= 2 * WINDOWS_MAX:
            cells = answers.at[rows] // step * n_items + answers.item[rows]

            def count(cells: NDArray[np.int64], n_blocks: int = n_blocks) -> Counts:
                by_block = np.bincount(cells, minlength=n_blocks * n_items).reshape(n_blocks, n_items)
                return by_block.astype(np.float64)

            asked, given = count(cells), count(cells[answers.is_given[rows]])
            asked_in, given_in = asked[:-1] + asked[1:], given[:-1] + given[1:]
            expected, clearness = _expected_answers(
                asked_in,
                given_in,
                asked.sum(axis=0) - asked_in,
                given.sum(axis=0) - given_in,
                lowered,
                WINDOW_SIGMAS_MIN,
                WINDOW_EXCESS_MIN,
            )
            window, item = map(int, np.unravel_index(int(clearness.argmax()), clearness.shape))
            if clearness[window, item] > best[0]:
                begin = window * step
                inside = left & ~answers.is_accepted & (answers.at >= begin) & (answers.at < begin + size)
                excess = _excess(answers, inside, item, expected[window, item])
                best = (
                    float(clearness[window, item]),
                    (item, WINDOW, float(expected[window, item]), excess),
                )
        size *= 2
    return best


def _expected_answers(
    asked: Counts,
    given: Counts,
    asked_outside: Counts,
    given_outside: Counts,
    lowered: Counts,
    sigmas_min: float,
    excess_min: int,
) -> tuple[Counts, Counts]:
    """The number of answers to expect, and how far above the threshold the given ones are. All are (…, n_items).

    The expected number is how often the item was asked about, times the rate outside, times how often the group gives
    the answer about the other items, compared with outside. Where many items stand out, none does: the group differs.
    """
    usual = given_outside.sum(-1, keepdims=True) / np.maximum(asked_outside.sum(-1, keepdims=True), 1)
    known = given_outside + PRIOR_ANSWERS * usual
    likely = asked * known / (asked_outside + PRIOR_ANSWERS)
    factor = (given.sum(-1, keepdims=True) - given + PRIOR_ANSWERS) / (
        likely.sum(-1, keepdims=True) - likely + PRIOR_ANSWERS
    )
    expected = np.minimum(likely * factor, asked)
    variance = expected + expected**2 / np.maximum(known, 1e-3) + (TASTE_SD * expected) ** 2
    sigmas = (given - expected) / np.sqrt(np.maximum(variance, 0.25))
    spread = np.quantile(np.maximum(sigmas, 0), 0.9, axis=-1, keepdims=True, method="lower") / 1.65
    sigmas /= np.maximum(spread, 1)
    is_many = given - expected >= excess_min * lowered
    # how many are kept: without the prior, because votes that are kept for an item nobody else chose are the attack
    kept = np.minimum(asked * given_outside / np.maximum(asked_outside, 1) * factor, given)
    return kept, np.where(is_many, sigmas / (sigmas_min * lowered), 0)


def _excess(answers: _Answers, inside: Flags, item: int, expected: float) -> NDArray[np.int64]:
    """The rows of the votes that are too many: the first ones are kept, as many as are expected."""
    given = np.flatnonzero(inside & answers.is_given & (answers.item == item))
    return given[np.argsort(answers.at[given], kind="stable")][int(expected) :]
