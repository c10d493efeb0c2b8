"""The names and credits of an item, and whether two items are the same."""

from dataclasses import dataclass

from ranklore.lists.models import Item
from ranklore.lists.validation import validate_aliases, validate_credits, validate_name
from ranklore.parsing.result import UNTITLED
from ranklore.text.clean import name_key


@dataclass(frozen=True, slots=True)
class NewItem:
    name: str
    credits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def checked(self) -> "NewItem":
        """Fit to keep. Raises Refused."""
        name = validate_name(self.name)
        return NewItem(name, validate_credits(self.credits), validate_aliases(self.aliases, name=name))

    @classmethod
    def of(cls, item: Item) -> "NewItem":
        return cls(item.name, tuple(item.credits), tuple(item.aliases))


def is_same_item(one: NewItem, other: NewItem) -> bool:
    """Whether two items read the same: a name of theirs is the same, and they are not by different people."""
    if not _name_keys(one) & _name_keys(other):
        return False
    mine, theirs = ({name_key(credit) for credit in item.credits} for item in (one, other))
    return not mine or not theirs or bool(mine & theirs)


def _name_keys(item: NewItem) -> set[str]:
    return {name_key(name) for name in (item.name, *item.aliases)}


UNTITLED_KEY = name_key(UNTITLED)
"""Items that lost their names have nothing in common."""


def is_untitled(item: Item) -> bool:
    """Whether an item has no name of its own yet. One that is really called so may say it, and get other names."""
    return item.name == UNTITLED and not item.aliases
