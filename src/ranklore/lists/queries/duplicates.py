"""Find items of a list, and lists, that a new one may be a duplicate of."""

from collections.abc import Collection, Sequence
from threading import Lock

from django.db.models import Count, FloatField, Max
from django.db.models.functions import Cast

from ranklore.lists.duplicates import LIST_TITLES, DuplicateIndex, KnownName, title_words
from ranklore.lists.errors import PossibleDuplicateList
from ranklore.lists.models import Item, RankedList, TitleWord
from ranklore.lists.queries.items import item_names_version

CACHED_LISTS_MAX = 16
_CANDIDATE_TITLES_MAX = 40  # titles that share words with a new one, and are compared with it


def find_duplicate_items(
    list_id: int, name: str, credits: Sequence[str] = (), aliases: Sequence[str] = ()
) -> tuple[int, ...]:
    """The items of a list, the likest first, that a new one may be a double of."""
    names = [each for each in (name, *aliases) if each.strip()]
    return tuple(each.key for each in _index_for(list_id).alike(names, credits)) if names else ()


def find_duplicate_lists(title: str) -> tuple[int, ...]:
    """The lists, the likest first, whose titles ask what this one asks."""
    if not (words := title_words(title)):
        return ()
    sharing = TitleWord.objects.filter(word__in=words).values("list_id")
    # The part of a title that is shared: "Saddest songs" before "Best songs to sing on a long journey".
    shares = sharing.annotate(share=Cast(Count("pk"), FloatField()) / Max("of"))
    ids = [row["list_id"] for row in shares.order_by("-share", "-list_id")[:_CANDIDATE_TITLES_MAX]]
    titles = RankedList.objects.filter(pk__in=ids).values_list("pk", "title")
    return tuple(
        each.key
        for each in DuplicateIndex((KnownName(pk, (known,)) for pk, known in titles), LIST_TITLES).alike([title])
    )


def check_title_is_new(title: str, seen: Collection[int]) -> None:
    """Raises LooksMade where somebody has not seen the lists that have a title like theirs."""
    found = find_duplicate_lists(title)
    if not set(found) <= set(seen):
        raise PossibleDuplicateList(found)


def clear_cache() -> None:
    """Drop what this process keeps of its lists."""
    with _index_cache_lock:
        _index_cache.clear()


_index_cache: dict[int, tuple[tuple[object, ...], DuplicateIndex]] = {}
_index_cache_lock = Lock()


def _index_for(list_id: int) -> DuplicateIndex:
    """The names of a list's items, made once a process and anew when one of them changes."""
    state = item_names_version(list_id)
    with _index_cache_lock:
        before, book = _index_cache.get(list_id, ((), None))
    if book is None or before != state:
        live = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases", "credits")
        book = DuplicateIndex(
            (KnownName(pk, (name, *aliases), tuple(by)) for pk, name, aliases, by in live), before=book
        )
        with _index_cache_lock:
            _index_cache.pop(list_id, None)
            if len(_index_cache) >= CACHED_LISTS_MAX:
                del _index_cache[next(iter(_index_cache))]  # the one that was made first
            _index_cache[list_id] = (state, book)
    return book
