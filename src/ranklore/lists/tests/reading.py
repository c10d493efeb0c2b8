"""Short words for the tests of the parser."""

from ranklore.lists.rules import Pasted, PastedItem, parse_pasted


def read(page: str) -> Pasted:
    return parse_pasted(page)


def names(page: Pasted) -> list[str]:
    return [item.name for item in page.items]


def item(page: Pasted, name: str) -> PastedItem:
    return next(item for item in page.items if item.name == name)


def said(item: PastedItem) -> list[str]:
    return [comment.text for comment in item.comments]


def credits(page: Pasted) -> dict[str, tuple[str, ...]]:
    return {item.name: item.credits for item in page.items}


def kinds(page: Pasted) -> list[str]:
    return [question.kind for question in page.questions]


def asked(page: Pasted, kind: str) -> list[int]:
    """The lines that a kind of question was asked about."""
    return [question.line for question in page.questions if question.kind == kind]
