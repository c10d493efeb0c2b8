"""Count the whole vote log again."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ranklore.ballots.models import Board
from ranklore.ballots.recount.counting import count_from_log, fit_ballots, replay_votes
from ranklore.ballots.recount.log import items_of, newest_vote_id
from ranklore.ballots.recount.publishing import get_board, lock_board, publish_standings
from ranklore.ranking import Evidence, NotConverged, overdispersion_of

log = logging.getLogger(__name__)


def rebuild_list(list_id: int) -> None:
    """Count the whole log again, as if there were no checkpoint and no board, and measure the inflation.

    Voters need not wait for it: the board is held only for what was said while the log was read.
    """
    while True:
        board = get_board(list_id)
        epoch, board.version = board.epoch, newest_vote_id(list_id)
        board.budget, board.inflation, board.start = settings.VOTER_BUDGET, 1.0, None
        sample: list[Evidence] = []
        count = count_from_log(board, sample)
        board.inflation = overdispersion_of(count.result, sample)
        with transaction.atomic():
            held = lock_board(list_id)
            if held.epoch != epoch:
                continue  # votes were erased meanwhile, or a trust was changed
            figures = count.figures
            board.counted_version, board.version = count.version, newest_vote_id(list_id)
            board.voters, board.answers, board.orders = figures.voters, figures.answers, figures.orders
            board.voted_at = count.voted_at
            items = items_of(list_id)  # one may have been taken off meanwhile
            ballots = replay_votes(board, items, count.version, count.tally)
            count = fit_ballots(board, items, ballots, start=None, is_whole=True)
            Board.objects.filter(pk=list_id).update(version=board.version)
            board.counted_version = held.counted_version
            publish_standings(board, count)
            return


def rebuild_lists_voted_since(moment: datetime) -> None:
    """Rebuild the lists with a vote since then, those that find no answer left out."""
    for list_id in Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True):
        try:
            rebuild_list(list_id)
        except NotConverged:
            log.exception("list %s could not be counted anew", list_id)
