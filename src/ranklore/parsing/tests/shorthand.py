"""Helpers for the tests of the parser."""

from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedItem, ParsedPage


def read(page: str) -> ParsedPage:
    return parse_page(page)


def names(page: ParsedPage) -> list[str]:
    return [item.name for item in page.items]


def item(page: ParsedPage, name: str) -> ParsedItem:
    return next(item for item in page.items if item.name == name)


def comment_texts(item: ParsedItem) -> list[str]:
    return [comment.text for comment in item.comments]


def credits(page: ParsedPage) -> dict[str, tuple[str, ...]]:
    return {item.name: item.credits for item in page.items}


def question_kinds(page: ParsedPage) -> list[str]:
    return [question.kind for question in page.questions]


def question_lines(page: ParsedPage, kind: str) -> list[int]:
    """The lines that a kind of question was asked about."""
    return [question.line for question in page.questions if question.kind == kind]
