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
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.parsing.tags import checked_tags
from ranklore.text.errors import Refused


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
        raise PasteRefused('This JSON is no list page: it should be an object with "items", or a list of names.')
    return _JsonPageReader(text).read(data)


def _load_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_refuse_duplicate_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise PasteRefused(
            f"This looks like JSON, but line {error.lineno}, column {error.colno} could not be read: {error.msg}."
        ) from error
    except RecursionError as error:
        raise PasteRefused("This JSON is nested too deeply to be a list page.") from error
    except PasteRefused:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise PasteRefused("This JSON holds a number that is too long to be read.") from error


def _refuse_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        double = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise PasteRefused(f'In the JSON, one object has "{double[:40]}" twice.')
    return row


def _refuse_constant(name: str) -> None:
    raise PasteRefused(f"In the JSON, {name} is no value that can be kept.")


class _JsonPageReader:
    """Reads leniently what is missing, strictly what is there, and says what it does not know."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0  # where in the text the names so far were found
        self._line = 1
        self._draft = RawPage()
        self._unknown: dict[str, None] = {}

    def read(self, data: Mapping[str, Any]) -> RawPage:
        draft = self._draft
        self._note_unknown(data, ("title", "prompt", "items", "questions", "comments", "category", "tags"))
        draft.title = field.text({"title": "", **data}, "title", TITLE_MAX, "the page")
        prompt = field.text({"prompt": "", **data}, "prompt", PROMPT_MAX, "the page")
        draft.prompt = [Paragraph(prompt, 1)]
        for place, each in enumerate(field.rows(data, "items", ITEMS_MAX), start=1):
            draft.items.append(self._item(each, f"item {place}"))
        draft.comments = [self._comment(each, "the page", 1) for each in self._rows(data, "comments", COMMENTS_MAX)]
        for each in field.rows({"questions": [], **data}, "questions", COMMENTS_MAX):
            draft.questions.append(self._question(each))
        draft.category = field.text({"category": "", **data}, "category", TITLE_MAX, "the page")
        draft.tags = self._tags(data)
        if not draft.title.strip() and not any(question.kind == "no_title" for question in draft.questions):
            draft.ask(1, "no_title", "The page has no title of its own. What is the list called?")
        if self._unknown:
            names = ", ".join(f"“{key[:40]}”" for key in list(self._unknown)[:20])
            draft.ask(1, "left_out", f"These keys of the JSON are not known here and were left out: {names}.")
        return draft

    def _note_unknown(self, row: Mapping[str, Any], known: tuple[str, ...]) -> None:
        self._unknown.update(dict.fromkeys(key for key in row if key not in known))

    def _item(self, data: object, where: str) -> RawItem:
        if isinstance(data, str):
            name = field.fitting(data, "name", NAME_MAX, where)
            return RawItem(self._named(name, where), self._line_of(name))
        if not isinstance(data, dict) or "name" not in data:
            raise PasteRefused(f'In the JSON, {where} should be a name or an object with "name".')
        self._note_unknown(data, ("name", "credits", "line", "comments", "notes", "aliases"))
        name = self._named(field.text(data, "name", NAME_MAX, where), where)
        line = field.line(data, where) if "line" in data else self._line_of(name)
        comments = [self._comment(each, where, line) for each in self._rows(data, "comments", COMMENTS_MAX, where)]
        credits = self._texts(data, "credits", CREDITS_MAX, CREDIT_MAX, where) if "credits" in data else None
        aliases = self._texts(data, "aliases", ALIASES_MAX, NAME_MAX, where)
        return RawItem(name, line, comments, credits, field.notes(data, where), aliases)

    @staticmethod
    def _tags(data: Mapping[str, Any]) -> tuple[str, ...]:
        try:
            return tuple(
                tag.name for tag in checked_tags(field.texts({"tags": [], **data}, "tags", 100, 200, "the page"))
            )
        except Refused as refused:
            raise PasteRefused(f'In the JSON, "tags": {refused}') from refused

    @staticmethod
    def _named(name: str, where: str) -> str:
        if not name.strip():
            raise PasteRefused(f"In the JSON, {where} has an empty name.")
        return name

    @staticmethod
    def _rows(data: Mapping[str, Any], key: str, most: int, where: str = "the page") -> list[object]:
        if isinstance(data.get(key), str):
            return [data[key]]
        return list(field.rows({key: [], **data}, key, most, where))

    def _texts(self, data: Mapping[str, Any], key: str, most: int, limit: int, where: str) -> tuple[str, ...]:
        """Texts, or one text alone; none where there are none."""
        return field.texts({key: self._rows(data, key, most, where)}, key, most, limit, where)

    def _comment(self, data: object, where: str, line: int) -> Paragraph:
        where = f"a comment of {where}"
        if isinstance(data, str):
            return Paragraph(field.fitting(data, "comment", COMMENT_MAX, where), line)
        if not isinstance(data, dict) or "text" not in data:
            raise PasteRefused(f'In the JSON, {where} should be a text or an object with "text".')
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
        row = field.exact(data, "a question", ("line", "kind", "text"))
        kind = field.text(row, "kind", 40, "a question")
        return Question(field.line(row, "a question"), kind, field.text(row, "text", PROMPT_MAX, "a question"))

    def _line_of(self, name: str) -> int:
        """The line the name stands on, looked for behind the one before."""
        for written in (json.dumps(name, ensure_ascii=False), json.dumps(name)):
            found = self._text.find(written, self._at)
            if found >= 0:
                self._line += self._text.count("\n", self._at, found)
                self._at = found
                break
        return self._line
