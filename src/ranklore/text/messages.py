"""Sentences for people, made in packages that do not import Django and translated where they are shown."""

from typing import Self


class Message(str):
    """An English sentence that keeps its pattern and values, so that it can be translated later.

    `Message("Line %(line)d is empty.", line=3)` reads "Line 3 is empty." everywhere a string is used. `pattern` and
    `values` are for `core.translation.translated`, which looks the pattern up in the catalogue.
    With `plural` and `number`, `plural` is the pattern of every number but one.
    """

    pattern: str
    plural: str
    number: int
    values: dict[str, object]

    def __new__(cls, pattern: str, *, plural: str = "", number: int = 1, **values: object) -> Self:
        message = super().__new__(cls, (plural if plural and number != 1 else pattern) % values)
        message.pattern, message.plural, message.number, message.values = pattern, plural, number, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Copies and pickles are made from the pattern: the sentence itself may hold a "%"."""
        return (self.pattern,), {"plural": self.plural, "number": self.number, **self.values}
