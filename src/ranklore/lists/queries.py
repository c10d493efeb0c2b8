from collections.abc import Sequence

from django.db.models import Count

from ranklore.lists.models import Item


def items_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """How many items are on each list; a list without any is left out."""
    live = Item.objects.filter(list__in=list_ids, removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))
