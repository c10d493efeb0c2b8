"""The parts of a shared page that differ for a known voter. While a shared page is made, the template tag `slot` marks
where they are; the marks never leave the process."""

import re
import secrets

_TOKEN = secrets.token_hex(16)
"""Nobody can know it, so nobody can write a mark into a comment."""
_MARK = re.compile(rb"<!--%s (\S*)-->" % _TOKEN.encode())


def mark_slot(name: str, content: str) -> str:
    return f"<!--{_TOKEN} {name}-->{content}<!--{_TOKEN} -->"


def split_slots(marked: bytes) -> tuple[bytes, tuple[tuple[str, int, int], ...]]:
    """The content without marks, and where the slots are in it: name, start, end."""
    pieces, slots, length, at, name, start = [], [], 0, 0, "", 0
    for mark in _MARK.finditer(marked):
        pieces.append(marked[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        if mark[1]:
            name, start = mark[1].decode(), length
        else:
            slots.append((name, start, length))
    pieces.append(marked[at:])
    return b"".join(pieces), tuple(slots)
