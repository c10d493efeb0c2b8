"""Lists that readers of a list may want to see: which share items and tags with it, and the rows kept of that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

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


def lists_with_same_items(list_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many items of this list are on others, by their names: on those that share most, or on all `among` these."""
    mine = Item.objects.filter(list=list_id, removed_at=None)
    others = Item.objects.filter(removed_at=None).exclude(list=list_id)
    if among is None:
        keys = list(mine.order_by("start_place").values_list("name_key", flat=True)[:ITEMS_READ])
        others = others.filter(name_key__in={*keys} - {"", UNTITLED_KEY})
    else:
        named = mine.exclude(name_key__in=["", UNTITLED_KEY])
        others = others.filter(list__in=among, name_key__in=named.values("name_key"))
    counted = others.values_list("list_id").annotate(n=Count("name_key", distinct=True))
    return dict(counted.order_by("-n", "-list_id")[: FOUND_MOST if among is None else None])


def lists_with_same_tags(list_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many tags of this list others have: those that share most, or all `among` these."""
    tags = ListTag.objects.filter(list=list_id).values("tag")
    others = ListTag.objects.filter(tag__in=tags).exclude(list=list_id)
    others = others if among is None else others.filter(list__in=among)
    counted = others.values_list("list_id").annotate(n=Count("id"))
    return dict(counted.order_by("-n", "-list_id")[: FOUND_MOST if among is None else None])


def lists_no_longer_near(list_id: int, ties: Mapping[int, Tie]) -> frozenset[int]:
    """The lists beside which this one stands and with which it shares nothing any more.

    Each reason brings no more than some, so what it did not bring is asked for by itself. Of voters only the latest of
    this list are read, which says nothing of those that the other has: such a row stays until the other is looked at.
    """
    rows = Related.objects.filter(other=list_id, has_voters=False).values_list("list_id", flat=True)
    doubtful = {*rows} - ties.keys()
    if not doubtful:
        return frozenset()
    items, tags = lists_with_same_items(list_id, doubtful), lists_with_same_tags(list_id, doubtful)
    return frozenset(one for one in doubtful if not Tie(items.get(one, 0), tags.get(one, 0)).is_enough)


def keep_related(list_id: int, ties: Mapping[int, Tie], gone: Collection[int] = ()) -> None:
    """Write which lists were found to be near, for this one and, the other way round, for each of them; `gone` are
    lists that it is near to no more.

    All that write here take the rows in their order, and let go of them before they begin anew: else two that look at
    once would wait for each other.
    """
    best = sorted(ties, key=lambda other: (-ties[other].weight, -other))[:KEPT]
    there = set(Pulse.objects.filter(pk__in=[*best, list_id]).values_list("pk", flat=True))
    if list_id not in there:  # deleted meanwhile
        return
    pairs = [pair for other in best if other in there for pair in ((list_id, other), (other, list_id))]
    Related.objects.bulk_create(
        (_related(one, other, ties[other if one == list_id else one]) for one, other in sorted(pairs)),
        update_conflicts=True,
        unique_fields=["list", "other"],
        update_fields=["weight", "items", "tags", "has_voters"],
    )
    drop_related((Q(list=list_id) & ~Q(other__in=best)) | Q(other=list_id, list__in=gone))


@transaction.atomic
def drop_related(which: Q) -> None:
    rows = Related.objects.filter(which).order_by("list_id", "other_id").select_for_update()
    Related.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def claim_due(now: datetime, after: int = 0) -> int | None:
    """The first list, `after` another, whose related ones are to be looked for; of two workers only one gets it."""
    due = Pulse.objects.filter(related_at=None, pk__gt=after).order_by("list_id").values_list("pk", flat=True)
    while (pk := due.first()) is not None:
        if Pulse.objects.filter(pk=pk, related_at=None).update(related_at=now):
            return pk
    return None


def give_back(list_id: int) -> None:
    """Let a list that was claimed be looked at with the next look."""
    Pulse.objects.filter(pk=list_id).update(related_at=None)


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
