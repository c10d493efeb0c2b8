"""What is there already and reads like something new: items of a list, and lists."""

from collections.abc import Collection, Sequence
from threading import Lock

from django.db.models import Count, FloatField, Max
from django.db.models.functions import Cast

from ranklore.lists.models import Item, RankedList, TitleWord
from ranklore.lists.queries import names_state
from ranklore.lists.rules.alike import TITLES, Book, Known, title_words
from ranklore.shell.refused import Refused

LISTS_KEPT = 16
_CANDIDATES = 40  # titles that share words with a new one, and are compared with it


class LooksListed(Refused):
    """What is to be added reads like items of the list that the reader was not shown: `item_ids`, the likest first."""

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__("Something like this is on the list already. Look at it, or add yours anyway.", "name")
        self.item_ids = item_ids


class LooksMade(Refused):
    """The title of a new list reads like those of lists that the reader was not shown: `list_ids`, the likest first."""

    def __init__(self, list_ids: Sequence[int]) -> None:
        super().__init__("There is a list like this already. Look at it, or publish yours anyway.", "title")
        self.list_ids = list_ids


def items_like(list_id: int, name: str, credits: Sequence[str] = (), aliases: Sequence[str] = ()) -> tuple[int, ...]:
    """The items of a list, the likest first, that a new one may be a double of."""
    names = [each for each in (name, *aliases) if each.strip()]
    return tuple(each.key for each in _book_of(list_id).alike(names, credits)) if names else ()


def lists_like(title: str) -> tuple[int, ...]:
    """The lists, the likest first, whose titles ask what this one asks."""
    if not (words := title_words(title)):
        return ()
    sharing = TitleWord.objects.filter(word__in=words).values("list_id")
    # The part of a title that is shared: "Saddest songs" before "Best songs to sing on a long journey".
    shares = sharing.annotate(share=Cast(Count("pk"), FloatField()) / Max("of"))
    ids = [row["list_id"] for row in shares.order_by("-share", "-list_id")[:_CANDIDATES]]
    titles = RankedList.objects.filter(pk__in=ids).values_list("pk", "title")
    return tuple(each.key for each in Book((Known(pk, (known,)) for pk, known in titles), TITLES).alike([title]))


def note_title(ranked_list: RankedList) -> None:
    """Keep what a title is found by, anew. Part of the transaction that writes it."""
    words = title_words(ranked_list.title)
    TitleWord.objects.filter(list=ranked_list).delete()
    TitleWord.objects.bulk_create(TitleWord(list=ranked_list, word=word, of=len(words)) for word in words)


def check_title(title: str, seen: Collection[int]) -> None:
    """Raises LooksMade where somebody has not seen the lists that have a title like theirs."""
    found = lists_like(title)
    if not set(found) <= set(seen):
        raise LooksMade(found)


def forget_all() -> None:
    """Drop what this process keeps of its lists."""
    with _keeping:
        _kept.clear()


_kept: dict[int, tuple[tuple[object, ...], Book]] = {}
_keeping = Lock()


def _book_of(list_id: int) -> Book:
    """The names of a list's items, made once a process and anew when one of them changes."""
    state = names_state(list_id)
    with _keeping:
        before, book = _kept.get(list_id, ((), None))
    if book is None or before != state:
        live = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases", "credits")
        book = Book((Known(pk, (name, *aliases), tuple(by)) for pk, name, aliases, by in live), before=book)
        with _keeping:
            _kept.pop(list_id, None)
            if len(_kept) >= LISTS_KEPT:
                del _kept[next(iter(_kept))]  # the one that was made first
            _kept[list_id] = (state, book)
    return book
