"""Save which lists are related, and claim lists whose related lists must be looked up again."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ranklore.lists.models import ListActivity, RelatedList
from ranklore.lists.queries.related_lists import ListSimilarity

RELATED_LISTS_KEPT_MAX = 12
LOOKUP_INTERVAL_MIN = timedelta(hours=1)


def save_related_lists(
    list_id: int, similarities: Mapping[int, ListSimilarity], unrelated: Collection[int] = ()
) -> None:
    """Save the lists that are similar to this one, in both directions. `unrelated` are lists to disconnect from it.

    Every writer locks the rows in the same order, and the insert and the delete are separate transactions. Otherwise
    two lookups at once could deadlock.
    """
    best = sorted(similarities, key=lambda other: (-similarities[other].weight, -other))[:RELATED_LISTS_KEPT_MAX]
    existing = set(ListActivity.objects.filter(pk__in=[*best, list_id]).values_list("pk", flat=True))
    if list_id not in existing:  # it was deleted in the meantime
        return
    pairs = [pair for other in best if other in existing for pair in ((list_id, other), (other, list_id))]
    RelatedList.objects.bulk_create(
        (_related_row(one, other, similarities[other if one == list_id else one]) for one, other in sorted(pairs)),
        update_conflicts=True,
        unique_fields=["list", "other"],
        update_fields=["weight", "items", "tags", "has_voters"],
    )
    delete_related_lists((Q(list=list_id) & ~Q(other__in=best)) | Q(other=list_id, list__in=unrelated))


@transaction.atomic
def delete_related_lists(condition: Q) -> None:
    rows = RelatedList.objects.filter(condition).order_by("list_id", "other_id").select_for_update()
    RelatedList.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def claim_due_list(now: datetime, after: int = 0) -> int | None:
    """Claim the first list whose related lists must be looked up, with an id greater than `after`.

    Of two workers only one gets it. None when no list is left.
    """
    due = ListActivity.objects.filter(related_checked_at=None, pk__gt=after).order_by("list_id")
    list_ids = due.values_list("pk", flat=True)
    while (list_id := list_ids.first()) is not None:
        if ListActivity.objects.filter(pk=list_id, related_checked_at=None).update(related_checked_at=now):
            return list_id
    return None


def release_list(list_id: int) -> None:
    """Make a claimed list due again."""
    ListActivity.objects.filter(pk=list_id).update(related_checked_at=None)


def mark_lists_due(list_ids: list[int], now: datetime) -> None:
    """Make these lists due again, unless their related lists were looked up within the last hour."""
    checked_before = now - LOOKUP_INTERVAL_MIN
    ListActivity.objects.filter(pk__in=list_ids, related_checked_at__lt=checked_before).update(related_checked_at=None)


def _related_row(list_id: int, other_id: int, similarity: ListSimilarity) -> RelatedList:
    return RelatedList(
        list_id=list_id,
        other_id=other_id,
        weight=round(similarity.weight, 3),
        items=similarity.items,
        tags=similarity.tags,
        has_voters=similarity.has_voters,
    )
