"""From the vote log to standings. With `pairing`, the only place that opens the engine.

The log is the truth. A tally is the sum of its ballots up to some vote; a recount takes the ballots that were touched
since out of it as they were, puts them in as they are, fits from where the last fit ended, and publishes. All that is
published can be thrown away: `rebuild` makes it again from the log alone.
"""

import io
import logging
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from math import inf
from operator import attrgetter
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from ranklore.ballots.history import remember_places
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.place import PLACE_FIELDS, Place
from ranklore.ballots.rules import DONT_KNOW, DOWN, ITEM, KNOW, OTHER, PICK, SKIP, TIE, Event, Said, said_by_voter
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.ranking import (
    Ballot,
    Evidence,
    Matchup,
    NotConverged,
    Ranking,
    Start,
    Tally,
    among,
    attention_order,
    evidence_of,
    fit,
    inflation_of,
    weights_of,
)

log = logging.getLogger(__name__)

CHECKPOINT_EVERY = 64
"""Votes: writing a tally down takes longer than counting some votes again."""
TALLIES_KEPT = 32
"""By each process, of the lists that were counted last."""
SAMPLE = 4000
"""Voters whose ballots tell the inflation of a list's ranges."""
LOOKS = 64
"""Items that are kept as asking for a look."""


_EVENT_FIELDS = ("id", "voter_id", "kind", "is_retraction", "item_id", "other_id", "outcome", "order", "shown")


@dataclass(slots=True)
class Figures:
    """Plain figures of all ballots together; each can be taken out again."""

    voters: int = 0
    answers: int = 0
    orders: int = 0

    def add(self, said: Said, sign: int = 1) -> None:
        self.voters += sign * said.has_votes
        self.answers += sign * said.answers
        self.orders += sign * bool(said.order)


class ListItem(NamedTuple):
    id: int
    removed_at: datetime | None
    nonce: uuid.UUID | None  # of an item that was added later


@dataclass(frozen=True, slots=True)
class Sum:
    """All ballots together, and when the newest vote in them was cast."""

    tally: Tally
    figures: Figures
    voted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """What a count up to `version` comes to. places: item id -> place; looks: the items that ask for a look."""

    version: int
    tally: Tally
    is_whole: bool  # counted from the log, not from a checkpoint
    start: Start | None
    result: Ranking
    budget: float
    inflation: float
    figures: Figures
    voted_at: datetime | None
    places: dict[int, Place]
    looks: list[int]

    @property
    def votes(self) -> int:
        about_items = sum(place.votes + place.downs for place in self.places.values())
        return about_items + self.figures.answers + self.figures.orders


def recount(list_id: int, *, below: int | None = None) -> bool:
    """Bring the standings up to the newest vote. False, and nothing is done, on a list that is not below so many items.

    Safe to call at any time, from any number of workers: the one that publishes second starts over. Should the fit
    find no answer, the standings stay as they are and the next recount tries again; the votes are in the log.
    """
    with _turn_at(list_id):
        while True:
            board = Board.objects.loading("fitted").get(pk=list_id)
            if board.counted_version == board.version:
                return True
            items = _items_of(list_id, most=below)
            if len(items) == below:
                return False
            try:
                count = _count_since_last(board, items)
            except NotConverged:
                log.exception("list %s: its votes up to %s could not be ranked", list_id, board.version)
                return True
            if _publish(board, count):
                return True


def recount_after_vote(list_id: int) -> bool:
    """Recount a list at once, or leave a long one to the worker: then the answer is False."""
    return recount(list_id, below=settings.WORKER_FROM)


def lists_to_count() -> list[int]:
    """The lists with votes that are not counted yet."""
    return list(Board.objects.exclude(counted_version=F("version")).values_list("pk", flat=True))


def item_came_or_went(item: Item) -> None:
    """Publish anew after an item was removed or put back. Call it with the board held.

    Its place leaves the list and comes back with it; its votes stay in the log and in the tally.
    """
    board = Board.objects.loading("fitted").get(pk=item.list_id)
    if board.version:
        _publish(board, _count_since_last(board, _items_of(board.pk)))


