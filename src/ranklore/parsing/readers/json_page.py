"""Reads JSON: what `import --json` prints, or a bare list of names or items."""

import json
from collections.abc import Mapping
from typing import Any

from ranklore.parsing import json_fields as field
from ranklore.parsing.limits import (
    ALIASES_MAX,
    AUTHOR_MAX,
    COMMENT_MAX,
    COMMENTS_MAX,
    CREDIT_MAX,
    CREDITS_MAX,
    ITEMS_MAX,
    NAME_MAX,
    PROMPT_MAX,
    TITLE_MAX,
    PasteRefused,
)
from ranklore.parsing.result import Question
from ranklore.parsing.structure.raw_page import NO_TITLE_MESSAGE, Paragraph, RawItem, RawPage
from ranklore.parsing.tags import checked_tags
from ranklore.text.errors import Refused
from ranklore.text.messages import Message

_KEY_CHARS_MAX = 40
_UNKNOWN_KEYS_MAX = 20


def looks_like_json(text: str) -> bool:
    start = text.lstrip()[:200]
    if start[:1] == "{":
        return start[1:].lstrip()[:1] in ('"', "}")
    return start[:1] == "[" and start[1:].lstrip()[:1] in ('"', "{", "]", "[")


def read_json(text: str) -> RawPage:
    data = _load_json(text)
    if isinstance(data, list):
        data = {"items": data}
    if not isinstance(data, dict) or "items" not in data:
        raise PasteRefused(
            Message('This JSON is not a list page: it should be an object with "items", or a list of names.')
        )
    return _JsonPageReader(text).read(data)


def _load_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_refuse_duplicate_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise PasteRefused(
            Message(
                "This looks like JSON, but it has an error on line %(line)s, column %(column)s: %(error)s.",
                line=error.lineno,
                column=error.colno,
                error=error.msg,
            )
        ) from error
    except RecursionError as error:
        raise PasteRefused(Message("This JSON is nested too deeply to be a list page.")) from error
    except PasteRefused:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise PasteRefused(Message("This JSON has a number that is too long.")) from error


def _refuse_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        repeated = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise PasteRefused(Message('In the JSON, one object has "%(key)s" twice.', key=repeated[:_KEY_CHARS_MAX]))
    return row


def _refuse_constant(name: str) -> None:
    raise PasteRefused(Message("In the JSON, %(value)s is not allowed as a value.", value=name))


