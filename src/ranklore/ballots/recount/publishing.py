"""From a count to the standings, by compare-and-set: whoever comes second writes nothing."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ranklore.ballots.history import remember_places
from ranklore.ballots.models import Board, Standing
from ranklore.ballots.place import PLACE_FIELDS, Place
from ranklore.ballots.recount.counting import Count
from ranklore.ballots.recount.keeping import checkpoint_is_due, keep, start_as_bytes, tally_as_bytes
from ranklore.ballots.recount.log import voters_lately
from ranklore.lists.lively import LATELY, PEOPLE_MOST, set_voted, voted_lately


def board_of(list_id: int) -> Board:
    """The board of a list, made when first needed."""
    return _board_among(Board.objects.all(), list_id)


def lock_board(list_id: int) -> Board:
    """The board of a list, made when first needed, held to the end of the transaction."""
    return _board_among(Board.objects.select_for_update(), list_id)


def _board_among(boards: QuerySet[Board], list_id: int) -> Board:
    return boards.get_or_create(list_id=list_id, defaults={"budget": settings.VOTER_BUDGET})[0]


def publish(board: Board, count: Count) -> bool:
    """Write what was counted, unless another worker was first: then nothing is written and the answer is False."""
    values = {
        "counted_version": count.version,
        "start": start_as_bytes(count.start),
        "fitted": start_as_bytes(count.result.start),
        "budget": count.budget,
        "inflation": count.inflation,
        "looks": count.looks,
        "voters": count.figures.voters,
        "answers": count.figures.answers,
        "orders": count.figures.orders,
        "votes": count.votes,
        "voted_at": count.voted_at,
    }
    if count.is_whole or checkpoint_is_due(board, count.version):
        values |= {"checkpoint": tally_as_bytes(count.tally), "checkpoint_version": count.version}
    with transaction.atomic():
        # the epoch too: after an erasure a board may stand again at the version that this count began from
        unchanged = Board.objects.filter(pk=board.pk, counted_version=board.counted_version, epoch=board.epoch)
        won = unchanged.update(**values)
        if not won:
            return False
        published = published_places(board.pk)
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
        if count.is_whole:
            notice_voters(board.pk)
        else:
            voted_lately(board.list, count.spoke, count.figures.voters)
        # not before the commit: what is rolled back was never counted
        transaction.on_commit(lambda: keep(board, count.version, count.tally))
    return True


def notice_voters(list_id: int) -> None:
    """Read anew from the log who voted on a list lately."""
    voters = Board.objects.values_list("voters", flat=True).get(pk=list_id)
    set_voted(list_id, voters_lately(list_id, timezone.now() - LATELY, PEOPLE_MOST), voters)


def published_places(list_id: int) -> dict[int, Place]:
    rows = Standing.objects.filter(list_id=list_id).values_list("item_id", *PLACE_FIELDS)
    return {item_id: Place(*values) for item_id, *values in rows}
