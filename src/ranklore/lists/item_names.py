"""The names and credits of an item, and whether two items are the same."""

from dataclasses import dataclass

from ranklore.lists.models import Item
from ranklore.lists.validation import validate_aliases, validate_credits, validate_name
from ranklore.parsing.result import UNTITLED
from ranklore.text.clean import name_key


@dataclass(frozen=True, slots=True)
class NewItem:
    """What an item is called and who made it, before it is saved."""

    name: str
    credits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def validated(self) -> "NewItem":
        """The same, cleaned. Raises Refused."""
        name = validate_name(self.name)
        return NewItem(name, validate_credits(self.credits), validate_aliases(self.aliases, name=name))

    @classmethod
    def of(cls, item: Item) -> "NewItem":
        return cls(item.name, tuple(item.credits), tuple(item.aliases))


def is_same_item(one: NewItem, other: NewItem) -> bool:
    """Whether two items are the same: they share a name, and their credits do not contradict each other."""
    if not _name_keys(one) & _name_keys(other):
        return False
    credits, other_credits = ({name_key(credit) for credit in item.credits} for item in (one, other))
    return not credits or not other_credits or bool(credits & other_credits)


def _name_keys(item: NewItem) -> set[str]:
    return {name_key(name) for name in (item.name, *item.aliases)}


UNTITLED_KEY = name_key(UNTITLED)
"""The name key of items without a name. Two such items have nothing in common."""


def is_untitled(item: Item) -> bool:
    """Whether an item still needs a name. One that is really called "Untitled" counts as named once it has aliases."""
    return item.name == UNTITLED and not item.aliases
