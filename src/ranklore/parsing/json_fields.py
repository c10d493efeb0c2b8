"""Reads one JSON value strictly. Each function raises PasteRefused, which says which value is wrong and where it is."""

from collections.abc import Mapping, Sequence

from ranklore.parsing.limits import NOTE_MAX, NOTES_MAX, PasteRefused
from ranklore.text.messages import Message

_KEY_CHARS_MAX = 40
PAGE = Message("the page")
QUESTION = Message("a question")


def item_at(position: int) -> Message:
    return Message("item %(position)s", position=position)


def comment_of(where: Message) -> Message:
    return Message("a comment of %(where)s", where=where)


def exact(data: object, where: Message, keys: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise PasteRefused(
            Message("In the JSON, %(where)s should be an object with %(keys)s.", where=where, keys=", ".join(keys))
        )
    missing = [key for key in keys if key not in data]
    if missing:
        raise PasteRefused(Message('In the JSON, %(where)s has no "%(key)s".', where=where, key=missing[0]))
    extra = [str(key) for key in data if key not in keys and key not in optional]
    if extra:
        raise PasteRefused(
            Message('In the JSON, %(where)s has an unknown key, "%(key)s".', where=where, key=extra[0][:_KEY_CHARS_MAX])
        )
    return data


def text(row: Mapping[str, object], key: str, limit: int, where: Message) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise PasteRefused(Message('In the JSON, "%(key)s" of %(where)s should be a text.', key=key, where=where))
    return fitting(value, key, limit, where)


def texts(row: Mapping[str, object], key: str, most: int, limit: int, where: Message) -> tuple[str, ...]:
    values = rows(row, key, most, where)
    if not all(isinstance(value, str) for value in values):
        raise PasteRefused(Message('In the JSON, "%(key)s" of %(where)s should have only texts.', key=key, where=where))
    return tuple(fitting(str(value), key, limit, where) for value in values)


def fitting(value: str, key: str, limit: int, where: Message) -> str:
    if len(value) > limit:
        raise PasteRefused(
            Message(
                'In the JSON, "%(key)s" of %(where)s is %(size)s characters long; it can have at most %(limit)s.',
                key=key,
                where=where,
                size=f"{len(value):,}",
                limit=f"{limit:,}",
            )
        )
    return value


def rows(row: Mapping[str, object], key: str, most: int, where: Message = PAGE) -> Sequence[object]:
    value = row[key]
    if not isinstance(value, list):
        raise PasteRefused(Message('In the JSON, "%(key)s" of %(where)s should be a list.', key=key, where=where))
    if len(value) > most:
        raise PasteRefused(
            Message(
                'In the JSON, "%(key)s" of %(where)s has %(count)s entries; it can have at most %(limit)s.',
                key=key,
                where=where,
                count=f"{len(value):,}",
                limit=f"{most:,}",
            )
        )
    return value


def line(row: Mapping[str, object], where: Message) -> int:
    return number(row, "line", where, 1)


def number(row: Mapping[str, object], key: str, where: Message, least: int = 0) -> int:
    value = row[key]
    # True is an int in Python, but not a number in JSON
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 2**31 - 1:
        raise PasteRefused(
            Message(
                'In the JSON, "%(key)s" of %(where)s should be a whole number from %(least)s.',
                key=key,
                where=where,
                least=least,
            )
        )
    return value


def notes(row: Mapping[str, object], where: Message) -> tuple[str, ...]:
    """Keys of content notes, without repeats. They may be missing."""
    return tuple(dict.fromkeys(texts({"notes": [], **row}, "notes", NOTES_MAX, NOTE_MAX, where)))


def flag(row: Mapping[str, object], key: str, where: Message) -> bool:
    value = row[key]
    if not isinstance(value, bool):
        raise PasteRefused(
            Message('In the JSON, "%(key)s" of %(where)s should be true or false.', key=key, where=where)
        )
    return value
