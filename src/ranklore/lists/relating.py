"""Lists that readers of a list may want to see: which share items and tags with it, and the rows kept of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from ranklore.lists.browsing import UNTITLED_KEY
from ranklore.lists.models import Item, ListTag, Pulse, Related

ITEMS_READ = 200
"""Items of a list that are looked for on others."""
FOUND_MOST = 40
"""Lists that each reason may bring."""
KEPT = 12
ITEMS_LEAST = 2
"""One name alone that is on both lists says little."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins a list to another."""

    items: int = 0
    tags: int = 0
    has_voters: bool = False

    @property
    def weight(self) -> float:
        """More of the same adds less and less, so that no one reason decides alone."""
        return self.items / (self.items + 3) + self.tags / (self.tags + 2) + 0.5 * self.has_voters

    @property
    def is_enough(self) -> bool:
        return self.items >= ITEMS_LEAST or self.tags > 0 or self.has_voters


def lists_with_same_items(list_id: int) -> dict[int, int]:
    """How many items of this list are on others, by their names."""
    mine = Item.objects.filter(list=list_id, removed_at=None)
    keys = list(mine.order_by("start_place").values_list("name_key", flat=True)[:ITEMS_READ])
    others = Item.objects.filter(name_key__in={*keys} - {"", UNTITLED_KEY}, removed_at=None)
    counted = others.exclude(list=list_id).values_list("list_id").annotate(n=Count("name_key", distinct=True))
    return dict(counted.order_by("-n", "-list_id")[:FOUND_MOST])


def lists_with_same_tags(list_id: int) -> dict[int, int]:
    tags = ListTag.objects.filter(list=list_id).values("tag")
    counted = ListTag.objects.filter(tag__in=tags).exclude(list=list_id).values_list("list_id").annotate(n=Count("id"))
    return dict(counted.order_by("-n", "-list_id")[:FOUND_MOST])


@transaction.atomic
def keep_related(list_id: int, ties: Mapping[int, Tie]) -> None:
    """Write what was found, for the list and, the other way round, for those that it was found to be near to."""
    good = {other: tie for other, tie in ties.items() if tie.is_enough}
    best = sorted(good, key=lambda other: (-good[other].weight, -other))[:KEPT]
    there = set(Pulse.objects.filter(pk__in=[*best, list_id]).values_list("pk", flat=True))
    Related.objects.filter(list=list_id).delete()
    Related.objects.filter(other=list_id).exclude(list__in=good).delete()
    if list_id not in there:  # deleted meanwhile
        return
    pairs = [pair for other in sorted(best) if other in there for pair in ((list_id, other), (other, list_id))]
    Related.objects.bulk_create(
        (_related(one, other, good[other if one == list_id else one]) for one, other in sorted(pairs)),
        update_conflicts=True,
        unique_fields=["list", "other"],
        update_fields=["weight", "items", "tags", "has_voters"],
    )


def claim_due(now: datetime, most: int) -> list[int]:
    """Lists whose related ones are to be looked for; of two workers only one gets each."""
    due = Pulse.objects.filter(related_at=None).order_by("list_id").values_list("pk", flat=True)[:most]
    return [pk for pk in list(due) if Pulse.objects.filter(pk=pk, related_at=None).update(related_at=now)]


def make_due(list_ids: list[int], now: datetime) -> None:
    """Let related lists be looked for again, unless that was done within the hour."""
    Pulse.objects.filter(pk__in=list_ids, related_at__lt=now - timedelta(hours=1)).update(related_at=None)


def _related(list_id: int, other_id: int, tie: Tie) -> Related:
    return Related(
        list_id=list_id,
        other_id=other_id,
        weight=round(tie.weight, 3),
        items=tie.items,
        tags=tie.tags,
        has_voters=tie.has_voters,
    )
