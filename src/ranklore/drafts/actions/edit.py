"""Save the fields of a draft and run one command on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ranklore.drafts.editor.commands import CommandResult, run_command
from ranklore.drafts.editor.fields import FieldValues, apply_fields
from ranklore.drafts.models import Draft
from ranklore.parsing.result import ParsedPage
from ranklore.text.errors import Refused


class StaleDraft(Refused):
    """The draft was changed after the form was served."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your changes were not saved, because the draft was changed in another window or the form was sent "
                "twice. Below is the draft as it is now."
            )
        )


@transaction.atomic
def edit_draft(draft: Draft, *, version: int, typed: FieldValues, button: str) -> CommandResult:
    """Save what was typed, then run the button's command: both or neither.

    Undo reverts only what the command did; what was typed with it stays. Raises StaleDraft, InvalidFields or Refused.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    check_version(locked, version)
    before = locked.get_page()
    saved = apply_fields(before, typed)
    if button == "undo":
        return _undo(locked, saved)
    result = run_command(saved, button, typed.places)
    if result.parsed != saved:
        locked.undo = saved.as_json()
    elif saved != before:
        locked.undo = before.as_json()
    if result.parsed != before:
        save_page(locked, result.parsed)
    return result


def check_version(locked: Draft, version: int) -> None:
    if locked.published_id:
        raise Refused(_("This list is already published, so nothing was changed."))
    if locked.version != version:
        raise StaleDraft


def _undo(locked: Draft, saved: ParsedPage) -> CommandResult:
    """Restore the page before the last change. The reverted page becomes the new `undo`, so a second undo redoes it."""
    if locked.undo is None:
        raise Refused(_("There is nothing to undo."))
    before = ParsedPage.from_json(locked.undo)
    locked.undo = saved.as_json()
    save_page(locked, before)
    return CommandResult(before, _("The last change was undone. Press Undo again to redo it."))


def save_page(locked: Draft, parsed: ParsedPage) -> None:
    locked.parsed = parsed.as_json()
    locked.version += 1
    locked.save()
