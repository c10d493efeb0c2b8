"""What can be searched: lists, items, comments and people. Only some of their rows are in the index."""

from collections.abc import Mapping
from dataclasses import dataclass

from ranklore.core.database.searchable import Searchable
from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account


@dataclass(frozen=True, slots=True)
class IndexedKind:
    """A kind of rows in the search index. `live` is the SQL condition for the rows that are in it.

    In `live`, {0} is a prefix for the columns, such as "new." in a trigger.
    """

    key: str
    model: type[Searchable]
    live: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def index(self) -> str:
        return f"search_{self.key}"


INDEXED_KINDS: Mapping[str, IndexedKind] = {
    kind.key: kind
    for kind in (
        IndexedKind("list", RankedList, "{0}id > 0"),
        IndexedKind("item", Item, "{0}removed_at IS NULL"),
        IndexedKind("comment", Comment, "{0}deleted_at IS NULL"),
        IndexedKind("person", Account, "{0}is_active"),
    )
}