def rebuild(list_id: int) -> None:
    """Count the whole log again, as if there were no checkpoint and no board, and measure the inflation.

    Voters need not wait for it: the board is held only for what was said while the log was read.
    """
    while True:
        board, _ = Board.objects.get_or_create(list_id=list_id)
        epoch, board.version = board.epoch, newest_vote(list_id)
        board.budget, board.inflation, board.start = settings.VOTER_BUDGET, 1.0, None
        sample: list[Evidence] = []
        count = count_from_log(board, sample)
        board.inflation = inflation_of(count.result, sample)
        with transaction.atomic():
            held = lock_board(list_id)
            if held.epoch != epoch:
                continue  # votes were erased meanwhile
            figures = count.figures
            board.counted_version, board.version = count.version, newest_vote(list_id)
            board.voters, board.answers, board.orders = figures.voters, figures.answers, figures.orders
            board.voted_at = count.voted_at
            if board.version > count.version or board.inflation > 1:
                items = _items_of(list_id)
                sum_now = _replayed(board, items, count.version, count.tally)
                count = _counted(board, items, sum_now, start=None, is_whole=True)
            Board.objects.filter(pk=list_id).update(version=board.version)
            board.counted_version = held.counted_version
            _publish(board, count)
            return


def rebuild_voted_since(moment: datetime) -> None:
    """Rebuild the lists with a vote since then, those that find no answer left out."""
    for list_id in Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True):
        try:
            rebuild(list_id)
        except NotConverged:
            log.exception("list %s could not be counted anew", list_id)


def differences(list_id: int) -> list[str]:
    """What does not agree with the log, a sentence each; empty when all that is published does."""
    Board.objects.get_or_create(list_id=list_id)
    whole = Board.objects.loading("checkpoint", "start")
    if not _differences(whole.get(pk=list_id)):
        return []
    with transaction.atomic():  # again, so that no vote comes between what is read of the log and of the standings
        lock_board(list_id)
        return _differences(whole.get(pk=list_id))


def _differences(board: Board) -> list[str]:
    list_id, found = board.pk, []
    if board.version != newest_vote(list_id):
        found.append(f"the board says the newest vote is {board.version}; the log says {newest_vote(list_id)}")
    if board.counted_version != board.version:
        found.append(f"votes after {board.counted_version} are not counted yet")
    truth = count_from_log(board)
    for what, said, counted in (
        ("voters", board.voters, truth.figures.voters),
        ("answers", board.answers, truth.figures.answers),
        ("orders", board.orders, truth.figures.orders),
        ("votes", board.votes, truth.votes),
        ("as the time of the last vote", board.voted_at, truth.voted_at),
    ):
        if said != counted:
            found.append(f"the board says {said} {what}; the log says {counted}")
    try:
        kept = _replayed(board, _items_of(list_id), *_checkpoint_of(board))
        if kept.tally != truth.tally:
            found.append("the checkpoint and the votes since are not the sum of the ballots")
    except ValueError as problem:
        found.append(f"the checkpoint cannot be read: {problem}")
    published = _published(list_id)
    for item_id in sorted(published.keys() | truth.places.keys()):
        ours, theirs = published.get(item_id), truth.places.get(item_id)
        if ours is None or not ours.is_close_to(theirs):
            found.append(f"item {item_id}: published {ours}, the log gives {theirs}")
    return found


def lists_with_votes() -> dict[int, str]:
    """Every list that somebody ever voted on, as the log has it: its id and its slug."""
    return dict(Vote.objects.order_by("list_id").values_list("list_id", "list__slug").distinct())


def lock_board(list_id: int) -> Board:
    """The board of a list, made when first needed, held to the end of the transaction."""
    board, _ = Board.objects.select_for_update().get_or_create(
        list_id=list_id, defaults={"budget": settings.VOTER_BUDGET}
    )
    return board


def newest_vote(list_id: int) -> int:
    """The id of the newest vote in the log of a list; 0 without any."""
    return Vote.objects.filter(list_id=list_id).order_by("-id").values_list("id", flat=True).first() or 0


def count_from_log(board: Board, sample: list[Evidence] | None = None) -> Count:
    """Count every vote on the list up to the board's version, with the start and inflation of what is published.

    `sample` is filled with the evidence of up to SAMPLE voters: every voter, or every second, fourth, …
    """
    items = _items_of(board.pk)
    tally, figures, step = Tally(len(items)), Figures(), 1
    for n, (said, evidence) in enumerate(_evidence_in_log(board, items)):
        tally.add(evidence)
        figures.add(said)
        if sample is not None and n % step == 0:
            sample.append(evidence)
            if len(sample) > SAMPLE:
                del sample[1::2]
                step *= 2
    voted_at = Vote.objects.filter(pk=board.version).values_list("created_at", flat=True).first()
    return _counted(board, items, Sum(tally, figures, voted_at), _start_in(board.start), is_whole=True)


