"""Every write of drafts, and the one way from a pasted page to a list."""

import json
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ranklore.discussion.actions import import_comments
from ranklore.exchange.buttons import Pressed, press
from ranklore.exchange.models import Draft
from ranklore.exchange.rules import count_untitled
from ranklore.exchange.typed import Typed, put_in, unsaved
from ranklore.lists.actions import NewItem, create_list, import_item_notes
from ranklore.lists.models import RankedList
from ranklore.lists.rules import UNTITLED, Pasted
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused

DRAFTS_LIVE = timedelta(days=30)
_DRAFTS = uuid.UUID("6f0c2b0e-6d0a-4a4e-9d53-2f1d4a3f9d11")


class Stale(Refused):
    """The draft was changed after the form was served."""

    def __init__(self) -> None:
        super().__init__(
            "This page was changed in another window, or the form was sent twice, so nothing was saved just now. "
            "Below is how it stands."
        )


@transaction.atomic
def publish_pasted(pasted: Pasted, *, voter: Voter | None, is_pasted: bool = True) -> RankedList:
    """Write a pasted page as a list with its items and comments: all of it or nothing."""
    ranked_list = create_list(
        title=pasted.title,
        prompt=pasted.prompt,
        items=[NewItem(item.name, item.credits) for item in pasted.items],
        voter=voter,
        is_pasted=is_pasted,
        category=pasted.category,
        tags=pasted.tags,
    )
    items = ranked_list.items.order_by("start_place")
    read = list(zip(items, pasted.items, strict=True))
    on_items = ((item, comment) for item, each in read for comment in each.comments)
    import_comments(ranked_list, [*on_items, *((None, comment) for comment in pasted.comments)])
    import_item_notes((item, each.notes) for item, each in read if each.notes)
    return ranked_list


@transaction.atomic
def start_draft(
    *,
    voter: Voter,
    pasted: Pasted,
    source_note: str = "",
    is_pasted: bool = True,
    nonce: uuid.UUID | None = None,
) -> Draft:
    """Keep what was understood. A form that was sent twice (the same `nonce`, the same page) gives the same draft."""
    forget_old_drafts(timezone.now())
    # The id comes of the nonce and the page: a page that was corrected and sent again is another draft.
    page = json.dumps([str(nonce or uuid.uuid4()), str(voter.key), pasted.as_json()])
    made = {"voter": save_voter(voter), "pasted": pasted.as_json(), "source_note": source_note, "is_pasted": is_pasted}
    draft, _ = Draft.objects.get_or_create(pk=uuid.uuid5(_DRAFTS, page), defaults=made)
    return draft


@transaction.atomic
def change_draft(draft: Draft, *, version: int, typed: Typed, button: str) -> Pressed:
    """Save what was typed, then do what the button says: both or neither.

    Undoing takes back what the button did; what was typed along with it stays. Raises Stale, Mistakes or Refused.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    _check_fresh(locked, version)
    before = locked.understood()
    saved = put_in(before, typed)
    if button == "undo":
        return _undo(locked, saved)
    pressed = press(saved, button, typed.places)
    if pressed.pasted != saved:
        locked.undo = saved.as_json()
    elif saved != before:
        locked.undo = before.as_json()
    if pressed.pasted != before:
        _save(locked, pressed.pasted)
    return pressed


@transaction.atomic
def publish_draft(draft: Draft, *, version: int, typed: Typed, told_untitled: int) -> RankedList:
    """Write the draft as a list. Sent twice it gives the same list.

    `told_untitled` is how many items without a name the page had spoken of: nobody publishes one unawares.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.published and not unsaved(locked.understood(), typed):
        return locked.published
    _check_fresh(locked, version)
    pasted = put_in(locked.understood(), typed)
    untitled = count_untitled(pasted)
    if untitled > told_untitled:
        them = "An item has no name" if untitled == 1 else f"{untitled:,} items have no name"
        raise Refused(f"{them}. Fill it in, or publish again to leave it as “{UNTITLED}”.", "publish")
    locked.published = publish_pasted(pasted, voter=locked.voter, is_pasted=locked.is_pasted)
    _save(locked, pasted)
    return locked.published


def forget_old_drafts(now: datetime) -> None:
    """Delete the drafts that nobody touched for a month. The lists that were published from them stay."""
    Draft.objects.filter(updated_at__lt=now - DRAFTS_LIVE).delete()


def hand_over_drafts(*, guest: Voter, into: Voter) -> None:
    """Let another voter go on with the drafts of one."""
    Draft.objects.filter(voter=guest).update(voter=into)


def delete_drafts(voter: Voter) -> None:
    """Delete a voter's drafts. The lists that were published from them stay."""
    Draft.objects.filter(voter=voter).delete()


def delete_drafts_of_list(list_id: int) -> None:
    Draft.objects.filter(published=list_id).delete()


def _check_fresh(locked: Draft, version: int) -> None:
    if locked.published_id:
        raise Refused("This list is published already. Nothing was changed.")
    if locked.version != version:
        raise Stale


def _undo(locked: Draft, saved: Pasted) -> Pressed:
    """Back to before the last change. What is taken back becomes the new `undo`, so undoing twice changes nothing."""
    if locked.undo is None:
        raise Refused("There is nothing to undo.")
    before = Pasted.from_json(locked.undo)
    locked.undo = saved.as_json()
    _save(locked, before)
    return Pressed(before, "The last change is undone. Undo once more to have it back.")


def _save(locked: Draft, pasted: Pasted) -> None:
    locked.pasted = pasted.as_json()
    locked.version += 1
    locked.save()
