"""What was understood of a pasted page: plain frozen values, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ranklore.lists.rules import json_fields as field
from ranklore.lists.rules.limits import (
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

UNTITLED = "Untitled"
CUT_TAIL = "...more"

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
class PastedComment:
    text: str
    line: int
    cut: bool = False  # the page it was copied from had cut the text off


@dataclass(frozen=True)
class PastedItem:
    name: str
    credits: tuple[str, ...]
    line: int
    comments: tuple[PastedComment, ...] = ()


@dataclass(frozen=True)
class Question:
    line: int
    kind: str  # one of QUESTION_KINDS
    text: str


@dataclass(frozen=True)
class Pasted:
    title: str  # "" when the page has none
    prompt: str
    items: tuple[PastedItem, ...]
    questions: tuple[Question, ...] = ()

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
                    "comments": [asdict(comment) for comment in item.comments],
                }
                for item in self.items
            ],
            "questions": [asdict(question) for question in self.questions],
        }

    @classmethod
    def from_json(cls, data: object) -> Pasted:
        """The way back from `as_json`; refuses anything that is not exactly that shape."""
        page = field.exact(data, "the page", ("title", "prompt", "items", "questions"))
        items = tuple(_item(each, place) for place, each in enumerate(field.rows(page, "items", ITEMS_MAX), start=1))
        if sum(len(item.comments) for item in items) > COMMENTS_MAX:
            raise PasteRefused(f"There are too many comments; a page can have at most {COMMENTS_MAX:,}.")
        return cls(
            title=field.text(page, "title", TITLE_MAX, "the page"),
            prompt=field.text(page, "prompt", PROMPT_MAX, "the page"),
            items=items,
            questions=tuple(_question(each) for each in field.rows(page, "questions", ITEMS_MAX)),
        )


def _item(data: object, place: int) -> PastedItem:
    where = f"item {place}"
    row = field.exact(data, where, ("name", "credits", "line", "comments"))
    name = field.text(row, "name", NAME_MAX, where)
    if not name.strip():
        raise PasteRefused(f"In {where}, the name is empty.")
    return PastedItem(
        name=name,
        credits=field.texts(row, "credits", CREDITS_MAX, CREDIT_MAX, where),
        line=field.line(row, where),
        comments=tuple(_comment(each, where) for each in field.rows(row, "comments", COMMENTS_MAX)),
    )


def _comment(data: object, where: str) -> PastedComment:
    row = field.exact(data, f"a comment of {where}", ("text", "line", "cut"))
    return PastedComment(
        text=field.text(row, "text", COMMENT_MAX, f"a comment of {where}"),
        line=field.line(row, f"a comment of {where}"),
        cut=field.flag(row, "cut", f"a comment of {where}"),
    )


def _question(data: object) -> Question:
    row: Mapping[str, object] = field.exact(data, "a question", ("line", "kind", "text"))
    return Question(
        line=field.line(row, "a question"),
        kind=field.text(row, "kind", 40, "a question"),
        text=field.text(row, "text", PROMPT_MAX, "a question"),
    )
