"""Import many votes into a list that has none."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby, islice
from operator import itemgetter

from django.db import transaction
from django.utils.translation import gettext as _

from ranklore.ballots.models import Vote
from ranklore.ballots.recount.publishing import lock_board
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.lists.models import RankedList
from ranklore.text.errors import Refused

IMPORT_BATCH_SIZE = 2_000


@transaction.atomic
def import_votes(ranked_list: RankedList, votes: Iterable[Vote]) -> None:
    """Append votes to the empty log of a list, and count them at once.

    Pass the votes in the order of the log: a voter's later vote on a subject replaces the earlier one. A vote keeps
    its `created_at`; one without a time is cast now.
    """
    board = lock_board(ranked_list.pk)
    if board.version:
        raise Refused(_("This list already has votes."))
    sequences: Counter[tuple[int, str]] = Counter()
    votes = iter(votes)
    while batch := list(islice(votes, IMPORT_BATCH_SIZE)):
        for vote in batch:
            sequences[vote.voter_id, vote.subject] += 1
            vote.list, vote.sequence = ranked_list, sequences[vote.voter_id, vote.subject]
        _insert_votes(batch)
    rebuild_list(ranked_list.pk)


def _insert_votes(votes: list[Vote]) -> None:
    """Insert votes of one list with their own times.

    Django sets `created_at` of every new row to the present time, so the times are corrected afterwards, with one
    update for each run of votes with the same time. The ids of a run have no gaps: the board is locked, so nobody else
    writes votes of this list in between.
    """
    times = [vote.created_at for vote in votes]
    Vote.objects.bulk_create(votes, batch_size=500)
    for time, of_same_time in groupby(zip(times, votes, strict=True), key=itemgetter(0)):
        if time is not None:
            ids = [vote.pk for _time, vote in of_same_time]
            Vote.objects.filter(list=votes[0].list_id, id__range=(ids[0], ids[-1])).update(created_at=time)