def settle(list_id: int) -> None:
    """Bring the standings up to the newest vote and write the tally down, so that nothing rests on older votes.

    Call it with the board held. What other processes keep of the list is void from now on.
    """
    board = Board.objects.loading("fitted").get(pk=list_id)
    count = replace(_count_since_last(board, _items_of(list_id)), is_whole=True)
    _publish(board, count)
    Board.objects.filter(pk=list_id).update(epoch=F("epoch") + 1)


def after_erasure(list_id: int) -> None:
    """Make the board stand on the newest vote that is left, after `settle` and the deletion of what says nothing."""
    newest = Vote.objects.filter(list_id=list_id).order_by("-id").first()
    version = newest.pk if newest else 0
    Board.objects.filter(pk=list_id).update(
        version=version,
        counted_version=version,
        checkpoint_version=version,
        voted_at=newest.created_at if newest else None,
    )


def result_of(board: Board) -> tuple[Ranking, Tally]:
    """The ranking of all items of a list up to the board's version, those too new or taken off included."""
    try:
        tally = _replayed(board, _items_of(board.pk), *_checkpoint_of(board)).tally
    except ValueError:
        tally = count_from_log(board).tally
    return fit(tally, _start_in(board.fitted), inflation=board.inflation), tally


def weight_of(list_id: int, voter: Voter) -> float:
    """What a voter's ballot would weigh on a list if there were no budget, in matchups."""
    if voter.pk is None:
        return 0.0
    events = _events(list_id, upto=newest_vote(list_id), voters={voter.pk})
    said = said_by_voter(events).get(voter.pk, Said())
    evidence = _evidence_in(said, _numbers(_items_of(list_id)), inf)
    return float(sum(pairs.weights.sum() for pairs in evidence.tables if pairs))


def _count_since_last(board: Board, items: Sequence[ListItem]) -> Count:
    """Count the votes that are new since the last count, or all of them if what was kept is of no use."""
    if board.budget != settings.VOTER_BUDGET:
        board.budget = settings.VOTER_BUDGET
        return count_from_log(board)
    try:
        kept = _take(board) or _checkpoint_of(board)
    except ValueError:
        log.exception("list %s: the checkpoint cannot be read; counting from the log", board.pk)
        return count_from_log(board)
    return _counted(board, items, _replayed(board, items, *kept), _start_in(board.fitted))


def _replayed(board: Board, items: Sequence[ListItem], version: int, tally: Tally) -> Sum:
    """A tally at `version` and the board's figures, both brought up to the board's version: the ballots that were
    touched since are taken out as they were and put in as they are."""
    number = _numbers(items)
    tally = tally.resized(len(items)) if tally.n_items < len(items) else tally
    touched, voted_at = _voters_since(board.pk, min(version, board.counted_version), board.version)
    events = _events(board.pk, upto=board.version, voters=touched)
    counted = said_by_voter(event for event in events if event.id <= board.counted_version)
    before = said_by_voter(event for event in events if event.id <= version)
    after = said_by_voter(events)
    for voter_id in before:
        tally.add(_evidence_in(before[voter_id], number, board.budget), sign=-1)
    for voter_id in after:
        tally.add(_evidence_in(after[voter_id], number, board.budget))
    figures = Figures(board.voters, board.answers, board.orders)
    for said in counted.values():
        figures.add(said, sign=-1)
    for said in after.values():
        figures.add(said)
    return Sum(tally, figures, voted_at or board.voted_at)


def _checkpoint_of(board: Board) -> tuple[int, Tally]:
    if "checkpoint" in board.get_deferred_fields():  # with its version: another process may have written a newer one
        board.refresh_from_db(fields=["checkpoint", "checkpoint_version"])
    if board.checkpoint is None:
        return 0, Tally(0)
    try:
        return board.checkpoint_version, Tally.load(io.BytesIO(board.checkpoint))
    except (BadZipFile, KeyError, EOFError) as problem:
        raise ValueError(str(problem)) from problem


_kept: OrderedDict[tuple[int, int, float], tuple[int, Tally]] = OrderedDict()
"""Tallies that this process has counted, by list, epoch and budget, so that the next vote need not read a checkpoint.

A tally at a version is always the same one, whoever counted it. It is taken out while it is being changed.
"""


_turns: dict[int, threading.Lock] = {}


def _turn_at(list_id: int) -> AbstractContextManager[object]:
    """One thread of a process counts a list at a time; who waited finds the own vote counted already.

    Not within a transaction: who holds the board must not wait for one who waits for the board.
    """
    return nullcontext() if connection.in_atomic_block else _turns.setdefault(list_id, threading.Lock())


