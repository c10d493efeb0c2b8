"""Find the items of a list, or the lists, that a new one may duplicate."""

from collections.abc import Collection, Sequence
from threading import Lock

from django.db.models import Count, FloatField, Max
from django.db.models.functions import Cast

from ranklore.lists.duplicates import LIST_TITLES, DuplicateIndex, KnownName, title_words
from ranklore.lists.errors import PossibleDuplicateList
from ranklore.lists.models import Item, RankedList, TitleWord
from ranklore.lists.queries.items import item_names_version

CACHED_LISTS_MAX = 16
_CANDIDATE_TITLES_MAX = 40  # how many titles with the same words are compared with a new one


def find_duplicate_items(
    list_id: int, name: str, credits: Sequence[str] = (), aliases: Sequence[str] = ()
) -> tuple[int, ...]:
    """The ids of the items that a new item may duplicate, the best match first."""
    names = [text for text in (name, *aliases) if text.strip()]
    return tuple(match.key for match in _index_for(list_id).find(names, credits)) if names else ()


def find_duplicate_lists(title: str) -> tuple[int, ...]:
    """The ids of the lists whose titles may ask the same question, the best match first."""
    if not (words := title_words(title)):
        return ()
    sharing = TitleWord.objects.filter(word__in=words).values("list_id")
    # The shared part of a title: "Saddest songs" comes before "Best songs to sing on a long journey".
    shares = sharing.annotate(share=Cast(Count("pk"), FloatField()) / Max("title_words"))
    ids = [row["list_id"] for row in shares.order_by("-share", "-list_id")[:_CANDIDATE_TITLES_MAX]]
    titles = RankedList.objects.filter(pk__in=ids).values_list("pk", "title")
    index = DuplicateIndex((KnownName(pk, (known_title,)) for pk, known_title in titles), LIST_TITLES)
    return tuple(match.key for match in index.find([title]))


def check_title_is_new(title: str, seen: Collection[int]) -> None:
    """Raise PossibleDuplicateList for similar lists that the reader was not shown. `seen` are the ids that they saw."""
    list_ids = find_duplicate_lists(title)
    if not set(list_ids) <= set(seen):
        raise PossibleDuplicateList(list_ids)


def clear_cache() -> None:
    """Empty the cache of this process. Tests need it, because each one starts again with the same ids."""
    with _index_cache_lock:
        _index_cache.clear()


_index_cache: dict[int, tuple[tuple[object, ...], DuplicateIndex]] = {}
_index_cache_lock = Lock()


def _index_for(list_id: int) -> DuplicateIndex:
    """The index of a list's item names. Each process caches it, and rebuilds it when a name changed."""
    version = item_names_version(list_id)
    with _index_cache_lock:
        cached_version, index = _index_cache.get(list_id, ((), None))
    if index is None or cached_version != version:
        items = Item.objects.filter(list=list_id, removed_at=None).values_list("pk", "name", "aliases", "credits")
        index = DuplicateIndex(
            (KnownName(pk, (name, *aliases), tuple(credits)) for pk, name, aliases, credits in items), previous=index
        )
        with _index_cache_lock:
            _index_cache.pop(list_id, None)
            if len(_index_cache) >= CACHED_LISTS_MAX:
                del _index_cache[next(iter(_index_cache))]  # the oldest index
            _index_cache[list_id] = (version, index)
    return index
