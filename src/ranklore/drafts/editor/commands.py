"""The commands of the preview's buttons. A command takes a parsed page and returns the changed page, a message, and
what to focus next. It is written as a word and its arguments, with items and comments from 1: `merge:7:2`. Questions
have a key instead, since their positions change when fields are saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ranklore.core.pagination import parse_whole_number
from ranklore.drafts.editor import edits
from ranklore.drafts.editor.credit_questions import rejoin_name, split_credits_off
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage, Question
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused

UNKNOWN_COMMAND = gettext_lazy(
    "This button does not match the current page, so nothing was changed. Reload the page and try again."
)
_QUESTION_KEY = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class CommandResult:
    """`item` is the item (by index) to show next, or else `page`; `focus` is the part that takes the focus."""

    parsed: ParsedPage
    message: str
    item: int | None = None
    focus: str = ""
    page: int | None = None


def run_command(parsed: ParsedPage, button: str, places: Mapping[int, str]) -> CommandResult:
    """Run the command of a button. Raises Refused when it does not fit the page, so a forged one changes nothing."""
    word, *arguments = button.split(":")
    if word == "enter":
        return _submit_with_enter(parsed, places)
    if word in _QUESTION_COMMANDS and len(arguments) == 1 and _QUESTION_KEY.fullmatch(arguments[0]):
        return _QUESTION_COMMANDS[word](parsed, arguments[0])
    numbers = [number - 1 for text in arguments if (number := parse_whole_number(text)) is not None]
    command = _COMMANDS.get((word, len(arguments)))
    if command is None or len(numbers) != len(arguments) or (numbers and not _is_valid_target(parsed, word, numbers)):
        raise _unknown_command()
    if word == "move":
        return _move_to_place(parsed, numbers[0], places)
    return command(parsed, *numbers)


def _unknown_command() -> Refused:
    return Refused(str(UNKNOWN_COMMAND))


def _is_valid_target(parsed: ParsedPage, word: str, numbers: list[int]) -> bool:
    first, *second = numbers
    if word == "page":
        return first >= 0
    if word == "add":  # -1 adds an item at the top
        return -1 <= first < len(parsed.items)
    if not 0 <= first < len(parsed.items):
        return False
    if word in ("up", "merge-up", "comment"):
        return first > 0
    if word == "down":
        return first < len(parsed.items) - 1
    if word == "merge":
        return 0 <= second[0] < len(parsed.items) and second[0] != first
    return not second or 0 <= second[0] < len(parsed.items[first].comments)


def _save_only(parsed: ParsedPage) -> CommandResult:
    return CommandResult(parsed, _("Saved."))


def _submit_with_enter(parsed: ParsedPage, places: Mapping[int, str]) -> CommandResult:
    """Enter in a field saves the page; in a "move to" field it also moves the item."""
    filled = [n for n, text in places.items() if text.strip()]
    if len(filled) == 1 and filled[0] < len(parsed.items):
        return _move_to_place(parsed, filled[0], places)
    return _save_only(parsed)


def _go_to_page(parsed: ParsedPage, page: int) -> CommandResult:
    return CommandResult(parsed, _("Saved."), page=page + 1)


def _show_item(parsed: ParsedPage, item: int) -> CommandResult:
    return CommandResult(parsed, _("Saved."), item, "name")


def _move_up(parsed: ParsedPage, item: int) -> CommandResult:
    return _move_item(parsed, item, item - 1, "up")


def _move_down(parsed: ParsedPage, item: int) -> CommandResult:
    return _move_item(parsed, item, item + 1, "down")


def _move_to_place(parsed: ParsedPage, item: int, places: Mapping[int, str]) -> CommandResult:
    place = parse_whole_number(places.get(item, "").strip()) or 0
    if not 1 <= place <= len(parsed.items):
        sentence = _("Type a place from 1 to %(last)s.") % {"last": intcomma(len(parsed.items))}
        raise Refused(sentence, f"to-{item + 1}")
    return _move_item(parsed, item, place - 1)


def _move_item(parsed: ParsedPage, item: int, to: int, focus: str = "") -> CommandResult:
    values = {"item": _item_label(parsed, item), "place": intcomma(to + 1)}
    message = _("%(item)s is now at place %(place)s.") % values
    return CommandResult(edits.move_item(parsed, item, to), message, to, focus)


def _merge_into_above(parsed: ParsedPage, item: int) -> CommandResult:
    return _merge_items(parsed, item, item - 1)


def _merge_items(parsed: ParsedPage, item: int, into: int) -> CommandResult:
    values = {"item": _item_label(parsed, item), "other": _item_label(parsed, into)}
    message = _("%(item)s was merged into %(other)s.") % values
    return CommandResult(edits.merge_items(parsed, item, into), message, into - (item < into))


def _make_item_a_comment(parsed: ParsedPage, item: int) -> CommandResult:
    values = {"item": _item_label(parsed, item), "other": _item_label(parsed, item - 1)}
    message = _("%(item)s is now a comment on %(other)s.") % values
    return CommandResult(edits.make_item_a_comment(parsed, item), message, item - 1, "comments")


def _split_item(parsed: ParsedPage, item: int, comment: int) -> CommandResult:
    after = edits.split_item(parsed, item, comment)
    if after.items[item + 1].name == UNTITLED:
        message = _("A new item begins at that comment. Give it a name.")
    else:
        message = _("%(item)s is an item now.") % {"item": _item_label(after, item + 1)}
    return CommandResult(after, message, item + 1, "name")


def _drop_item(parsed: ParsedPage, item: int) -> CommandResult:
    after = edits.drop_item(parsed, item)
    next_item = min(item, len(after.items) - 1) if after.items else None
    return CommandResult(after, _("%(item)s was removed.") % {"item": _item_label(parsed, item)}, next_item)


def _drop_comment(parsed: ParsedPage, item: int, comment: int) -> CommandResult:
    message = _("A comment on %(item)s was removed.") % {"item": _item_label(parsed, item)}
    return CommandResult(edits.drop_comment(parsed, item, comment), message, item, "comments")


def _add_item(parsed: ParsedPage, item: int) -> CommandResult:
    message = _("A new item was added. Give it a name.")
    return CommandResult(edits.insert_item(parsed, item + 1), message, item + 1, "name")


def _make_title_an_item(parsed: ParsedPage) -> CommandResult:
    if not parsed.title:
        raise _unknown_command()
    message = _("%(title)s is the first item now. Give the list a title.") % {"title": quoted(parsed.title)}
    return CommandResult(edits.make_title_an_item(parsed), message, focus="title")


def _dismiss_question(parsed: ParsedPage, key: str) -> CommandResult:
    """A question that is gone was answered by the fields that were saved with this button."""
    return CommandResult(edits.drop_question(parsed, key), _("The question is closed."), focus="questions")


def _name_item(parsed: ParsedPage, key: str) -> CommandResult:
    """The answer is a field and is saved already. The question is still there only if the field was empty."""
    if key in edits.untitled_items_by_question(parsed):
        raise Refused(_("Type the name of the item."), f"answer-{key}")
    return CommandResult(edits.drop_question(parsed, key), _("The name is saved."), focus="questions")


def _accept_credits(parsed: ParsedPage, key: str) -> CommandResult:
    item, after = _answer_credit_question(parsed, key, split_credits_off)
    message = _("The credits of %(item)s are now: %(credits)s.")
    return CommandResult(
        after, message % {"item": _item_label(after, item), "credits": ", ".join(after.items[item].credits)}, item
    )


def _reject_credits(parsed: ParsedPage, key: str) -> CommandResult:
    item, after = _answer_credit_question(parsed, key, rejoin_name)
    return CommandResult(after, _("%(item)s is one name now.") % {"item": _item_label(after, item)}, item)


def _answer_credit_question(
    parsed: ParsedPage, key: str, answer: Callable[[ParsedItem, Question], ParsedItem | None]
) -> tuple[int, ParsedPage]:
    """The index of the item, and the page with the item changed and the question removed."""
    question = edits.find_question(parsed, key)
    item = edits.item_indexes_by_line(parsed).get(question.line) if question else None
    changed = answer(parsed.items[item], question) if question and item is not None else None
    if item is None or changed is None:
        raise _unknown_command()
    items = (*parsed.items[:item], changed, *parsed.items[item + 1 :])
    return item, edits.drop_question(replace(parsed, items=items), key)


def _item_label(parsed: ParsedPage, item: int) -> str:
    """What a message calls an item: its name, or its number if it has none."""
    name = parsed.items[item].name
    return _("Item %(number)s") % {"number": intcomma(item + 1)} if name == UNTITLED else quoted(name)


_COMMANDS: dict[tuple[str, int], Callable[..., CommandResult]] = {
    ("save", 0): _save_only,
    ("page", 1): _go_to_page,
    ("show", 1): _show_item,
    ("up", 1): _move_up,
    ("down", 1): _move_down,
    ("move", 1): _move_to_place,
    ("merge-up", 1): _merge_into_above,
    ("merge", 2): _merge_items,
    ("comment", 1): _make_item_a_comment,
    ("split", 2): _split_item,
    ("drop", 1): _drop_item,
    ("drop", 2): _drop_comment,
    ("add", 1): _add_item,
    ("title-item", 0): _make_title_an_item,
}
_QUESTION_COMMANDS: dict[str, Callable[[ParsedPage, str], CommandResult]] = {
    "dismiss": _dismiss_question,
    "name": _name_item,
    "accept-credits": _accept_credits,
    "reject-credits": _reject_credits,
}
