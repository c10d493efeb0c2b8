"""Save the fields of a draft and run one command on it."""

from django.db import transaction

from ranklore.drafts.editor.commands import CommandResult, run_command
from ranklore.drafts.editor.fields import FieldValues, apply_fields
from ranklore.drafts.models import Draft
from ranklore.parsing.result import ParsedPage
from ranklore.text.errors import Refused


class StaleDraft(Refused):
    """The draft was changed after the form was served."""

    def __init__(self) -> None:
        super().__init__(
            "This page was changed in another window, or the form was sent twice, so nothing was saved just now. "
            "Below is how it stands."
        )


@transaction.atomic
def edit_draft(draft: Draft, *, version: int, typed: FieldValues, button: str) -> CommandResult:
    """Save what was typed, then do what the button says: both or neither.

    Undoing takes back what the button did; what was typed along with it stays. Raises Stale, Mistakes or Refused.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    check_version(locked, version)
    before = locked.get_page()
    saved = apply_fields(before, typed)
    if button == "undo":
        return _undo(locked, saved)
    pressed = run_command(saved, button, typed.places)
    if pressed.parsed != saved:
        locked.undo = saved.as_json()
    elif saved != before:
        locked.undo = before.as_json()
    if pressed.parsed != before:
        save_page(locked, pressed.parsed)
    return pressed


def check_version(locked: Draft, version: int) -> None:
    if locked.published_id:
        raise Refused("This list is published already. Nothing was changed.")
    if locked.version != version:
        raise StaleDraft


def _undo(locked: Draft, saved: ParsedPage) -> CommandResult:
    """Back to before the last change. What is taken back becomes the new `undo`, so undoing twice changes nothing."""
    if locked.undo is None:
        raise Refused("There is nothing to undo.")
    before = ParsedPage.from_json(locked.undo)
    locked.undo = saved.as_json()
    save_page(locked, before)
    return CommandResult(before, "The last change is undone. Undo once more to have it back.")


def save_page(locked: Draft, parsed: ParsedPage) -> None:
    locked.parsed = parsed.as_json()
    locked.version += 1
    locked.save()
