"""Changes to what was understood of a pasted page: a page in, a page out. Items and comments go by index, from 0.

A question is dropped when the person deals with the line it is about.
"""

from collections.abc import Iterable
from dataclasses import replace

from ranklore.lists.rules import (
    ALIASES_MAX,
    COMMENTS_MAX,
    CREDITS_MAX,
    ITEMS_MAX,
    NAME_MAX,
    UNTITLED,
    Pasted,
    PastedComment,
    PastedItem,
    clean_line,
)
from ranklore.shell.refused import Refused


def move(pasted: Pasted, item: int, to: int) -> Pasted:
    """The item at the place `to`, the others in their order."""
    items = list(pasted.items)
    items.insert(to, items.pop(item))
    return replace(pasted, items=tuple(items))


def merge(pasted: Pasted, item: int, into: int) -> Pasted:
    """One item of two: the name of `into`, the credits, other names and comments of both."""
    gone, stays = pasted.items[item], pasted.items[into]
    credits = tuple(dict.fromkeys((*stays.credits, *gone.credits)))[:CREDITS_MAX]
    aliases = tuple(dict.fromkeys((*stays.aliases, *gone.aliases)))[:ALIASES_MAX]
    joined = replace(stays, credits=credits, aliases=aliases, comments=(*stays.comments, *gone.comments))
    items = [joined if n == into else each for n, each in enumerate(pasted.items) if n != item]
    return _answered(replace(pasted, items=tuple(items)), [gone.line])


def make_comment(pasted: Pasted, item: int) -> Pasted:
    """The item becomes a comment of the one above, and its comments follow."""
    gone, above = pasted.items[item], pasted.items[item - 1]
    if count_comments(pasted) >= COMMENTS_MAX:
        raise Refused(f"A list can start with at most {COMMENTS_MAX:,} comments, and this has as many.")
    text = f"{gone.name} ({', '.join(gone.credits)})" if gone.credits else gone.name
    text = " / ".join((text, *gone.aliases))
    said = PastedComment(text=text, line=gone.line)
    joined = replace(above, comments=(*above.comments, said, *gone.comments))
    items = (*pasted.items[: item - 1], joined, *pasted.items[item + 1 :])
    return _answered(replace(pasted, items=items), [gone.line])


def split(pasted: Pasted, item: int, comment: int) -> Pasted:
    """A new item below that begins with this comment; the comments after it go along.

    A comment that can be a name becomes the name. A longer one stays the first comment of an item without a name.
    """
    _check_room(pasted)
    old = pasted.items[item]
    first = old.comments[comment]
    name = "" if first.cut or "\n" in first.text else clean_line(first.text)
    is_name = 0 < len(name) <= NAME_MAX
    new = PastedItem(
        name=name if is_name else UNTITLED,
        credits=(),
        line=first.line,
        comments=old.comments[comment + is_name :],
    )
    halves = (replace(old, comments=old.comments[:comment]), new)
    items = (*pasted.items[:item], *halves, *pasted.items[item + 1 :])
    return _answered(replace(pasted, items=items), [first.line])


def drop_item(pasted: Pasted, item: int) -> Pasted:
    gone = pasted.items[item]
    items = (*pasted.items[:item], *pasted.items[item + 1 :])
    return _answered(replace(pasted, items=items), [gone.line, *(comment.line for comment in gone.comments)])


def drop_comment(pasted: Pasted, item: int, comment: int) -> Pasted:
    old = pasted.items[item]
    comments = (*old.comments[:comment], *old.comments[comment + 1 :])
    items = (*pasted.items[:item], replace(old, comments=comments), *pasted.items[item + 1 :])
    return _answered(replace(pasted, items=items), [old.comments[comment].line])


def insert_item(pasted: Pasted, at: int) -> Pasted:
    """A new item without a name at the place `at`."""
    _check_room(pasted)
    line = pasted.items[at - 1].line if at else 1
    new = PastedItem(name=UNTITLED, credits=(), line=line)
    return replace(pasted, items=(*pasted.items[:at], new, *pasted.items[at:]))


def drop_question(pasted: Pasted, question: int) -> Pasted:
    questions = (*pasted.questions[:question], *pasted.questions[question + 1 :])
    return replace(pasted, questions=questions)


def make_title_an_item(pasted: Pasted) -> Pasted:
    """The first line was no title after all but the first item."""
    _check_room(pasted)
    asked = [each for each in pasted.questions if each.kind == "maybe_page_title"]
    new = PastedItem(name=pasted.title, credits=(), line=asked[0].line if asked else 1)
    questions = tuple(each for each in pasted.questions if each.kind != "maybe_page_title")
    return replace(pasted, title="", items=(new, *pasted.items), questions=questions)


def settle_names(pasted: Pasted) -> Pasted:
    """Without the questions about lost names that have been given since."""
    nameless = {item.line for item in pasted.items if item.name == UNTITLED}
    open_ones = (each for each in pasted.questions if each.kind != "untitled" or each.line in nameless)
    return replace(pasted, questions=tuple(open_ones))


def count_comments(pasted: Pasted) -> int:
    return len(pasted.comments) + sum(len(item.comments) for item in pasted.items)


def count_untitled(pasted: Pasted) -> int:
    return sum(item.name == UNTITLED for item in pasted.items)


def items_by_line(pasted: Pasted) -> dict[int, int]:
    """Which item each line of the page went to, by the lines that items and comments begin at."""
    found: dict[int, int] = {}
    for n, item in enumerate(pasted.items):
        found.setdefault(item.line, n)
    for n, item in enumerate(pasted.items):
        for comment in item.comments:
            found.setdefault(comment.line, n)
    return found


def _answered(pasted: Pasted, lines: Iterable[int]) -> Pasted:
    done = set(lines)
    questions = tuple(each for each in pasted.questions if each.line not in done)
    return replace(pasted, questions=questions)


def _check_room(pasted: Pasted) -> None:
    if len(pasted.items) >= ITEMS_MAX:
        raise Refused(f"A list can start with at most {ITEMS_MAX:,} items, and this has as many.")