class _JsonPageReader:
    """Fields may be missing, but those that are there must be right. Unknown keys are left out, with a question."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0  # where in the text the names so far were found
        self._line = 1
        self._draft = RawPage()
        self._unknown: dict[str, None] = {}

    def read(self, data: Mapping[str, Any]) -> RawPage:
        draft = self._draft
        self._note_unknown(data, ("title", "prompt", "items", "questions", "comments", "category", "tags"))
        draft.title = field.text({"title": "", **data}, "title", TITLE_MAX, field.PAGE)
        prompt = field.text({"prompt": "", **data}, "prompt", PROMPT_MAX, field.PAGE)
        draft.prompt = [Paragraph(prompt, 1)]
        for place, each in enumerate(field.rows(data, "items", ITEMS_MAX), start=1):
            draft.items.append(self._item(each, field.item_at(place)))
        draft.comments = [self._comment(each, field.PAGE, 1) for each in self._rows(data, "comments", COMMENTS_MAX)]
        for each in field.rows({"questions": [], **data}, "questions", COMMENTS_MAX):
            draft.questions.append(self._question(each))
        draft.category = field.text({"category": "", **data}, "category", TITLE_MAX, field.PAGE)
        draft.tags = self._tags(data)
        if not draft.title.strip() and not any(question.kind == "no_title" for question in draft.questions):
            draft.ask(1, "no_title", NO_TITLE_MESSAGE)
        if self._unknown:
            text = Message(
                "This key of the JSON is unknown and was left out: %(keys)s.",
                plural="These keys of the JSON are unknown and were left out: %(keys)s.",
                number=len(self._unknown),
                keys=", ".join(f"“{key[:_KEY_CHARS_MAX]}”" for key in list(self._unknown)[:_UNKNOWN_KEYS_MAX]),
            )
            draft.ask(1, "left_out", text)
        return draft

    def _note_unknown(self, row: Mapping[str, Any], known: tuple[str, ...]) -> None:
        self._unknown.update(dict.fromkeys(key for key in row if key not in known))

    def _item(self, data: object, where: Message) -> RawItem:
        if isinstance(data, str):
            name = field.fitting(data, "name", NAME_MAX, where)
            return RawItem(self._checked_name(name, where), self._line_of(name))
        if not isinstance(data, dict) or "name" not in data:
            raise PasteRefused(
                Message('In the JSON, %(where)s should be a name or an object with "name".', where=where)
            )
        self._note_unknown(data, ("name", "credits", "line", "comments", "notes", "aliases"))
        name = self._checked_name(field.text(data, "name", NAME_MAX, where), where)
        line = field.line(data, where) if "line" in data else self._line_of(name)
        comments = [self._comment(each, where, line) for each in self._rows(data, "comments", COMMENTS_MAX, where)]
        credits = self._texts(data, "credits", CREDITS_MAX, CREDIT_MAX, where) if "credits" in data else None
        aliases = self._texts(data, "aliases", ALIASES_MAX, NAME_MAX, where)
        return RawItem(name, line, comments, credits, field.notes(data, where), aliases)

    @staticmethod
    def _tags(data: Mapping[str, Any]) -> tuple[str, ...]:
        try:
            return tuple(
                tag.name for tag in checked_tags(field.texts({"tags": [], **data}, "tags", 100, 200, field.PAGE))
            )
        except Refused as refused:
            raise PasteRefused(Message('In the JSON, "tags": %(error)s', error=refused.args[0])) from refused

    @staticmethod
    def _checked_name(name: str, where: Message) -> str:
        if not name.strip():
            raise PasteRefused(Message("In the JSON, %(where)s has an empty name.", where=where))
        return name

    @staticmethod
    def _rows(data: Mapping[str, Any], key: str, most: int, where: Message = field.PAGE) -> list[object]:
        if isinstance(data.get(key), str):
            return [data[key]]
        return list(field.rows({key: [], **data}, key, most, where))

    def _texts(self, data: Mapping[str, Any], key: str, most: int, limit: int, where: Message) -> tuple[str, ...]:
        """A list of texts, or one text. The key may be missing."""
        return field.texts({key: self._rows(data, key, most, where)}, key, most, limit, where)

    def _comment(self, data: object, where: Message, line: int) -> Paragraph:
        where = field.comment_of(where)
        if isinstance(data, str):
            return Paragraph(field.fitting(data, "comment", COMMENT_MAX, where), line)
        if not isinstance(data, dict) or "text" not in data:
            raise PasteRefused(
                Message('In the JSON, %(where)s should be a text or an object with "text".', where=where)
            )
        self._note_unknown(data, ("text", "line", "cut", "author", "spoiler", "notes", "id", "reply_to"))
        text = field.text(data, "text", COMMENT_MAX, where)
        if "cut" in data:
            field.flag(data, "cut", where)
        return Paragraph(
            text=text,
            line=field.line(data, where) if "line" in data else line,
            author=field.text({"author": "", **data}, "author", AUTHOR_MAX, where),
            spoiler=field.flag({"spoiler": False, **data}, "spoiler", where),
            notes=field.notes(data, where),
            id=field.number({"id": 0, **data}, "id", where),
            reply_to=field.number({"reply_to": 0, **data}, "reply_to", where),
        )

    def _question(self, data: object) -> Question:
        row = field.exact(data, field.QUESTION, ("line", "kind", "text"))
        kind = field.text(row, "kind", 40, field.QUESTION)
        return Question(field.line(row, field.QUESTION), kind, field.text(row, "text", PROMPT_MAX, field.QUESTION))

    def _line_of(self, name: str) -> int:
        """The line that the name is on, searched for from the name before."""
        for written in (json.dumps(name, ensure_ascii=False), json.dumps(name)):
            found = self._text.find(written, self._at)
            if found >= 0:
                self._line += self._text.count("\n", self._at, found)
                self._at = found
                break
        return self._line
