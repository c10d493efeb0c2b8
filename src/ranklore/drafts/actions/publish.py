"""Publish a draft or a parsed page as a list with its items and comments."""

from collections.abc import Collection

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.translation import ngettext

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
    """Create a list from a parsed page with its items and comments: all of it or nothing."""
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
    pairs = list(zip(items, parsed.items, strict=True))
    on_items = ((item, comment) for item, parsed_item in pairs for comment in parsed_item.comments)
    import_comments(ranked_list, [*on_items, *((None, comment) for comment in parsed.comments)])
    import_item_notes((item, parsed_item.notes) for item, parsed_item in pairs if parsed_item.notes)
    return ranked_list


@transaction.atomic
def publish_draft(
    draft: Draft,
    *,
    version: int,
    typed: FieldValues,
    acknowledged_untitled: int,
    seen_lists: Collection[int] | None = None,
) -> RankedList:
    """Publish the draft as a list. A second request for the same draft gives the same list.

    `seen_lists` are the lists with a similar title that the page showed; with None, similar lists are not checked.
    `acknowledged_untitled` is how many items without a name the page warned about, so that nobody publishes one by
    accident.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.published and not unsaved_values(locked.get_page(), typed):
        return locked.published
    check_version(locked, version)
    parsed = apply_fields(locked.get_page(), typed)
    untitled = count_untitled(parsed)
    if untitled > acknowledged_untitled:
        sentence = ngettext(
            "%(number)s item has no name. Add the name, or publish again to call the item “%(untitled)s”.",
            "%(number)s items have no name. Add the names, or publish again to call the items “%(untitled)s”.",
            untitled,
        )
        raise Refused(sentence % {"number": intcomma(untitled), "untitled": UNTITLED}, "publish")
    if seen_lists is not None and parsed.title:
        check_title_is_new(parsed.title, seen_lists)
    locked.published = publish_page(parsed, voter=locked.voter, is_pasted=locked.is_pasted)
    save_page(locked, parsed)
    return locked.published
