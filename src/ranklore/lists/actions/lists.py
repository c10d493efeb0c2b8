"""Create, lock, transfer and delete lists."""

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ranklore.lists.actions.filing import delete_tags, file_list
from ranklore.lists.actions.related_lists import delete_related_lists
from ranklore.lists.duplicates import title_words
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, ItemNote, ListActivity, RankedList, TitleWord
from ranklore.lists.validation import validate_prompt, validate_title
from ranklore.parsing.limits import ITEMS_MAX
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@transaction.atomic
def create_list(
    *,
    title: str,
    prompt: str = "",
    items: Sequence[NewItem] = (),
    voter: Voter | None = None,
    is_pasted: bool = False,
    is_simulated: bool = False,
    category: str = "",
    tags: Sequence[str] = (),
) -> RankedList:
    """Create a list with its items in their starting order. Raises Refused, and then saves nothing."""
    title, prompt = validate_title(title), validate_prompt(prompt)
    if len(items) > ITEMS_MAX:
        sentence = _("A new list can have at most %(max)s items. This one has %(count)s.")
        raise Refused(sentence % {"max": intcomma(ITEMS_MAX), "count": intcomma(len(items))})
    new_items = [item.validated() for item in items]
    ranked_list = _save_with_free_slug(
        RankedList(
            title=title,
            prompt=prompt,
            created_by=save_voter(voter) if voter else None,
            is_pasted=is_pasted,
            is_simulated=is_simulated,
        )
    )
    save_title_words(ranked_list)
    Item.objects.bulk_create(
        Item(
            list=ranked_list,
            name=item.name,
            credits=list(item.credits),
            aliases=list(item.aliases),
            start_place=place,
            added_by=ranked_list.created_by,
        )
        for place, item in enumerate(new_items, start=1)
    )
    ListActivity.objects.create(list=ranked_list)
    if category or tags:
        file_list(ranked_list, category=category, tags=tags)
    return ranked_list


def lock_list(list_id: int) -> RankedList:
    """Lock a list until the end of the transaction, so that adding, removing and commenting happen one at a time.

    Raises Refused when the list was deleted while this waited.
    """
    # `no_key` leaves votes alone: they have a foreign key to the list, and must not wait for comments or deadlock.
    locked = RankedList.objects.select_for_update(no_key=True).filter(pk=list_id).first()
    if locked is None:
        raise Refused(_("This list was deleted a moment ago, so nothing can be added to it."))
    return locked


def _save_with_free_slug(ranked_list: RankedList) -> RankedList:
    """Save under the first free address: `title`, `title-2`, `title-3`."""
    base = slugify(ranked_list.title, allow_unicode=True)[:80].strip("-") or "list"
    taken = set(RankedList.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        number += 1
        if slug in taken:
            continue
        ranked_list.slug = slug
        try:
            with transaction.atomic():
                ranked_list.save(force_insert=True)
        except IntegrityError:  # somebody took this slug after we looked
            continue
        return ranked_list


@transaction.atomic
def transfer_lists(*, guest: Voter, into: Voter) -> None:
    """Give the lists and items of a guest to another voter."""
    RankedList.objects.filter(created_by=guest).update(created_by=into)
    Item.objects.filter(added_by=guest).update(added_by=into)


@transaction.atomic
def delete_list(list_id: int) -> None:
    """Delete a list. The apps above must have deleted their rows for it first."""
    TitleWord.objects.filter(list=list_id).delete()
    ItemNote.objects.filter(item__list=list_id).delete()
    Item.objects.filter(list=list_id).delete()
    delete_tags(list_id)
    delete_related_lists(Q(list=list_id) | Q(other=list_id))
    ListActivity.objects.filter(list=list_id).delete()
    RankedList.objects.filter(pk=list_id).delete()


def save_title_words(ranked_list: RankedList) -> None:
    """Replace the index words of a list's title. Call it in the transaction that writes the title."""
    words = title_words(ranked_list.title)
    TitleWord.objects.filter(list=ranked_list).delete()
    TitleWord.objects.bulk_create(TitleWord(list=ranked_list, word=word, title_words=len(words)) for word in words)
