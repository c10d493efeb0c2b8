"""Reads one JSON value strictly. An error says which value is wrong and where it is."""

from collections.abc import Mapping, Sequence

from ranklore.parsing.limits import NOTE_MAX, NOTES_MAX, PasteRefused


def exact(data: object, where: str, keys: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise PasteRefused(f"In the JSON, {where} should be an object with {', '.join(keys)}.")
    missing = [key for key in keys if key not in data]
    if missing:
        raise PasteRefused(f'In the JSON, {where} has no "{missing[0]}".')
    extra = [str(key) for key in data if key not in keys and key not in optional]
    if extra:
        raise PasteRefused(f'In the JSON, {where} has "{extra[0][:40]}", which is not known here.')
    return data


def text(row: Mapping[str, object], key: str, limit: int, where: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise PasteRefused(f'In the JSON, "{key}" of {where} should be a text.')
    return fitting(value, key, limit, where)


def texts(row: Mapping[str, object], key: str, most: int, limit: int, where: str) -> tuple[str, ...]:
    values = rows(row, key, most, where)
    if not all(isinstance(value, str) for value in values):
        raise PasteRefused(f'In the JSON, "{key}" of {where} should hold only texts.')
    return tuple(fitting(str(value), key, limit, where) for value in values)


def fitting(value: str, key: str, limit: int, where: str) -> str:
    if len(value) > limit:
        raise PasteRefused(f'"{key}" of {where} is {len(value):,} characters long; it can have at most {limit:,}.')
    return value


def rows(row: Mapping[str, object], key: str, most: int, where: str = "the page") -> Sequence[object]:
    value = row[key]
    if not isinstance(value, list):
        raise PasteRefused(f'In the JSON, "{key}" of {where} should be a list.')
    if len(value) > most:
        raise PasteRefused(f'"{key}" of {where} has {len(value):,} entries; there can be at most {most:,}.')
    return value


def line(row: Mapping[str, object], where: str) -> int:
    return number(row, "line", where, 1)


def number(row: Mapping[str, object], key: str, where: str, least: int = 0) -> int:
    value = row[key]
    # True is an int to Python, but not a number to anybody
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 2**31 - 1:
        raise PasteRefused(f'In the JSON, "{key}" of {where} should be a whole number from {least}.')
    return value


def notes(row: Mapping[str, object], where: str) -> tuple[str, ...]:
    """Keys of content notes, without repeats; none where there are none."""
    return tuple(dict.fromkeys(texts({"notes": [], **row}, "notes", NOTES_MAX, NOTE_MAX, where)))


def flag(row: Mapping[str, object], key: str, where: str) -> bool:
    value = row[key]
    if not isinstance(value, bool):
        raise PasteRefused(f'In the JSON, "{key}" of {where} should be true or false.')
    return value
