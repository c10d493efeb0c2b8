"""Notable changes of rank from one day to the next, for feeds, notifications and digests.

A change is the difference between the last rank of a day and the last rank before that day (UTC).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDay
from django.utils.translation import gettext as _

from ranklore.ballots.models import RankSnapshot
from ranklore.core.dates import DAY, start_of_day
from ranklore.core.ordinals import ordinal
from ranklore.lists.models import Item

CHANGES_MAX = 100
NOTABLE_RANK_MAX = 50
"""Changes below this rank are not notable."""
NOTABLE_RATIO = 1.25
"""A notable change is by a quarter of the rank: one place at the top, ten at the fortieth."""
CHUNK_SIZE = 500


@dataclass(frozen=True, slots=True)
class RankChange:
    """An item, loaded with its list, changed its rank.

    before  None if the item had no rank before
    day     the day of the change (UTC)
    when    the hour since which it has this rank
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
        """How many ranks it moved; 0 if it had no rank before."""
        return abs(self.rank - self.before) if self.before else 0

    @property
    def in_words(self) -> str:
        """The sentence without the item's name, for callers that put a link or markup around the name."""
        if self.before is None:
            return _("came in at %(rank)s") % {"rank": ordinal(self.rank)}
        pattern = _("rose from %(before)s to %(rank)s") if self.is_rise else _("fell from %(before)s to %(rank)s")
        return pattern % {"before": ordinal(self.before), "rank": ordinal(self.rank)}


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
    """Changes from the day of `since` on, the newest day and the best rank first.

    Of `lists` these are the notable changes that start or end within the first `top` ranks; of `items` all changes.
    A list's first day with ranks has no changes, and items that were taken off a list have none.
    Today is left out unless `with_today` is set: its changes can still change before the day ends.
    One query in every case.
    """
    if not lists and not items:
        return ()
    until = now if with_today else start_of_day(now.astimezone(UTC).date())
    rows = _end_of_day_snapshots(since, until).filter(Q(item__in=items) | Q(list__in=lists, rank__lte=NOTABLE_RANK_MAX))
    rows = rows.select_related("item__list").order_by("-day", "rank", "-pk")
    # Compared here and not in the query, where every use of `before` would run its subquery again.
    watched = frozenset(items)
    changes = (
        RankChange(row.item, row.before, row.rank, row.since.date(), row.since)
        for row in rows.iterator(chunk_size=CHUNK_SIZE)
        if row.before != row.rank and (row.item_id in watched or _is_notable(row.before, row.rank, top))
    )
    return tuple(islice(changes, most))


def _is_notable(before: int | None, rank: int, top: int) -> bool:
    best, worst = min(before or rank, rank), max(before or rank, rank)
    return best <= top and (before is None or worst >= NOTABLE_RATIO * best)


def _end_of_day_snapshots(since: datetime, until: datetime) -> QuerySet[Any]:
    """The last row of each item and day, annotated with the rank `before` that day."""
    first = start_of_day(since.astimezone(UTC).date())
    same = RankSnapshot.objects.filter(item=OuterRef("item"))
    later = same.filter(since__gt=OuterRef("since"), since__lt=OuterRef("next_day"))
    older = same.filter(since__lt=OuterRef("day")).order_by("-since").values("rank")[:1]
    was_ranked = RankSnapshot.objects.filter(list=OuterRef("list"), since__lt=OuterRef("day"))
    rows = RankSnapshot.objects.filter(since__gte=first, since__lt=until, rank__isnull=False, item__removed_at=None)
    rows = rows.annotate(day=TruncDay("since", tzinfo=UTC))
    rows = rows.annotate(next_day=ExpressionWrapper(F("day") + DAY, output_field=DateTimeField()))
    return rows.filter(~Exists(later), Exists(was_ranked)).annotate(before=Subquery(older))
