"""Publish a count as standings, with compare-and-set: of two workers, the slower one writes nothing."""

from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ranklore.ballots.models import Board, Standing
from ranklore.ballots.recount.checkpoints import checkpoint_is_due, start_as_bytes, tally_as_bytes
from ranklore.ballots.recount.counting import CountResult
from ranklore.ballots.recount.kept_counts import KeptCount, PublishedState, keep_count
from ranklore.ballots.recount.log import recent_voters
from ranklore.ballots.recount.rank_snapshots import newest_snapshots, record_ranks
from ranklore.ballots.recount.standing_values import STANDING_FIELDS, StandingValues, standing_values
from ranklore.core.database.prepared import PreparedObjects, PreparedQuery
from ranklore.core.database.prepared_writes import update_row, upsert_rows
from ranklore.lists.actions.activity import record_votes, replace_vote_activity
from ranklore.lists.trending import ACTIVE_PEOPLE_MAX, ACTIVITY_WINDOW


def get_board(list_id: int) -> Board:
    """The board of a list. Creates it if there is none."""
    return _get_or_create_board(Board.objects.all(), list_id)


def lock_board(list_id: int) -> Board:
    """The board of a list, locked until the end of the transaction. Creates it if there is none."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a board is locked until the end of a transaction: begin one")
    return _LOCKED_BOARD.first(list_id) or _get_or_create_board(Board.objects.select_for_update(), list_id)


def _get_or_create_board(boards: QuerySet[Board], list_id: int) -> Board:
    return boards.get_or_create(list_id=list_id, defaults={"budget": settings.VOTER_BUDGET})[0]


_LOCKED_BOARD = PreparedObjects(Board, lambda list_id: Board.objects.select_for_update().filter(pk=list_id), int)


def publish_standings(board: Board, count: CountResult) -> bool:
    """Write the result of a count. If another worker was first, write nothing and return False."""
    # A version names what is published. Where it stays the same, a new epoch tells other processes that they know
    # nothing of it any more.
    epoch = board.epoch + (count.version == board.counted_version)
    values = {
        "counted_version": count.version,
        "epoch": epoch,
        "start": start_as_bytes(count.start),
        "fitted": start_as_bytes(count.result.start),
        **count.terms._asdict(),
        "inflation": count.inflation,
        "spotlight": count.spotlight,
        "voters": count.figures.voters,
        "answers": count.figures.answers,
        "orders": count.figures.orders,
        "votes": count.votes,
        "voted_at": count.voted_at,
    }
    if count.is_whole or checkpoint_is_due(board, count.version):
        values |= {"checkpoint": tally_as_bytes(count.tally), "checkpoint_version": count.version}
    with transaction.atomic():
        # Compare the epoch too: after an erasure, a board can return to the version that this count started from.
        unchanged = {"list": board.pk, "counted_version": board.counted_version, "epoch": board.epoch}
        if not update_row(Board, unchanged, values):
            return False
        published = count.published or PublishedState(published_standings(board.pk), newest_snapshots(board.pk))
        gone = published.standings.keys() - count.places.keys()
        if gone:
            Standing.objects.filter(item__in=gone).delete()
        changed = [
            (item_id, board.pk, *standing_values(place))
            for item_id, place in count.places.items()
            if published.standings.get(item_id) != place
        ]
        upsert_rows(Standing, ("item", "list", *STANDING_FIELDS), changed, unique=("item",))
        recorded = record_ranks(board.pk, count.places, timezone.now(), published.recorded)
        if count.is_whole:
            refresh_recent_voters(board.pk)
        else:
            record_votes(board.pk, count.new_voters, count.figures.voters)
        # After the commit, because a count that is rolled back must not stay in the cache.
        kept = KeptCount.of(count.version, count.tally, PublishedState(count.places, recorded))
        transaction.on_commit(partial(keep_count, board.pk, epoch, count.terms, kept))
    return True


def refresh_recent_voters(list_id: int) -> None:
    """Update the recent voters of a list from the log."""
    voters = Board.objects.values_list("voters", flat=True).get(pk=list_id)
    replace_vote_activity(list_id, recent_voters(list_id, timezone.now() - ACTIVITY_WINDOW, ACTIVE_PEOPLE_MAX), voters)


def published_standings(list_id: int) -> dict[int, StandingValues]:
    return {item_id: StandingValues(*values) for item_id, *values in _PUBLISHED.rows(list_id)}


_PUBLISHED = PreparedQuery(
    lambda list_id: Standing.objects.filter(list_id=list_id).values_list("item_id", *STANDING_FIELDS), int
)