def _take(board: Board) -> tuple[int, Tally] | None:
    kept = _kept.pop((board.pk, board.epoch, board.budget), None)
    return kept if kept and board.checkpoint_version <= kept[0] <= board.version else None


def _keep(board: Board, version: int, tally: Tally) -> None:
    _kept[board.pk, board.epoch, board.budget] = (version, tally)
    while len(_kept) > TALLIES_KEPT:
        _kept.popitem(last=False)


def forget_all() -> None:
    """Drop the tallies that this process keeps."""
    _kept.clear()


def _evidence_in_log(board: Board, items: Sequence[ListItem]) -> Iterator[tuple[Said, Evidence]]:
    """What each voter says, and its evidence; one voter in memory at a time."""
    number = _numbers(items)
    events = _events_by_voter(board.pk, upto=board.version)
    for _, of_voter in groupby(events, key=attrgetter("voter")):
        (said,) = said_by_voter(of_voter).values()
        yield said, _evidence_in(said, number, board.budget)


def _evidence_in(said: Said, number: dict[int, int], budget: float) -> Evidence:
    """A ballot's evidence. Its ups and downs are read against all that the voter had been shown in any of them.

    Not each against what had been shown by then: who reads down a page and votes on the way would have their first
    votes count over little and their last ones over everything above (docs/ranking.md, "What was shown").
    """
    votes = {kind: said.of_kind(kind) for kind in (PICK, DOWN)}
    shown = {item_id for of_kind in votes.values() for page in of_kind.values() for item_id in page}
    shown |= {item_id for of_kind in votes.values() for item_id in of_kind}  # who votes on an item has seen it
    page = frozenset(number[item_id] for item_id in shown if item_id in number)

    def with_shown(kind: str) -> dict[int, frozenset[int]]:
        return {number[item_id]: page for item_id in votes[kind]}

    matchups = (
        Matchup(number[item], number[other], {ITEM: number[item], OTHER: number[other], TIE: None}[outcome])
        for (item, other), outcome in said.matchups.items()
        if outcome != SKIP
    )
    ballot = Ballot(
        picks=with_shown(PICK),
        downs=with_shown(DOWN),
        matchups=tuple(matchups),
        order=tuple(number[item_id] for item_id in said.order),
        know=frozenset(number[item_id] for item_id in said.of_kind(KNOW)),
        dont_know=frozenset(number[item_id] for item_id in said.of_kind(DONT_KNOW)),
    )
    return evidence_of(ballot, budget=budget)


def _counted(
    board: Board, items: Sequence[ListItem], ballots: Sum, start: Start | None, *, is_whole: bool = False
) -> Count:
    """Fit, and give places to the items that are on the list."""
    tally = ballots.tally
    result = fit(tally, start, inflation=board.inflation)
    live = [n for n, item in enumerate(items) if item.removed_at is None]
    # an item that was added later waits for a first vote before others are asked to look at it
    vouched = {n for n in live if items[n].nonce is None or tally.picks[n] > 0}
    looks = [n for n in attention_order(result, seed=board.version).tolist() if n in vouched][:LOOKS]
    return Count(
        version=board.version,
        tally=tally,
        is_whole=is_whole,
        start=start,
        result=result,
        budget=board.budget,
        inflation=board.inflation,
        figures=ballots.figures,
        voted_at=ballots.voted_at,
        places={items[n].id: place for n, place in _places_of(result, tally, live).items()},
        looks=[items[n].id for n in looks],
    )


def _places_of(result: Ranking, tally: Tally, live: Sequence[int]) -> dict[int, Place]:
    """Item number -> place. Items that are too new to rank come last: those with votes, then the starting order."""
    asked, known = weights_of(tally.shown), weights_of(tally.known)
    chosen = [n for n in live if result.is_placed[n]]
    placed = result if len(chosen) == tally.n_items else among(result, chosen)
    others = sorted(
        (n for n in live if not result.is_placed[n]),
        key=lambda n: (-result.score[n], n) if tally.picks[n] else (np.inf, n),
    )
    rank = {chosen[n]: n for n in placed.order.tolist()}
    places = {}
    for position, n in enumerate([*rank, *others], start=1):
        at = rank.get(n)
        places[n] = Place(
            position=position,
            rank=None if at is None else int(placed.rank[at]),
            rank_low=None if at is None else int(placed.rank_low[at]),
            rank_high=None if at is None else int(placed.rank_high[at]),
            tie_group=None if at is None else int(placed.tie_group[at]),
            votes_to_flip=None if at is None else int(placed.votes_to_flip[at]),
            votes=int(tally.picks[n]),
            downs=int(tally.downs[n]),
            orders=int(tally.ordered[n]),
            asked=round(float(asked[n])),
            known=round(float(known[n])),
            score=round(float(result.score[n]), 3),
            familiarity=round(float(result.familiarity[n]), 2),
        )
    return places


