"""Count the whole vote log again."""

import logging
import math
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ranklore.ballots.models import Board
from ranklore.ballots.recount.counting import count_from_log, fit_ballots, replay_votes
from ranklore.ballots.recount.evidence import CountedBallot, evidence_of_counted
from ranklore.ballots.recount.log import items_of, newest_vote_id
from ranklore.ballots.recount.publishing import get_board, lock_board, publish_standings
from ranklore.core.dates import DAY, start_of_day
from ranklore.ranking import (
    OVERDISPERSION_BALLOTS_MIN,
    DatedEvidence,
    NotConverged,
    learn_half_life,
    learn_position_effect,
    overdispersion_of,
)

log = logging.getLogger(__name__)

DOUBLED_LISTS_PER_RUN = 20


def rebuild_list(list_id: int) -> None:
    """Count the whole log again, without the checkpoint and the board. Measure the inflation, how much the place on a
    page matters, and whether tastes drift.

    Voters do not have to wait: the board is locked only while the votes that came in meanwhile are counted.
    """
    while True:
        board = get_board(list_id)
        epoch, board.version = board.epoch, newest_vote_id(list_id)
        board.budget, board.inflation, board.start = settings.VOTER_BUDGET, 1.0, None
        board.position_effect, board.half_life_days, board.aged_on = 0.0, None, None
        sample: list[CountedBallot] = []
        count = count_from_log(board, sample)
        _learn_terms(board, sample, count.tally.n_items)
        if board.position_effect or board.half_life_days is not None:
            count = count_from_log(board)
        board.inflation = overdispersion_of(count.result, (evidence_of_counted(each, board) for each in sample))
        with transaction.atomic():
            locked = lock_board(list_id)
            if locked.epoch != epoch:
                continue  # votes were erased or a trust changed meanwhile
            figures = count.figures
            board.counted_version, board.version = count.version, newest_vote_id(list_id)
            board.voters, board.answers, board.orders = figures.voters, figures.answers, figures.orders
            board.voted_at = count.voted_at
            items = items_of(list_id)  # again, because an item may have been removed meanwhile
            ballots = replay_votes(board, items, count.version, count.tally)
            count = fit_ballots(board, items, ballots, start=None, is_whole=True)
            Board.objects.filter(pk=list_id).update(version=board.version, measured_voters=count.figures.voters)
            board.counted_version = locked.counted_version
            publish_standings(board, count)
            return


def _learn_terms(board: Board, sample: Sequence[CountedBallot], n_items: int) -> None:
    """Set how much the place on a page matters, and how fast old ballots lose weight."""
    weighted = [(each.ballot, each.people * each.weight) for each in sample]
    board.position_effect = learn_position_effect(weighted, n_items)
    today = timezone.now().date()
    dated = [
        DatedEvidence(evidence_of_counted(each, board), (start_of_day(today) - each.voted_at) / DAY)
        for each in sample
        if each.voted_at
    ]
    half_life = learn_half_life(dated, n_items)
    if math.isfinite(half_life):
        board.half_life_days, board.aged_on = half_life, today


def rebuild_lists_that_doubled() -> None:
    """Rebuild the lists that have twice as many voters as when their inflation was measured: the ranges of a young list
    must not wait for the night."""
    doubled = Board.objects.filter(voters__gte=OVERDISPERSION_BALLOTS_MIN).filter(voters__gte=2 * F("measured_voters"))
    list_ids = list(doubled.order_by("pk").values_list("pk", flat=True)[:DOUBLED_LISTS_PER_RUN])
    # first, so that a list whose fit does not converge is not tried again every minute
    Board.objects.filter(pk__in=list_ids).update(measured_voters=F("voters"))
    _rebuild_all(list_ids)


def rebuild_lists_voted_since(moment: datetime) -> None:
    """Rebuild the lists with a vote since a moment. Lists whose fit does not converge are logged and skipped."""
    _rebuild_all(Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True))


def _rebuild_all(list_ids: Iterable[int]) -> None:
    for list_id in list_ids:
        try:
            rebuild_list(list_id)
        except NotConverged:
            log.exception("list %s could not be rebuilt", list_id)
