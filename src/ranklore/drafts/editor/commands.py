"""The commands of the preview's buttons. Each one takes a parsed page and returns the changed page, a message, and
what to focus next.  A command is a word and numbers from 1, as in `merge:7` or `split:7:2`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ranklore.core.pagination import parse_whole_number
from ranklore.drafts.editor import edits
from ranklore.parsing.result import UNTITLED, ParsedPage
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused

UNKNOWN_COMMAND = "That button does not fit the page as it is now. Reload the page and try again; nothing was changed."


@dataclass(frozen=True, slots=True)
class CommandResult:
    """`at` is the item (by index) to show next, or else `make_page`; `focus` the part that takes the focus."""

    parsed: ParsedPage
    said: str
    at: int | None = None
    focus: str = ""
    page: int | None = None


def run_command(parsed: ParsedPage, button: str, places: Mapping[int, str]) -> CommandResult:
    """Do what a button says. Raises Refused when it does not fit the page, so a forged one does nothing."""
    word, *rest = button.split(":")
    numbers = [number - 1 for part in rest if (number := parse_whole_number(part)) is not None]
    if len(numbers) != len(rest):
        raise Refused(UNKNOWN_COMMAND)
    if word == "enter":
        return _submit_with_enter(parsed, places)
    if (word, len(numbers)) not in _COMMANDS or (numbers and not _is_valid_target(parsed, word, numbers)):
        raise Refused(UNKNOWN_COMMAND)
    if word == "move":
        return _move_to_place(parsed, numbers[0], places)
    return _COMMANDS[word, len(numbers)](parsed, *numbers)


def _is_valid_target(parsed: ParsedPage, word: str, numbers: list[int]) -> bool:
    first, *second = numbers
    if word == "settle":
        return 0 <= first < len(parsed.questions)
    if word == "page":
        return first >= 0
    if word == "add":  # below an item, or below none
        return -1 <= first < len(parsed.items)
    if not 0 <= first < len(parsed.items):
        return False
    if word in ("up", "join", "say"):
        return first > 0
    if word == "down":
        return first < len(parsed.items) - 1
    if word == "merge":
        return 0 <= second[0] < len(parsed.items) and second[0] != first
    return not second or 0 <= second[0] < len(parsed.items[first].comments)


def _save_only(parsed: ParsedPage) -> CommandResult:
    return CommandResult(parsed, "Saved.")


def _submit_with_enter(parsed: ParsedPage, places: Mapping[int, str]) -> CommandResult:
    """Enter in a field saves the page; in a "move to" field it moves the item."""
    filled = [n for n, text in places.items() if text.strip()]
    if len(filled) == 1 and filled[0] < len(parsed.items):
        return _move_to_place(parsed, filled[0], places)
    return _save_only(parsed)


def _go_to_page(parsed: ParsedPage, page: int) -> CommandResult:
    return CommandResult(parsed, "Saved.", page=page + 1)


def _go_to_item(parsed: ParsedPage, item: int) -> CommandResult:
    return CommandResult(parsed, "Saved.", item, "name")


def _move_up(parsed: ParsedPage, item: int) -> CommandResult:
    return CommandResult(
        edits.move_item(parsed, item, item - 1), _moved_message(parsed, item, item - 1), item - 1, "up"
    )


def _move_down(parsed: ParsedPage, item: int) -> CommandResult:
    return CommandResult(
        edits.move_item(parsed, item, item + 1), _moved_message(parsed, item, item + 1), item + 1, "down"
    )


def _move_to_place(parsed: ParsedPage, item: int, places: Mapping[int, str]) -> CommandResult:
    place = parse_whole_number(places.get(item, "").strip()) or 0
    if not 1 <= place <= len(parsed.items):
        raise Refused(f"Type a place from 1 to {len(parsed.items):,}.", f"to-{item + 1}")
    return CommandResult(edits.move_item(parsed, item, place - 1), _moved_message(parsed, item, place - 1), place - 1)


def _moved_message(parsed: ParsedPage, item: int, to: int) -> str:
    return f"{_item_label(parsed, item)} is now at place {to + 1:,}."


def _merge_into_above(parsed: ParsedPage, item: int) -> CommandResult:
    return _merge_items(parsed, item, item - 1)


def _merge_items(parsed: ParsedPage, item: int, into: int) -> CommandResult:
    said = f"{_item_label(parsed, item)} is merged into {_item_label(parsed, into)}."
    return CommandResult(edits.merge_items(parsed, item, into), said, into - (item < into))


def _make_item_a_comment(parsed: ParsedPage, item: int) -> CommandResult:
    said = f"{_item_label(parsed, item)} is now a comment of {_item_label(parsed, item - 1)}."
    return CommandResult(edits.make_item_a_comment(parsed, item), said, item - 1, "comments")


def _split_item(parsed: ParsedPage, item: int, comment: int) -> CommandResult:
    after = edits.split_item(parsed, item, comment)
    if after.items[item + 1].name == UNTITLED:
        return CommandResult(after, "A new item begins at that comment. Give it a name.", item + 1, "name")
    return CommandResult(after, f"{_item_label(after, item + 1)} is an item now.", item + 1, "name")


def _drop_item(parsed: ParsedPage, item: int) -> CommandResult:
    after = edits.drop_item(parsed, item)
    at = min(item, len(after.items) - 1) if after.items else None
    return CommandResult(after, f"{_item_label(parsed, item)} is dropped.", at)


def _drop_comment(parsed: ParsedPage, item: int, comment: int) -> CommandResult:
    after = edits.drop_comment(parsed, item, comment)
    return CommandResult(after, f"A comment of {_item_label(parsed, item)} is dropped.", item, "comments")


def _add_item(parsed: ParsedPage, item: int) -> CommandResult:
    return CommandResult(edits.insert_item(parsed, item + 1), "A new item is there. Give it a name.", item + 1, "name")


def _dismiss_question(parsed: ParsedPage, question: int) -> CommandResult:
    return CommandResult(edits.drop_question(parsed, question), "That question is settled.", focus="questions")


def _make_title_an_item(parsed: ParsedPage) -> CommandResult:
    if not parsed.title:
        raise Refused(UNKNOWN_COMMAND)
    said = f"{quoted(parsed.title)} is the first item now. Give the list a title."
    return CommandResult(edits.make_title_an_item(parsed), said, focus="title")


def _item_label(parsed: ParsedPage, item: int) -> str:
    """How a sentence calls an item."""
    name = parsed.items[item].name
    return f"Item {item + 1:,}" if name == UNTITLED else quoted(name)


_COMMANDS: dict[tuple[str, int], Callable[..., CommandResult]] = {
    ("save", 0): _save_only,
    ("page", 1): _go_to_page,
    ("go", 1): _go_to_item,
    ("up", 1): _move_up,
    ("down", 1): _move_down,
    ("move", 1): _move_to_place,
    ("join", 1): _merge_into_above,
    ("merge", 2): _merge_items,
    ("say", 1): _make_item_a_comment,
    ("split", 2): _split_item,
    ("drop", 1): _drop_item,
    ("drop", 2): _drop_comment,
    ("add", 1): _add_item,
    ("settle", 1): _dismiss_question,
    ("title-item", 0): _make_title_an_item,
}
