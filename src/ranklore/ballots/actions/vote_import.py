"""Import many votes into a list that has none."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby, islice
from operator import itemgetter

from django.db import transaction

from ranklore.ballots.models import Vote
from ranklore.ballots.recount.publishing import lock_board
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.lists.models import RankedList
from ranklore.text.errors import Refused

IMPORT_BATCH_SIZE = 2_000


@transaction.atomic
def import_votes(ranked_list: RankedList, votes: Iterable[Vote]) -> None:
    """Append votes to the log of a list that has none yet, and count them at once.

    They come in the order of the log: a later word of a voter on a subject replaces the earlier. A vote with a
    `created_at` keeps it, one without was cast now.
    """
    board = lock_board(ranked_list.pk)
    if board.version:
        raise Refused("This list has votes already.")
    sequences: Counter[tuple[int, str]] = Counter()
    votes = iter(votes)
    while batch := list(islice(votes, IMPORT_BATCH_SIZE)):
        for vote in batch:
            sequences[vote.voter_id, vote.subject] += 1
            vote.list, vote.sequence = ranked_list, sequences[vote.voter_id, vote.subject]
        _insert_votes(batch)
    rebuild_list(ranked_list.pk)


def _insert_votes(votes: list[Vote]) -> None:
    """Votes of one list, in one go, with their own times. The database gives every new row the time of now, so those
    of one moment are given theirs afterwards: they stand in a row, and nobody else writes while the board is held."""
    times = [vote.created_at for vote in votes]
    Vote.objects.bulk_create(votes, batch_size=500)
    for time, of_moment in groupby(zip(times, votes, strict=True), key=itemgetter(0)):
        if time is not None:
            ids = [vote.pk for _, vote in of_moment]
            Vote.objects.filter(list=votes[0].list_id, id__range=(ids[0], ids[-1])).update(created_at=time)
