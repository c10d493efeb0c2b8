"""Set the category and the tags of a list."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Count

from ranklore.lists.categories import category_key, get_category
from ranklore.lists.models import ListActivity, ListTag, RankedList, Tag
from ranklore.parsing.tags import TypedTag, checked_tags
from ranklore.text.errors import Refused


@transaction.atomic
def file_list(ranked_list: RankedList, *, category: str, tags: Iterable[str]) -> None:
    """Give a list its category (a key or a label; one that the site does not know is none) and its tags, in their
    order. Said twice it changes nothing. Raises Refused."""
    wanted = checked_tags(tags)
    known = get_category(category_key(category))
    held = RankedList.objects.select_for_update(no_key=True).filter(pk=ranked_list.pk).first()
    if held is None:
        raise Refused("This list was deleted a moment ago, so nothing was saved.")
    ranked_list.category = held.category = known.key if known else ""
    held.save(update_fields=["category"])
    _set_tags(held, wanted)
    ListActivity.objects.filter(pk=held.pk).update(related_at=None)


def _set_tags(held: RankedList, wanted: Sequence[TypedTag]) -> None:
    before = dict(held.tagged.values_list("tag__key", "place"))
    if before == {tag.key: place for place, tag in enumerate(wanted)}:
        return
    names = {tag.key: tag.name for tag in wanted}
    rows = _lock_tags(names, before)
    for tag in rows.values():
        if tag.lists == 0 and tag.key in names:  # nobody uses it, so it may be written anew
            tag.name = names[tag.key]
    held.tagged.all().delete()
    ListTag.objects.bulk_create(ListTag(list=held, tag=rows[tag.key], place=place) for place, tag in enumerate(wanted))
    _update_tag_counts(rows.values())


@transaction.atomic
def delete_tags(list_id: int) -> None:
    """Take the tags off a list that is about to go."""
    keys = list(ListTag.objects.filter(list=list_id).values_list("tag__key", flat=True))
    rows = _lock_tags({}, keys)
    ListTag.objects.filter(list=list_id).delete()
    _update_tag_counts(rows.values())


def _lock_tags(names: dict[str, str], others: Iterable[str]) -> dict[str, Tag]:
    """The rows of all these tags, made where there are none, and held in one order for everybody."""
    new = (Tag(key=key, name=name) for key, name in sorted(names.items()))
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    held = Tag.objects.select_for_update().filter(key__in={*names, *others}).order_by("key")
    return {tag.key: tag for tag in held}


def _update_tag_counts(tags: Collection[Tag]) -> None:
    uses = dict(ListTag.objects.filter(tag__in=tags).values_list("tag").annotate(Count("id")))
    for tag in tags:
        tag.lists = uses.get(tag.pk, 0)
    Tag.objects.bulk_update(tags, ["name", "lists"])
