"""Why a change to a list was refused: the item exists, may be a duplicate, or changed in the meantime."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ranklore.lists.models import Item
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


class AlreadyListed(Refused):
    """The list already has this item: `item`."""

    def __init__(self, item: Item) -> None:
        sentence = _("%(name)s is on this list already. If you mean a different one, add who made it.")
        super().__init__(sentence % {"name": quoted(item.name)}, "name")
        self.item = item


class PossibleDuplicateItem(Refused):
    """The new item is similar to items that the reader was not shown: `item_ids`, the most similar first."""

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__(_("This list has something similar already. Look at it, or add yours anyway."), "name")
        self.item_ids = item_ids


class PossibleDuplicateList(Refused):
    """The title of a new list is similar to lists that the reader was not shown: `list_ids`, the most similar first."""

    def __init__(self, list_ids: Sequence[int]) -> None:
        super().__init__(_("There is a similar list already. Look at it, or publish yours anyway."), "title")
        self.list_ids = list_ids


class NamesChanged(Refused):
    """The names of an item changed after the form was loaded. `item` is how it is now."""

    def __init__(self, item: Item) -> None:
        sentence = _("Somebody changed these names while you were editing. Save again to replace them with yours.")
        super().__init__(sentence, "aliases")
        self.item = item
