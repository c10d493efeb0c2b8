"""Pure edits of a parsed page: page in, page out. Items and comments are addressed by index, from 0, and questions by
their key. An edit drops the questions about the lines that it changes."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from ranklore.parsing.limits import ALIASES_MAX, COMMENTS_MAX, CREDITS_MAX, ITEMS_MAX, NAME_MAX
from ranklore.parsing.result import UNTITLED, ParsedComment, ParsedItem, ParsedPage, Question
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused


def move_item(parsed: ParsedPage, item: int, to: int) -> ParsedPage:
    """Move one item to the index `to`. The others keep their order."""
    items = list(parsed.items)
    items.insert(to, items.pop(item))
    return replace(parsed, items=tuple(items))


def merge_items(parsed: ParsedPage, item: int, into: int) -> ParsedPage:
    """Merge two items: the name of `into`, and the credits, other names and comments of both."""
    merged, kept = parsed.items[item], parsed.items[into]
    credits = tuple(dict.fromkeys((*kept.credits, *merged.credits)))[:CREDITS_MAX]
    aliases = tuple(dict.fromkeys((*kept.aliases, *merged.aliases)))[:ALIASES_MAX]
    both = replace(kept, credits=credits, aliases=aliases, comments=(*kept.comments, *merged.comments))
    items = [both if n == into else each for n, each in enumerate(parsed.items) if n != item]
    return _without_questions_about(replace(parsed, items=tuple(items)), [merged.line])


def make_item_a_comment(parsed: ParsedPage, item: int) -> ParsedPage:
    """Turn the item into a comment on the item above. Its own comments follow."""
    removed, above = parsed.items[item], parsed.items[item - 1]
    if count_comments(parsed) >= COMMENTS_MAX:
        raise Refused(
            _("A list can start with at most %(limit)s comments, and this list has reached the limit.")
            % {"limit": intcomma(COMMENTS_MAX)}
        )
    text = f"{removed.name} ({', '.join(removed.credits)})" if removed.credits else removed.name
    text = " / ".join((text, *removed.aliases))
    comment = ParsedComment(text=text, line=removed.line)
    above = replace(above, comments=(*above.comments, comment, *removed.comments))
    items = (*parsed.items[: item - 1], above, *parsed.items[item + 1 :])
    return _without_questions_about(replace(parsed, items=items), [removed.line])


def split_item(parsed: ParsedPage, item: int, comment: int) -> ParsedPage:
    """Start a new item at this comment. The comments after it move to the new item.

    A comment that is short enough becomes the name. A longer one stays the first comment of an item without a name.
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
    dropped = parsed.items[item]
    items = (*parsed.items[:item], *parsed.items[item + 1 :])
    return _without_questions_about(
        replace(parsed, items=items), [dropped.line, *(comment.line for comment in dropped.comments)]
    )


def drop_comment(parsed: ParsedPage, item: int, comment: int) -> ParsedPage:
    old = parsed.items[item]
    comments = (*old.comments[:comment], *old.comments[comment + 1 :])
    items = (*parsed.items[:item], replace(old, comments=comments), *parsed.items[item + 1 :])
    return _without_questions_about(replace(parsed, items=items), [old.comments[comment].line])


def insert_item(parsed: ParsedPage, at: int) -> ParsedPage:
    """Add an item without a name at the index `at`."""
    _check_item_limit(parsed)
    line = parsed.items[at - 1].line if at else 1
    new = ParsedItem(name=UNTITLED, credits=(), line=line)
    return replace(parsed, items=(*parsed.items[:at], new, *parsed.items[at:]))


def question_key(question: Question) -> str:
    """A stable identity: it stays the same when edits move the question to another position."""
    identity = f"{question.kind}\n{question.line}\n{question.text}"
    return blake2b(identity.encode(errors="replace"), digest_size=8).hexdigest()


def find_question(parsed: ParsedPage, key: str) -> Question | None:
    return next((question for question in parsed.questions if question_key(question) == key), None)


def drop_question(parsed: ParsedPage, key: str) -> ParsedPage:
    """Remove the question with this key, and no other."""
    questions = tuple(question for question in parsed.questions if question_key(question) != key)
    return replace(parsed, questions=questions)


def make_title_an_item(parsed: ParsedPage) -> ParsedPage:
    """Turn the title into the first item: the first line of the page was not a title after all."""
    _check_item_limit(parsed)
    title_lines = [question.line for question in parsed.questions if question.kind == "maybe_page_title"]
    new = ParsedItem(name=parsed.title, credits=(), line=title_lines[0] if title_lines else 1)
    questions = tuple(question for question in parsed.questions if question.kind != "maybe_page_title")
    return replace(parsed, title="", items=(new, *parsed.items), questions=questions)


def untitled_items_by_question(parsed: ParsedPage) -> dict[str, int]:
    """For the key of each question about a missing name: the index of the item that has no name yet."""
    by_line = item_indexes_by_line(parsed)
    found = {}
    for question in parsed.questions:
        item = by_line.get(question.line) if question.kind == "untitled" else None
        if item is not None and parsed.items[item].name == UNTITLED:
            found[question_key(question)] = item
    return found


def drop_answered_name_questions(parsed: ParsedPage) -> ParsedPage:
    """Remove the questions about missing names that have been filled in since."""
    unanswered = untitled_items_by_question(parsed)
    questions = (each for each in parsed.questions if each.kind != "untitled" or question_key(each) in unanswered)
    return replace(parsed, questions=tuple(questions))


def count_comments(parsed: ParsedPage) -> int:
    return len(parsed.comments) + sum(len(item.comments) for item in parsed.items)


def count_untitled(parsed: ParsedPage) -> int:
    return sum(item.name == UNTITLED for item in parsed.items)


def item_indexes_by_line(parsed: ParsedPage) -> dict[int, int]:
    """The item that each line belongs to, for every line at which an item or a comment begins."""
    found: dict[int, int] = {}
    for n, item in enumerate(parsed.items):
        found.setdefault(item.line, n)
    for n, item in enumerate(parsed.items):
        for comment in item.comments:
            found.setdefault(comment.line, n)
    return found


def _without_questions_about(parsed: ParsedPage, lines: Iterable[int]) -> ParsedPage:
    changed = set(lines)
    questions = tuple(each for each in parsed.questions if each.line not in changed)
    return replace(parsed, questions=questions)


def _check_item_limit(parsed: ParsedPage) -> None:
    if len(parsed.items) >= ITEMS_MAX:
        raise Refused(
            _("A list can start with at most %(limit)s items, and this list has reached the limit.")
            % {"limit": intcomma(ITEMS_MAX)}
        )
