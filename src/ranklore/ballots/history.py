"""What was published, and when: not a cache of the log, but a record. A rebuild adds to it and takes nothing away."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ranklore.ballots.models import PastPlace, Standing
from ranklore.lists.models import Item

DAY, WEEK, MONTH, YEAR = timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=365)
HOURLY_FOR, DAILY_FOR = 2 * DAY, YEAR
BATCH = 500
_FIGURES = ("rank", "rank_low", "rank_high", "votes")
MOVERS = 3
"""Risers and fallers that are named, each."""

Place = tuple[datetime, int | None]
"""From when on an item had a rank; None: too new to rank, or off the list."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How far an item came since a week ago; on a list that is younger than that, since yesterday."""

    up: int  # places; below zero: down
    period: str

    @property
    def places(self) -> int:
        return abs(self.up)


@dataclass(frozen=True, slots=True)
class Mover:
    item_id: int
    name: str
    rank: int
    movement: Movement


@dataclass(frozen=True, slots=True)
class PlaceThen:
    """Where an item stood on a past day. `is_on_list` is for today: what was taken off is not named any more."""

    item: Item
    rank: int
    rank_low: int | None
    rank_high: int | None
    votes: int

    @property
    def is_on_list(self) -> bool:
        return self.item.removed_at is None


def remember_places(list_id: int, now: datetime) -> None:
    """Note the places that changed. Call it in the transaction that publishes them; it runs with every vote.

    A row is written for a new rank. A new range or number of votes alone is written no more than once a day, so that a
    past day does not show the figures of long ago for an item that never moved.
    """
    last = {
        item_id: (since, *place)
        for item_id, since, *place in PastPlace.objects.filter(pk__in=_newest_rows(list_id)).values_list(
            "item_id", "since", *_FIGURES
        )
    }
    published = {
        item_id: tuple(place)
        for item_id, *place in Standing.objects.filter(list_id=list_id).values_list("item_id", *_FIGURES)
    }
    hour, today = now.replace(minute=0, second=0, microsecond=0), _start_of_day(now.date())
    changed = []
    for item_id in published.keys() | last.keys():
        since, *was = last.get(item_id, (hour, None, None, None, 0))
        place = published.get(item_id, (None, None, None, was[-1]))
        is_other_day = place[0] is not None and place != tuple(was) and since < today
        if place[0] != was[0] or is_other_day:
            figures = dict(zip(_FIGURES, place, strict=True))
            changed.append(PastPlace(list_id=list_id, item_id=item_id, since=hour, **figures))
    PastPlace.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["item", "since"],
        update_fields=_FIGURES,
        batch_size=BATCH,
    )


def thin(now: datetime) -> int:
    """Of older rows keep the last of each day, of very old ones the last of each week. Gives how many it deleted.

    Only whole days and weeks are thinned, so what an item was at the end of one never changes.
    """
    hourly_from = _start_of_day((now - HOURLY_FOR).date())
    a_year_ago = (now - DAILY_FOR).date()
    daily_from = a_year_ago - timedelta(days=a_year_ago.weekday())
    rows = PastPlace.objects.filter(since__lt=hourly_from).order_by("item_id", "since")
    kept = (
        (pk, (item_id, day if day >= daily_from else day - timedelta(days=day.weekday())))
        for pk, item_id, day in _days(rows)
    )
    doomed = [pk for (pk, period), (_, next_period) in pairwise(kept) if period == next_period]
    for start in range(0, len(doomed), BATCH):
        PastPlace.objects.filter(pk__in=doomed[start : start + BATCH]).delete()
    return len(doomed)


def movements_of(list_id: int, item_ids: Collection[int], now: datetime) -> dict[int, Movement]:
    """How these items moved; one that did not, or had no rank then, is left out."""
    return {mover.item_id: mover.movement for mover in _moved(Standing.objects.filter(pk__in=item_ids), list_id, now)}


def movers_on(list_id: int, now: datetime) -> tuple[Mover, ...]:
    """The items that moved most, the farthest first: those that rose, then those that fell."""
    moved = sorted(_moved(Standing.objects.all(), list_id, now), key=lambda each: (-each.movement.places, each.rank))
    rose = [each for each in moved if each.movement.up > 0]
    fell = [each for each in moved if each.movement.up < 0]
    return (*rose[:MOVERS], *fell[:MOVERS])


def places_at(list_id: int, day: date) -> tuple[PlaceThen, ...]:
    """The ranking as it stood at the end of a day (UTC), best first."""
    rows = PastPlace.objects.filter(pk__in=_newest_rows(list_id, before=_start_of_day(day + DAY)), rank__isnull=False)
    return tuple(
        PlaceThen(row.item, row.rank or 0, row.rank_low, row.rank_high, row.votes)
        for row in rows.select_related("item").order_by("rank", "item__start_place")
    )


def first_day_of(list_id: int) -> date | None:
    """The day of the oldest place that is known of a list."""
    since = PastPlace.objects.filter(list_id=list_id).order_by("since").values_list("since", flat=True).first()
    return since.date() if since else None


def places_of(item_ids: Collection[int]) -> dict[int, tuple[Place, ...]]:
    """Item id -> its places over time, oldest first."""
    rows = PastPlace.objects.filter(item__in=item_ids).order_by("item_id", "since")
    by_item = groupby(rows.values_list("item_id", "since", "rank"), key=itemgetter(0))
    return {item_id: tuple((since, rank) for _, since, rank in places) for item_id, places in by_item}


def rank_at(places: Sequence[Place], moment: datetime) -> int | None:
    """The rank at some moment, of places in order of time."""
    return next((rank for since, rank in reversed(places) if since <= moment), None)


def _newest_rows(list_id: int, before: datetime | None = None) -> QuerySet[Item]:
    """The id of each item's newest row: a look into the index for every item, however long its history."""
    rows = PastPlace.objects.filter(item=OuterRef("pk"))
    rows = rows.filter(since__lt=before) if before else rows
    newest = Subquery(rows.order_by("-since").values("pk")[:1])
    return Item.objects.filter(list_id=list_id).annotate(newest=newest).values("newest")  # type: ignore[return-value]


def _moved(standings: QuerySet[Standing], list_id: int, now: datetime) -> list[Mover]:
    old = PastPlace.objects.filter(list_id=list_id, since__lte=now - WEEK)
    placed = standings.filter(list_id=list_id, rank__isnull=False).values_list(
        "item_id", "item__name", "rank", _rank_then(now - WEEK), _rank_then(now - DAY), Exists(old)
    )
    return [
        Mover(item_id, name, rank, Movement(then - rank, "this week" if is_old else "today"))
        for item_id, name, rank, a_week_ago, a_day_ago, is_old in placed
        if (then := a_week_ago if is_old else a_day_ago) and then != rank
    ]


def _rank_then(moment: datetime) -> Subquery:
    rows = PastPlace.objects.filter(item=OuterRef("pk"), since__lte=moment).order_by("-since")
    return Subquery(rows.values("rank")[:1])


def _days(rows: QuerySet[PastPlace]) -> Iterator[tuple[int, int, date]]:
    for pk, item_id, since in rows.values_list("pk", "item_id", "since").iterator():
        yield pk, item_id, since.date()


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
