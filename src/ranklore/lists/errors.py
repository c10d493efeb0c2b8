"""Why a change to a list was refused: the item exists, looks like a duplicate, or changed in the meantime."""

from collections.abc import Sequence

from ranklore.lists.models import Item
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


class AlreadyListed(Refused):
    """The item is on the list already: `item` is the one."""

    def __init__(self, item: Item) -> None:
        super().__init__(
            f"{quoted(item.name)} is on this list already. If yours is a different one, say who made it.", "name"
        )
        self.item = item


class PossibleDuplicateItem(Refused):
    """What is to be added reads like items of the list that the reader was not shown: `item_ids`, the likest first."""

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__("Something like this is on the list already. Look at it, or add yours anyway.", "name")
        self.item_ids = item_ids


class PossibleDuplicateList(Refused):
    """The title of a new list reads like those of lists that the reader was not shown: `list_ids`, the likest first."""

    def __init__(self, list_ids: Sequence[int]) -> None:
        super().__init__("There is a list like this already. Look at it, or publish yours anyway.", "title")
        self.list_ids = list_ids


class NamesChanged(Refused):
    """The names of an item were changed after the form was served: `item` is as it stands now."""

    def __init__(self, item: Item) -> None:
        super().__init__(
            "These names were changed meanwhile, so nothing was saved. Send the form again to replace them.",
            "aliases",
        )
        self.item = item
