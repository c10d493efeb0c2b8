"""Save which lists are related, and claim lists whose related ones are due for a new search."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ranklore.lists.models import ListActivity, RelatedList
from ranklore.lists.queries.related_lists import ListSimilarity

RELATED_LISTS_KEPT_MAX = 12


def save_related_lists(list_id: int, ties: Mapping[int, ListSimilarity], gone: Collection[int] = ()) -> None:
    """Write which lists were found to be near, for this one and, the other way round, for each of them; `gone` are
    lists that it is near to no more.

    All that write here take the rows in their order, and let go of them before they begin anew: else two that look at
    once would wait for each other.
    """
    best = sorted(ties, key=lambda other: (-ties[other].weight, -other))[:RELATED_LISTS_KEPT_MAX]
    there = set(ListActivity.objects.filter(pk__in=[*best, list_id]).values_list("pk", flat=True))
    if list_id not in there:  # deleted meanwhile
        return
    pairs = [pair for other in best if other in there for pair in ((list_id, other), (other, list_id))]
    RelatedList.objects.bulk_create(
        (_related_row(one, other, ties[other if one == list_id else one]) for one, other in sorted(pairs)),
        update_conflicts=True,
        unique_fields=["list", "other"],
        update_fields=["weight", "items", "tags", "has_voters"],
    )
    delete_related_lists((Q(list=list_id) & ~Q(other__in=best)) | Q(other=list_id, list__in=gone))


@transaction.atomic
def delete_related_lists(which: Q) -> None:
    rows = RelatedList.objects.filter(which).order_by("list_id", "other_id").select_for_update()
    RelatedList.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def claim_due_list(now: datetime, after: int = 0) -> int | None:
    """The first list, `at_second` another, whose related ones are to be looked for; of two workers only one gets it."""
    due = ListActivity.objects.filter(related_at=None, pk__gt=after).order_by("list_id").values_list("pk", flat=True)
    while (pk := due.first()) is not None:
        if ListActivity.objects.filter(pk=pk, related_at=None).update(related_at=now):
            return pk
    return None


def release_list(list_id: int) -> None:
    """Let a list that was claimed be looked at with the next look."""
    ListActivity.objects.filter(pk=list_id).update(related_at=None)


def mark_lists_due(list_ids: list[int], now: datetime) -> None:
    """Let related lists be looked for again, unless that was done within the hour."""
    ListActivity.objects.filter(pk__in=list_ids, related_at__lt=now - timedelta(hours=1)).update(related_at=None)


def _related_row(list_id: int, other_id: int, tie: ListSimilarity) -> RelatedList:
    return RelatedList(
        list_id=list_id,
        other_id=other_id,
        weight=round(tie.weight, 3),
        items=tie.items,
        tags=tie.tags,
        has_voters=tie.has_voters,
    )