def _publish(board: Board, count: Count) -> bool:
    """Write what was counted, unless another worker was first: then nothing is written and the answer is False."""
    values = {
        "counted_version": count.version,
        "start": _written(count.start),
        "fitted": _written(count.result.start),
        "budget": count.budget,
        "inflation": count.inflation,
        "looks": count.looks,
        "voters": count.figures.voters,
        "answers": count.figures.answers,
        "orders": count.figures.orders,
        "votes": count.votes,
        "voted_at": count.voted_at,
    }
    since = Vote.objects.filter(list_id=board.pk, id__gt=board.checkpoint_version, id__lte=count.version)
    if count.is_whole or since[:CHECKPOINT_EVERY].count() == CHECKPOINT_EVERY:
        file = io.BytesIO()
        count.tally.save(file)
        values |= {"checkpoint": file.getvalue(), "checkpoint_version": count.version}
    with transaction.atomic():
        # the epoch too: after an erasure a board may stand again at the version that this count began from
        unchanged = Board.objects.filter(pk=board.pk, counted_version=board.counted_version, epoch=board.epoch)
        won = unchanged.update(**values)
        if not won:
            return False
        published = _published(board.pk)
        gone = published.keys() - count.places.keys()
        if gone:
            Standing.objects.filter(item__in=gone).delete()
        Standing.objects.bulk_create(
            (
                Standing(item_id=item_id, list_id=board.pk, **{name: getattr(place, name) for name in PLACE_FIELDS})
                for item_id, place in count.places.items()
                if published.get(item_id) != place
            ),
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=list(PLACE_FIELDS),
            batch_size=500,
        )
        remember_places(board.pk, count.places, timezone.now())
        # not before the commit: what is rolled back was never counted
        transaction.on_commit(lambda: _keep(board, count.version, count.tally))
    return True


def _published(list_id: int) -> dict[int, Place]:
    rows = Standing.objects.filter(list_id=list_id).values_list("item_id", *PLACE_FIELDS)
    return {item_id: Place(*values) for item_id, *values in rows}


def _items_of(list_id: int, most: int | None = None) -> list[ListItem]:
    """All items that the list ever had, in starting order: the engine's item number is the place in this row."""
    items = Item.objects.filter(list_id=list_id).order_by("start_place")
    return list(map(ListItem._make, items.values_list(*ListItem._fields)[:most]))


def _numbers(items: Sequence[ListItem]) -> dict[int, int]:
    """Item id -> the engine's item number."""
    return {item.id: n for n, item in enumerate(items)}


def _voters_since(list_id: int, after: int, upto: int) -> tuple[set[int], datetime | None]:
    """Voters with a vote after one version, up to another, and the time of the newest of these votes."""
    votes = Vote.objects.filter(list_id=list_id, id__gt=after, id__lte=upto).order_by("id")
    rows = list(votes.values_list("voter_id", "created_at"))
    return {voter_id for voter_id, _ in rows}, rows[-1][1] if rows else None


def _events(list_id: int, *, upto: int, voters: set[int]) -> list[Event]:
    """What these voters said, in the order of the log."""
    # Cut and sorted here: asked for ids up to one, or in their order, a database may go through all votes of the list.
    votes = Vote.objects.filter(list_id=list_id, voter_id__in=voters).order_by().values_list(*_EVENT_FIELDS)
    return sorted((event for event in map(Event._make, votes) if event.id <= upto), key=attrgetter("id"))


def _events_by_voter(list_id: int, *, upto: int) -> Iterator[Event]:
    """What everybody said, one voter after the other, each in the order of the log."""
    votes = Vote.objects.filter(list_id=list_id, id__lte=upto).order_by("voter_id", "id")
    return map(Event._make, votes.values_list(*_EVENT_FIELDS).iterator())


def _written(start: Start | None) -> bytes | None:
    if start is None:
        return None
    head = [start.agreement, *start.covariance.ravel()]
    return np.concatenate([head, start.worth, start.familiarity]).astype("<f8").tobytes()


def _start_in(written: bytes | memoryview | None) -> Start | None:
    if written is None:
        return None
    values = np.frombuffer(written, dtype="<f8")
    worth, familiarity = values[5:].reshape(2, -1)
    return Start(worth, familiarity, values[1:5].reshape(2, 2), float(values[0]))
