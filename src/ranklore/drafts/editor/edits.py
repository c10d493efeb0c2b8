"""Pure edits of a parsed page: page in, page out. Items and comments are addressed by index, from 0.  An edit
drops the questions about the lines that it deals with."""

from collections.abc import Iterable
from dataclasses import replace

from ranklore.parsing.limits import ALIASES_MAX, COMMENTS_MAX, CREDITS_MAX, ITEMS_MAX, NAME_MAX
from ranklore.parsing.result import UNTITLED, ParsedComment, ParsedItem, ParsedPage
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused


def move_item(parsed: ParsedPage, item: int, to: int) -> ParsedPage:
    """The item at the place `to`, the others in their order."""
    items = list(parsed.items)
    items.insert(to, items.pop(item))
    return replace(parsed, items=tuple(items))


def merge_items(parsed: ParsedPage, item: int, into: int) -> ParsedPage:
    """One item of two: the name of `into`, the credits, other names and comments of both."""
    gone, stays = parsed.items[item], parsed.items[into]
    credits = tuple(dict.fromkeys((*stays.credits, *gone.credits)))[:CREDITS_MAX]
    aliases = tuple(dict.fromkeys((*stays.aliases, *gone.aliases)))[:ALIASES_MAX]
    joined = replace(stays, credits=credits, aliases=aliases, comments=(*stays.comments, *gone.comments))
    items = [joined if n == into else each for n, each in enumerate(parsed.items) if n != item]
    return _without_questions_about(replace(parsed, items=tuple(items)), [gone.line])


def make_item_a_comment(parsed: ParsedPage, item: int) -> ParsedPage:
    """The item becomes a comment of the one above, and its comments follow."""
    gone, above = parsed.items[item], parsed.items[item - 1]
    if count_comments(parsed) >= COMMENTS_MAX:
        raise Refused(f"A list can start with at most {COMMENTS_MAX:,} comments, and this has as many.")
    text = f"{gone.name} ({', '.join(gone.credits)})" if gone.credits else gone.name
    text = " / ".join((text, *gone.aliases))
    said = ParsedComment(text=text, line=gone.line)
    joined = replace(above, comments=(*above.comments, said, *gone.comments))
    items = (*parsed.items[: item - 1], joined, *parsed.items[item + 1 :])
    return _without_questions_about(replace(parsed, items=items), [gone.line])


def split_item(parsed: ParsedPage, item: int, comment: int) -> ParsedPage:
    """A new item below that begins with this comment; the comments after it go along.

    A comment that can be a name becomes the name. A longer one stays the first comment of an item without a name.
    """
    _check_item_limit(parsed)
    old = parsed.items[item]
    first = old.comments[comment]
    name = "" if first.cut or "\n" in first.text else clean_line(first.text)
    is_name = 0 < len(name) <= NAME_MAX
    new = ParsedItem(
        name=name if is_name else UNTITLED,
        credits=(),
        line=first.line,
        comments=old.comments[comment + is_name :],
    )
    halves = (replace(old, comments=old.comments[:comment]), new)
    items = (*parsed.items[:item], *halves, *parsed.items[item + 1 :])
    return _without_questions_about(replace(parsed, items=items), [first.line])


def drop_item(parsed: ParsedPage, item: int) -> ParsedPage:
    gone = parsed.items[item]
    items = (*parsed.items[:item], *parsed.items[item + 1 :])
    return _without_questions_about(
        replace(parsed, items=items), [gone.line, *(comment.line for comment in gone.comments)]
    )


def drop_comment(parsed: ParsedPage, item: int, comment: int) -> ParsedPage:
    old = parsed.items[item]
    comments = (*old.comments[:comment], *old.comments[comment + 1 :])
    items = (*parsed.items[:item], replace(old, comments=comments), *parsed.items[item + 1 :])
    return _without_questions_about(replace(parsed, items=items), [old.comments[comment].line])


def insert_item(parsed: ParsedPage, at: int) -> ParsedPage:
    """A new item without a name at the place `at`."""
    _check_item_limit(parsed)
    line = parsed.items[at - 1].line if at else 1
    new = ParsedItem(name=UNTITLED, credits=(), line=line)
    return replace(parsed, items=(*parsed.items[:at], new, *parsed.items[at:]))


def drop_question(parsed: ParsedPage, question: int) -> ParsedPage:
    questions = (*parsed.questions[:question], *parsed.questions[question + 1 :])
    return replace(parsed, questions=questions)


def make_title_an_item(parsed: ParsedPage) -> ParsedPage:
    """The first line was no title after all but the first item."""
    _check_item_limit(parsed)
    asked = [each for each in parsed.questions if each.kind == "maybe_page_title"]
    new = ParsedItem(name=parsed.title, credits=(), line=asked[0].line if asked else 1)
    questions = tuple(each for each in parsed.questions if each.kind != "maybe_page_title")
    return replace(parsed, title="", items=(new, *parsed.items), questions=questions)


def drop_answered_name_questions(parsed: ParsedPage) -> ParsedPage:
    """Without the questions about lost names that have been given since."""
    nameless = {item.line for item in parsed.items if item.name == UNTITLED}
    open_ones = (each for each in parsed.questions if each.kind != "untitled" or each.line in nameless)
    return replace(parsed, questions=tuple(open_ones))


def count_comments(parsed: ParsedPage) -> int:
    return len(parsed.comments) + sum(len(item.comments) for item in parsed.items)


def count_untitled(parsed: ParsedPage) -> int:
    return sum(item.name == UNTITLED for item in parsed.items)


def item_indexes_by_line(parsed: ParsedPage) -> dict[int, int]:
    """Which item each line of the page went to, by the lines that items and comments begin at."""
    found: dict[int, int] = {}
    for n, item in enumerate(parsed.items):
        found.setdefault(item.line, n)
    for n, item in enumerate(parsed.items):
        for comment in item.comments:
            found.setdefault(comment.line, n)
    return found


def _without_questions_about(parsed: ParsedPage, lines: Iterable[int]) -> ParsedPage:
    done = set(lines)
    questions = tuple(each for each in parsed.questions if each.line not in done)
    return replace(parsed, questions=questions)


def _check_item_limit(parsed: ParsedPage) -> None:
    if len(parsed.items) >= ITEMS_MAX:
        raise Refused(f"A list can start with at most {ITEMS_MAX:,} items, and this has as many.")
