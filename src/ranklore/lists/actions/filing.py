"""Set the category and the tags of a list."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from ranklore.lists.categories import category_key, get_category
from ranklore.lists.models import ListActivity, ListTag, RankedList, Tag
from ranklore.parsing.tags import TypedTag, checked_tags
from ranklore.text.errors import Refused


@transaction.atomic
def file_list(ranked_list: RankedList, *, category: str, tags: Iterable[str]) -> None:
    """Set the category and the tags of a list. Raises Refused.

    `category` is a key or a label; one that the site does not know counts as none. The order of the tags is kept.
    """
    wanted = checked_tags(tags)
    known = get_category(category_key(category))
    locked = RankedList.objects.select_for_update(no_key=True).filter(pk=ranked_list.pk).first()
    if locked is None:
        raise Refused(_("This list was deleted a moment ago, so nothing was saved."))
    ranked_list.category = locked.category = known.key if known else ""
    locked.save(update_fields=["category"])
    _set_tags(locked, wanted)
    ListActivity.objects.filter(pk=locked.pk).update(related_checked_at=None)


def _set_tags(ranked_list: RankedList, wanted: Sequence[TypedTag]) -> None:
    before = dict(ranked_list.tagged.values_list("tag__key", "position"))
    if before == {tag.key: position for position, tag in enumerate(wanted)}:
        return
    names = {tag.key: tag.name for tag in wanted}
    rows = _lock_tags(names, before)
    for tag in rows.values():
        if tag.list_count == 0 and tag.key in names:  # no list uses the tag, so it may get a new spelling
            tag.name = names[tag.key]
    ranked_list.tagged.all().delete()
    ListTag.objects.bulk_create(
        ListTag(list=ranked_list, tag=rows[tag.key], position=position) for position, tag in enumerate(wanted)
    )
    _update_tag_counts(rows.values())


@transaction.atomic
def delete_tags(list_id: int) -> None:
    """Delete the tags of a list that is about to be deleted."""
    keys = list(ListTag.objects.filter(list=list_id).values_list("tag__key", flat=True))
    rows = _lock_tags({}, keys)
    ListTag.objects.filter(list=list_id).delete()
    _update_tag_counts(rows.values())


def _lock_tags(names: dict[str, str], others: Iterable[str]) -> dict[str, Tag]:
    """Create the missing tags and lock all of them, always in the same order so that there is no deadlock."""
    new = (Tag(key=key, name=name) for key, name in sorted(names.items()))
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    tags = Tag.objects.select_for_update().filter(key__in={*names, *others}).order_by("key")
    return {tag.key: tag for tag in tags}


def _update_tag_counts(tags: Collection[Tag]) -> None:
    list_counts = dict(ListTag.objects.filter(tag__in=tags).values_list("tag").annotate(Count("id")))
    for tag in tags:
        tag.list_count = list_counts.get(tag.pk, 0)
    Tag.objects.bulk_update(tags, ["name", "list_count"])
