"""Notable changes of rank from one day to the next, for feeds, notifications and digests.  A change is the
difference between the last rank of a day and the last rank before that day (UTC)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDay

from ranklore.ballots.models import RankSnapshot
from ranklore.core.dates import DAY, start_of_day
from ranklore.lists.models import Item

CHANGES_MAX = 100
NOTABLE_RANK_MAX = 50
"""On a list, what happens below this place is no news."""
NOTABLE_RATIO = 1.25
CHUNK_SIZE = 500


@dataclass(frozen=True, slots=True)
class RankChange:
    """An item, with its list, came to another place. `before` is None for one that had none until then.

    day   the day of it (UTC)
    when  the hour from which it stood there
    """

    item: Item
    before: int | None
    rank: int
    day: date
    when: datetime

    @property
    def is_rise(self) -> bool:
        return self.before is None or self.rank < self.before

    @property
    def places(self) -> int:
        """How far it came; 0 for one that had no place before."""
        return abs(self.rank - self.before) if self.before else 0

    @property
    def in_words(self) -> str:
        """What stands after the name of the item in a sentence."""
        if self.before is None:
            return f"came in at {ordinal(self.rank)}"
        return f"{'rose' if self.is_rise else 'fell'} from {ordinal(self.before)} to {ordinal(self.rank)}"


def rank_changes_of(
    since: datetime,
    now: datetime,
    *,
    lists: Collection[int] = (),
    items: Collection[int] = (),
    most: int = CHANGES_MAX,
    top: int = NOTABLE_RANK_MAX,
    with_today: bool = False,
) -> tuple[RankChange, ...]:
    """The moves from the day of `since` on, newest day and best place first: on these lists the notable ones that begin
    or end among the first `top` places, of these items all.

    Notable is a move by a quarter of the place: one place at the top, ten at the fortieth. Nothing is told of the day
    on which a list had its first places, nor of items that are off it. Today is not over, so by the evening its moves
    may be others: they come `with_today` only. One query, whatever is asked for.
    """
    if not lists and not items:
        return ()
    until = now if with_today else start_of_day(now.astimezone(UTC).date())
    rows = _end_of_day_snapshots(since, until).filter(Q(item__in=items) | Q(list__in=lists, rank__lte=NOTABLE_RANK_MAX))
    rows = rows.select_related("item__list").order_by("-day", "rank", "-pk")
    # Told apart here and not in the query: there each look at `before` would be a search of its own.
    watched = frozenset(items)
    moves = (
        RankChange(row.item, row.before, row.rank, row.since.date(), row.since)
        for row in rows.iterator(chunk_size=CHUNK_SIZE)
        if row.before != row.rank and (row.item_id in watched or _is_notable(row.before, row.rank, top))
    )
    return tuple(islice(moves, most))


def _is_notable(before: int | None, rank: int, top: int) -> bool:
    best, worst = min(before or rank, rank), max(before or rank, rank)
    return best <= top and (before is None or worst >= NOTABLE_RATIO * best)


def _end_of_day_snapshots(since: datetime, until: datetime) -> QuerySet[Any]:
    """The last row of each item and day, with where the item stood at the end of the day before it."""
    first = start_of_day(since.astimezone(UTC).date())
    same = RankSnapshot.objects.filter(item=OuterRef("item"))
    later = same.filter(since__gt=OuterRef("since"), since__lt=OuterRef("next_day"))
    older = same.filter(since__lt=OuterRef("day")).order_by("-since").values("rank")[:1]
    was_ranked = RankSnapshot.objects.filter(list=OuterRef("list"), since__lt=OuterRef("day"))
    rows = RankSnapshot.objects.filter(since__gte=first, since__lt=until, rank__isnull=False, item__removed_at=None)
    rows = rows.annotate(day=TruncDay("since", tzinfo=UTC))
    rows = rows.annotate(next_day=ExpressionWrapper(F("day") + DAY, output_field=DateTimeField()))
    return rows.filter(~Exists(later), Exists(was_ranked)).annotate(before=Subquery(older))
