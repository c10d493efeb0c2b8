"""The buttons of the preview: what each does to the page, what is said of it, and where the eye goes next.

A button is a word and numbers from 1, as in `merge:7` or `split:7:2`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ranklore.exchange import rules
from ranklore.lists.rules import UNTITLED, Pasted
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted

NOT_KNOWN = "That button does not fit the page as it is now. Reload the page and try again; nothing was changed."


@dataclass(frozen=True, slots=True)
class Pressed:
    """`at` is the item (by index) to show next, or else `page`; `focus` the part that takes the focus."""

    pasted: Pasted
    said: str
    at: int | None = None
    focus: str = ""
    page: int | None = None


def press(pasted: Pasted, button: str, places: Mapping[int, str]) -> Pressed:
    """Do what a button says. Raises Refused when it does not fit the page, so a forged one does nothing."""
    word, *rest = button.split(":")
    numbers = [number - 1 for part in rest if (number := whole_number(part)) is not None]
    if len(numbers) != len(rest):
        raise Refused(NOT_KNOWN)
    if word == "enter":
        return _enter(pasted, places)
    if (word, len(numbers)) not in _BUTTONS or (numbers and not _is_there(pasted, word, numbers)):
        raise Refused(NOT_KNOWN)
    if word == "move":
        return _move(pasted, numbers[0], places)
    return _BUTTONS[word, len(numbers)](pasted, *numbers)


def _is_there(pasted: Pasted, word: str, numbers: list[int]) -> bool:
    first, *second = numbers
    if word == "settle":
        return 0 <= first < len(pasted.questions)
    if word == "page":
        return first >= 0
    if word == "add":  # below an item, or below none
        return -1 <= first < len(pasted.items)
    if not 0 <= first < len(pasted.items):
        return False
    if word in ("up", "join", "say"):
        return first > 0
    if word == "down":
        return first < len(pasted.items) - 1
    if word == "merge":
        return 0 <= second[0] < len(pasted.items) and second[0] != first
    return not second or 0 <= second[0] < len(pasted.items[first].comments)


def _save(pasted: Pasted) -> Pressed:
    return Pressed(pasted, "Saved.")


def _enter(pasted: Pasted, places: Mapping[int, str]) -> Pressed:
    """Enter in a field saves the page; in a "move to" field it moves the item."""
    filled = [n for n, text in places.items() if text.strip()]
    if len(filled) == 1 and filled[0] < len(pasted.items):
        return _move(pasted, filled[0], places)
    return _save(pasted)


def _page(pasted: Pasted, page: int) -> Pressed:
    return Pressed(pasted, "Saved.", page=page + 1)


def _go(pasted: Pasted, item: int) -> Pressed:
    return Pressed(pasted, "Saved.", item, "name")


def _up(pasted: Pasted, item: int) -> Pressed:
    return Pressed(rules.move(pasted, item, item - 1), _moved(pasted, item, item - 1), item - 1, "up")


def _down(pasted: Pasted, item: int) -> Pressed:
    return Pressed(rules.move(pasted, item, item + 1), _moved(pasted, item, item + 1), item + 1, "down")


def _move(pasted: Pasted, item: int, places: Mapping[int, str]) -> Pressed:
    place = whole_number(places.get(item, "").strip()) or 0
    if not 1 <= place <= len(pasted.items):
        raise Refused(f"Type a place from 1 to {len(pasted.items):,}.", f"to-{item + 1}")
    return Pressed(rules.move(pasted, item, place - 1), _moved(pasted, item, place - 1), place - 1)


def _moved(pasted: Pasted, item: int, to: int) -> str:
    return f"{_name(pasted, item)} is now at place {to + 1:,}."


def _join(pasted: Pasted, item: int) -> Pressed:
    return _merge(pasted, item, item - 1)


def _merge(pasted: Pasted, item: int, into: int) -> Pressed:
    said = f"{_name(pasted, item)} is merged into {_name(pasted, into)}."
    return Pressed(rules.merge(pasted, item, into), said, into - (item < into))


def _say(pasted: Pasted, item: int) -> Pressed:
    said = f"{_name(pasted, item)} is now a comment of {_name(pasted, item - 1)}."
    return Pressed(rules.make_comment(pasted, item), said, item - 1, "comments")


def _split(pasted: Pasted, item: int, comment: int) -> Pressed:
    after = rules.split(pasted, item, comment)
    if after.items[item + 1].name == UNTITLED:
        return Pressed(after, "A new item begins at that comment. Give it a name.", item + 1, "name")
    return Pressed(after, f"{_name(after, item + 1)} is an item now.", item + 1, "name")


def _drop(pasted: Pasted, item: int) -> Pressed:
    after = rules.drop_item(pasted, item)
    at = min(item, len(after.items) - 1) if after.items else None
    return Pressed(after, f"{_name(pasted, item)} is dropped.", at)


def _drop_comment(pasted: Pasted, item: int, comment: int) -> Pressed:
    after = rules.drop_comment(pasted, item, comment)
    return Pressed(after, f"A comment of {_name(pasted, item)} is dropped.", item, "comments")


def _add(pasted: Pasted, item: int) -> Pressed:
    return Pressed(rules.insert_item(pasted, item + 1), "A new item is there. Give it a name.", item + 1, "name")


def _settle(pasted: Pasted, question: int) -> Pressed:
    return Pressed(rules.drop_question(pasted, question), "That question is settled.", focus="questions")


def _title_item(pasted: Pasted) -> Pressed:
    if not pasted.title:
        raise Refused(NOT_KNOWN)
    said = f"{quoted(pasted.title)} is the first item now. Give the list a title."
    return Pressed(rules.make_title_an_item(pasted), said, focus="title")


def _name(pasted: Pasted, item: int) -> str:
    """How a sentence calls an item."""
    name = pasted.items[item].name
    return f"Item {item + 1:,}" if name == UNTITLED else quoted(name)


_BUTTONS: dict[tuple[str, int], Callable[..., Pressed]] = {
    ("save", 0): _save,
    ("page", 1): _page,
    ("go", 1): _go,
    ("up", 1): _up,
    ("down", 1): _down,
    ("move", 1): _move,
    ("join", 1): _join,
    ("merge", 2): _merge,
    ("say", 1): _say,
    ("split", 2): _split,
    ("drop", 1): _drop,
    ("drop", 2): _drop_comment,
    ("add", 1): _add,
    ("settle", 1): _settle,
    ("title-item", 0): _title_item,
}
