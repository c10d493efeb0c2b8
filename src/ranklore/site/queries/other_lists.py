"""The other lists that have the same item, with its rank there."""

from dataclasses import dataclass

from ranklore.ballots.queries.standings import ranks_of
from ranklore.lists.item_names import NewItem, is_same_item
from ranklore.lists.models import Item
from ranklore.lists.queries.items import same_named_items_for

OTHER_LISTS_MAX = 6


@dataclass(frozen=True, slots=True)
class OtherListPlace:
    """An item of the same name on another list. `rank` is None while it is too new to rank there."""

    slug: str
    title: str
    item_id: int
    rank: int | None


def other_lists_for(item: Item) -> tuple[OtherListPlace, ...]:
    """Other lists with an item of this name, unless it is by different people. Lists with most voters come first."""
    mine = NewItem.of(item)
    alike = [each for each in same_named_items_for(item) if is_same_item(mine, NewItem.of(each))]
    alike.sort(key=lambda each: (-each.list.activity.voters, -each.list_id))
    shown = alike[:OTHER_LISTS_MAX]
    ranks = ranks_of([each.pk for each in shown])
    return tuple(OtherListPlace(each.list.slug, each.list.title, each.pk, ranks.get(each.pk)) for each in shown)
