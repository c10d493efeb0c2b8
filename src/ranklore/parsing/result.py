"""What the parser found on a page: frozen values, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from ranklore.text.messages import Message

UNTITLED = "Untitled"
TRUNCATION_MARK = "...more"

# Every kind of question, and what it is about
QUESTION_KINDS: dict[str, str] = {
    "untitled": "a name seems to be missing here, so the item is called Untitled",
    "maybe_untitled": "a name may be missing here; the text was kept as a comment on the item above",
    "maybe_title": "this line may be the name of an item or a short comment",
    "maybe_credit": "part of this line may name who made the item",
    "no_title": "the page seems to have no title",
    "maybe_page_title": "the first line was taken as the title of the page, but may be an item",
    "duplicate": "two items have the same name",
    "numbers": "the numbers jump, start again or run backwards",
    "long_name": "a line that is too long for a name was split into a name and a comment",
    "left_out": "a part of the page was left out",
    "invisible": "invisible characters were removed",
    "more_questions": "there are more questions than the list shows",
}


@dataclass(frozen=True)
class ParsedComment:
    text: str
    line: int
    cut: bool = False  # it ends in TRUNCATION_MARK: the page it was copied from did not show the whole text
    author: str = ""
    spoiler: bool = False  # the whole comment is a spoiler
    notes: tuple[str, ...] = ()  # keys of content notes
    id: int = 0  # what `reply_to` of its replies refers to; 0: it has no replies
    reply_to: int = 0  # id of the comment it replies to; 0: it is not a reply

    def as_json(self) -> dict[str, Any]:
        """The fields that every comment has, and the others where they are not empty."""
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
    text: str  # a `Message` from the parser; a plain string once it was stored as JSON

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "kind": self.kind, "text": str(self.text)}


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
        """The JSON that `import --json` prints."""
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
            "questions": [question.as_json() for question in self.questions],
            **({"comments": [comment.as_json() for comment in self.comments]} if self.comments else {}),
            **({"category": self.category} if self.category else {}),
            **({"tags": list(self.tags)} if self.tags else {}),
        }

    @classmethod
    def from_json(cls, data: object) -> ParsedPage:
        """The page that `as_json` gave. Raises PasteRefused for JSON of any other shape."""
        page = field.exact(
            data, field.PAGE, ("title", "prompt", "items", "questions"), ("comments", "category", "tags")
        )
        items = tuple(
            _item_from_json(each, place) for place, each in enumerate(field.rows(page, "items", ITEMS_MAX), start=1)
        )
        if sum(len(item.comments) for item in items) > COMMENTS_MAX:
            raise PasteRefused(
                Message("There are too many comments; a page can have at most %(limit)s.", limit=f"{COMMENTS_MAX:,}")
            )
        return cls(
            title=field.text(page, "title", TITLE_MAX, field.PAGE),
            prompt=field.text(page, "prompt", PROMPT_MAX, field.PAGE),
            items=items,
            questions=tuple(_question_from_json(each) for each in field.rows(page, "questions", ITEMS_MAX)),
            comments=tuple(
                _comment_from_json(each, field.PAGE)
                for each in field.rows({"comments": [], **page}, "comments", COMMENTS_MAX)
            ),
            category=field.text({"category": "", **page}, "category", TITLE_MAX, field.PAGE),
            tags=field.texts({"tags": [], **page}, "tags", TAGS_MAX, TAG_MAX, field.PAGE),
        )


def _item_from_json(data: object, place: int) -> ParsedItem:
    where = field.item_at(place)
    row = field.exact(data, where, ("name", "credits", "line", "comments"), ("notes", "aliases"))
    name = field.text(row, "name", NAME_MAX, where)
    if not name.strip():
        raise PasteRefused(Message("In the JSON, %(where)s has an empty name.", where=where))
    return ParsedItem(
        name=name,
        credits=field.texts(row, "credits", CREDITS_MAX, CREDIT_MAX, where),
        line=field.line(row, where),
        comments=tuple(_comment_from_json(each, where) for each in field.rows(row, "comments", COMMENTS_MAX)),
        notes=field.notes(row, where),
        aliases=field.texts({"aliases": [], **row}, "aliases", ALIASES_MAX, NAME_MAX, where),
    )


def _comment_from_json(data: object, where: Message) -> ParsedComment:
    where = field.comment_of(where)
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
    row: Mapping[str, object] = field.exact(data, field.QUESTION, ("line", "kind", "text"))
    return Question(
        line=field.line(row, field.QUESTION),
        kind=field.text(row, "kind", 40, field.QUESTION),
        text=field.text(row, "text", PROMPT_MAX, field.QUESTION),
    )
