"""Publish a draft or a parsed page as a list with its items and comments."""

from collections.abc import Collection

from django.db import transaction

from ranklore.discussion.actions.import_comments import import_comments
from ranklore.drafts.actions.edit import check_version, save_page
from ranklore.drafts.editor.edits import count_untitled
from ranklore.drafts.editor.fields import FieldValues, apply_fields, unsaved_values
from ranklore.drafts.models import Draft
from ranklore.lists.actions.content_notes import import_item_notes
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.lists.queries.duplicates import check_title_is_new
from ranklore.parsing.result import UNTITLED, ParsedPage
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@transaction.atomic
def publish_page(parsed: ParsedPage, *, voter: Voter | None, is_pasted: bool = True) -> RankedList:
    """Write a parsed page as a list with its items and comments: all of it or nothing."""
    ranked_list = create_list(
        title=parsed.title,
        prompt=parsed.prompt,
        items=[NewItem(item.name, item.credits, item.aliases) for item in parsed.items],
        voter=voter,
        is_pasted=is_pasted,
        category=parsed.category,
        tags=parsed.tags,
    )
    items = ranked_list.items.order_by("start_place")
    read = list(zip(items, parsed.items, strict=True))
    on_items = ((item, comment) for item, each in read for comment in each.comments)
    import_comments(ranked_list, [*on_items, *((None, comment) for comment in parsed.comments)])
    import_item_notes((item, each.notes) for item, each in read if each.notes)
    return ranked_list


@transaction.atomic
def publish_draft(
    draft: Draft, *, version: int, typed: FieldValues, acknowledged_untitled: int, seen: Collection[int] | None = None
) -> RankedList:
    """Write the draft as a list. Sent twice it gives the same list.

    `seen` are the lists with a title like it that the page had shown; with None nobody is asked.
    `acknowledged_untitled` is how many items without a name the page had spoken of: nobody publishes one unawares.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.published and not unsaved_values(locked.get_page(), typed):
        return locked.published
    check_version(locked, version)
    parsed = apply_fields(locked.get_page(), typed)
    untitled = count_untitled(parsed)
    if untitled > acknowledged_untitled:
        them = "An item has no name" if untitled == 1 else f"{untitled:,} items have no name"
        raise Refused(f"{them}. Fill it in, or publish again to leave it as “{UNTITLED}”.", "publish")
    if seen is not None and parsed.title:
        check_title_is_new(parsed.title, seen)
    locked.published = publish_page(parsed, voter=locked.voter, is_pasted=locked.is_pasted)
    save_page(locked, parsed)
    return locked.published
