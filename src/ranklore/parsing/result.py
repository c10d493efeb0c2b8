"""What the parser found on a page: frozen values, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
    TAG_MAX,
    TAGS_MAX,
    TITLE_MAX,
    PasteRefused,
)

UNTITLED = "Untitled"
TRUNCATION_MARK = "...more"

#: Every kind of question, and what it is about.
QUESTION_KINDS: dict[str, str] = {
    "untitled": "a title seems to be lost here, so the item is called Untitled",
    "maybe_untitled": "a title may be lost here; the text was left with the item above",
    "maybe_title": "this line may be an item's name or a one-line comment",
    "maybe_credit": "part of this line may name who made the item",
    "no_title": "the page seems to start without a title of its own",
    "maybe_page_title": "the first line was taken as the title of the page, but may be an item",
    "duplicate": "the same name stands twice",
    "numbers": "the numbers jump, start again or run backwards",
    "long_name": "a line too long for a name was divided into a name and a comment",
    "left_out": "something on the page was not taken over",
    "invisible": "invisible characters were taken out",
    "more_questions": "there were more questions than are worth listing",
}


@dataclass(frozen=True)
class ParsedComment:
    text: str
    line: int
    cut: bool = False  # the page it was copied from had cut the text off
    author: str = ""
    spoiler: bool = False  # all of it
    notes: tuple[str, ...] = ()  # keys of content notes
    id: int = 0  # what `reply_to` calls it; 0: nothing answers it
    reply_to: int = 0  # the comment that it answers; 0: none

    def as_json(self) -> dict[str, Any]:
        """What every comment has, and of the rest what says something."""
        more = {"author": self.author, "spoiler": self.spoiler, "notes": list(self.notes)}
        more |= {"id": self.id, "reply_to": self.reply_to}
        kept = {key: value for key, value in more.items() if value}
        return {"text": self.text, "line": self.line, "cut": self.cut, **kept}


@dataclass(frozen=True)
class ParsedItem:
    name: str
    credits: tuple[str, ...]
    line: int
    comments: tuple[ParsedComment, ...] = ()
    notes: tuple[str, ...] = ()  # keys of content notes
    aliases: tuple[str, ...] = ()  # other names


@dataclass(frozen=True)
class Question:
    line: int
    kind: str  # one of QUESTION_KINDS
    text: str


@dataclass(frozen=True)
class ParsedPage:
    title: str  # "" when the page has none
    prompt: str
    items: tuple[ParsedItem, ...]
    questions: tuple[Question, ...] = ()
    comments: tuple[ParsedComment, ...] = ()  # on the list itself
    category: str = ""  # a key, or what a file calls it
    tags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Exactly the shape that `import --json` prints."""
        return {
            "title": self.title,
            "prompt": self.prompt,
            "items": [
                {
                    "name": item.name,
                    "credits": list(item.credits),
                    "line": item.line,
                    "comments": [comment.as_json() for comment in item.comments],
                    **({"notes": list(item.notes)} if item.notes else {}),
                    **({"aliases": list(item.aliases)} if item.aliases else {}),
                }
                for item in self.items
            ],
            "questions": [asdict(question) for question in self.questions],
            **({"comments": [comment.as_json() for comment in self.comments]} if self.comments else {}),
            **({"category": self.category} if self.category else {}),
            **({"tags": list(self.tags)} if self.tags else {}),
        }

    @classmethod
    def from_json(cls, data: object) -> ParsedPage:
        """The way back from `download_json`; refuses anything that is not exactly that shape."""
        page = field.exact(
            data, "the page", ("title", "prompt", "items", "questions"), ("comments", "category", "tags")
        )
        items = tuple(
            _item_from_json(each, place) for place, each in enumerate(field.rows(page, "items", ITEMS_MAX), start=1)
        )
        if sum(len(item.comments) for item in items) > COMMENTS_MAX:
            raise PasteRefused(f"There are too many comments; a page can have at most {COMMENTS_MAX:,}.")
        return cls(
            title=field.text(page, "title", TITLE_MAX, "the page"),
            prompt=field.text(page, "prompt", PROMPT_MAX, "the page"),
            items=items,
            questions=tuple(_question_from_json(each) for each in field.rows(page, "questions", ITEMS_MAX)),
            comments=tuple(
                _comment_from_json(each, "the page")
                for each in field.rows({"comments": [], **page}, "comments", COMMENTS_MAX)
            ),
            category=field.text({"category": "", **page}, "category", TITLE_MAX, "the page"),
            tags=field.texts({"tags": [], **page}, "tags", TAGS_MAX, TAG_MAX, "the page"),
        )


def _item_from_json(data: object, place: int) -> ParsedItem:
    where = f"item {place}"
    row = field.exact(data, where, ("name", "credits", "line", "comments"), ("notes", "aliases"))
    name = field.text(row, "name", NAME_MAX, where)
    if not name.strip():
        raise PasteRefused(f"In {where}, the name is empty.")
    return ParsedItem(
        name=name,
        credits=field.texts(row, "credits", CREDITS_MAX, CREDIT_MAX, where),
        line=field.line(row, where),
        comments=tuple(_comment_from_json(each, where) for each in field.rows(row, "comments", COMMENTS_MAX)),
        notes=field.notes(row, where),
        aliases=field.texts({"aliases": [], **row}, "aliases", ALIASES_MAX, NAME_MAX, where),
    )


def _comment_from_json(data: object, where: str) -> ParsedComment:
    where = f"a comment of {where}"
    row = field.exact(data, where, ("text", "line", "cut"), ("author", "spoiler", "notes", "id", "reply_to"))
    return ParsedComment(
        text=field.text(row, "text", COMMENT_MAX, where),
        line=field.line(row, where),
        cut=field.flag(row, "cut", where),
        author=field.text({"author": "", **row}, "author", AUTHOR_MAX, where),
        spoiler=field.flag({"spoiler": False, **row}, "spoiler", where),
        notes=field.notes(row, where),
        id=field.number({"id": 0, **row}, "id", where),
        reply_to=field.number({"reply_to": 0, **row}, "reply_to", where),
    )


def _question_from_json(data: object) -> Question:
    row: Mapping[str, object] = field.exact(data, "a question", ("line", "kind", "text"))
    return Question(
        line=field.line(row, "a question"),
        kind=field.text(row, "kind", 40, "a question"),
        text=field.text(row, "text", PROMPT_MAX, "a question"),
    )
