"""Publish a count as standings, with compare-and-set: of two workers, the slower one writes nothing."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ranklore.ballots.models import Board, Standing
from ranklore.ballots.recount.checkpoints import cache_tally, checkpoint_is_due, start_as_bytes, tally_as_bytes
from ranklore.ballots.recount.counting import CountResult
from ranklore.ballots.recount.log import recent_voters
from ranklore.ballots.recount.rank_snapshots import record_ranks
from ranklore.ballots.recount.standing_values import STANDING_FIELDS, StandingValues
from ranklore.core.database.prepared import PreparedQuery
from ranklore.lists.actions.activity import record_votes, replace_vote_activity
from ranklore.lists.trending import ACTIVE_PEOPLE_MAX, ACTIVITY_WINDOW


def get_board(list_id: int) -> Board:
    """The board of a list. Creates it if there is none."""
    return _get_or_create_board(Board.objects.all(), list_id)


def lock_board(list_id: int) -> Board:
    """The board of a list, locked until the end of the transaction. Creates it if there is none."""
    return _get_or_create_board(Board.objects.select_for_update(), list_id)


def _get_or_create_board(boards: QuerySet[Board], list_id: int) -> Board:
    return boards.get_or_create(list_id=list_id, defaults={"budget": settings.VOTER_BUDGET})[0]


def publish_standings(board: Board, count: CountResult) -> bool:
    """Write the result of a count. If another worker was first, write nothing and return False."""
    values = {
        "counted_version": count.version,
        "start": start_as_bytes(count.start),
        "fitted": start_as_bytes(count.result.start),
        "budget": count.budget,
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
        unchanged = Board.objects.filter(pk=board.pk, counted_version=board.counted_version, epoch=board.epoch)
        won = unchanged.update(**values)
        if not won:
            return False
        published = published_standings(board.pk)
        gone = published.keys() - count.places.keys()
        if gone:
            Standing.objects.filter(item__in=gone).delete()
        Standing.objects.bulk_create(
            (
                Standing(item_id=item_id, list_id=board.pk, **{name: getattr(place, name) for name in STANDING_FIELDS})
                for item_id, place in count.places.items()
                if published.get(item_id) != place
            ),
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=list(STANDING_FIELDS),
            batch_size=500,
        )
        record_ranks(board.pk, count.places, timezone.now())
        if count.is_whole:
            refresh_recent_voters(board.pk)
        else:
            record_votes(board.list, count.new_voters, count.figures.voters)
        # After the commit, because a count that is rolled back must not stay in the cache.
        transaction.on_commit(lambda: cache_tally(board, count.version, count.tally))
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
