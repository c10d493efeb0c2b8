"""Record published ranks over time. The record is not a cache of the log: a rebuild only adds to it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import OuterRef, QuerySet, Subquery

from ranklore.ballots.models import RankSnapshot
from ranklore.ballots.recount.kept_counts import RecordedRank
from ranklore.ballots.recount.standing_values import StandingValues
from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.database.prepared_writes import upsert_rows
from ranklore.core.dates import DAY, start_of_day
from ranklore.lists.models import Item

HOURLY_FOR, DAILY_FOR = 2 * DAY, 365 * DAY
BATCH_SIZE = 500
_FIGURES = ("rank", "rank_low", "rank_high", "votes")


def record_ranks(
    list_id: int, places: Mapping[int, StandingValues], now: datetime, recorded: Mapping[int, RecordedRank]
) -> dict[int, RecordedRank]:
    """Record the ranks of a list that changed. Call it in the transaction that publishes them. It runs on every vote.

    `recorded` has the newest row of each item; the result has it as it is now. Every new rank is written. A new range
    or number of votes alone is written at most once a day, so that a past day does not show very old figures for an
    item that never moved.
    """
    hour, today = now.replace(minute=0, second=0, microsecond=0), start_of_day(now.date())
    changed: dict[int, RecordedRank] = {}
    for item_id in places.keys() | recorded.keys():
        since, *was = recorded.get(item_id, (hour, None, None, None, 0))
        place = _figures(places[item_id]) if item_id in places else (None, None, None, was[-1])
        is_other_day = place[0] is not None and place != tuple(was) and since < today
        if place[0] != was[0] or is_other_day:
            changed[item_id] = (max(hour, since), *place)  # the clock may have been set back
    rows = [(list_id, item_id, *values) for item_id, values in changed.items()]
    upsert_rows(RankSnapshot, ("list", "item", "since", *_FIGURES), rows, unique=("item", "since"))
    return {**recorded, **changed}


def newest_snapshots(list_id: int) -> dict[int, RecordedRank]:
    """Item id -> the newest row of its history."""
    return {item_id: (since, *figures) for item_id, since, *figures in _NEWEST.values(list_id)}


def _figures(place: StandingValues) -> tuple[int | None, int | None, int | None, int]:
    return place.rank, place.rank_low, place.rank_high, place.votes


_NEWEST = PreparedQuery(
    lambda list_id: RankSnapshot.objects.filter(pk__in=latest_snapshots(list_id)).values_list(
        "item_id", "since", *_FIGURES
    ),
    int,
)


def thin_snapshots(now: datetime) -> int:
    """Thin old rows to the last one of each day, and very old rows to one a week. Returns the number deleted.

    Only whole days and weeks are thinned, so the rank at the end of a day or week never changes.
    """
    hourly_from = start_of_day((now - HOURLY_FOR).date())
    a_year_ago = (now - DAILY_FOR).date()
    daily_from = a_year_ago - timedelta(days=a_year_ago.weekday())
    rows = RankSnapshot.objects.filter(since__lt=hourly_from).order_by("item_id", "since")
    kept = (
        (pk, (item_id, day if day >= daily_from else day - timedelta(days=day.weekday())))
        for pk, item_id, day in _snapshot_days(rows)
    )
    surplus = [pk for (pk, period), (_, next_period) in pairwise(kept) if period == next_period]
    for start in range(0, len(surplus), BATCH_SIZE):
        RankSnapshot.objects.filter(pk__in=surplus[start : start + BATCH_SIZE]).delete()
    return len(surplus)


def latest_snapshots(list_id: int, before: datetime | None = None) -> QuerySet[Item]:
    """The id of each item's newest row. One index lookup per item, however long its history."""
    rows = RankSnapshot.objects.filter(item=OuterRef("pk"))
    rows = rows.filter(since__lt=before) if before else rows
    newest = Subquery(rows.order_by("-since").values("pk")[:1])
    return Item.objects.filter(list_id=list_id).annotate(newest=newest).values("newest")  # type: ignore[return-value]


def _snapshot_days(rows: QuerySet[RankSnapshot]) -> Iterator[tuple[int, int, date]]:
    for pk, item_id, since in rows.values_list("pk", "item_id", "since").iterator():
        yield pk, item_id, since.date()
