"""How often each kind of action is allowed, how an operator changes that, and the message for the person. No
Django."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

SECONDS_PER_UNIT = {"s": 1, "m": 60, "h": 3600}
DEFAULT_RATE_LIMITS = (
    "votes=120/m,comments=6/m,edits=30/m,helpful=60/m,notes=30/m,items=12/m,lists=10/h,drafts=60/m,search=120/m,"
    "suggestions=600/m,alike=300/m,follows=60/m,notices=120/m,guests=100/h,sign-ups=4/m,sign-ins=5/5m,"
    "codes=3/m,account=20/m,address=5"
)
KIND_LABELS = {
    "votes": "votes",
    "comments": "comments",
    "edits": "changes of comments",
    "helpful": "clicks on “Helpful”",
    "notes": "content notes",
    "items": "new items",
    "lists": "new lists",
    "drafts": "steps in making lists",
    "search": "searches",
    "follows": "changes of what you follow",
    "notices": "looks at your notices",
    "suggestions": "suggestions while typing",
    "alike": "names looked up",
    "guests": "new guests",
    "sign-ups": "sign-ups",
    "sign-ins": "tries to sign in",
    "codes": "codes by e-mail",
    "account": "steps about accounts",
}
KINDS_WITH_TEXT = {"comments", "edits", "items", "lists", "drafts", "guests"}
_RATE = re.compile(r"([1-9][0-9]{0,6})(?:/([1-9][0-9]{0,3})?([smh]))?")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many times in so many seconds."""

    max_uses: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What one voter may do, by kind, and how many times that all voters of one address may do together.

    Guests who write for the first time are counted by address alone.
    """

    by_kind: Mapping[str, RateLimit]
    address: int

    def for_address(self, kind: str) -> RateLimit:
        limit = self.by_kind[kind]
        return limit if kind == "guests" else RateLimit(limit.max_uses * self.address, limit.seconds)


def parse_rate_limits(text: str) -> RateLimits:
    """The limits as an operator writes them, `comments=3/m,codes=5/10m,address=20`. The others stay as in STANDARD.

    ValueError, with the part that cannot be read.
    """
    by_kind, address = {}, 0
    for part in [*DEFAULT_RATE_LIMITS.split(","), *(part for part in text.split(",") if part.strip())]:
        kind, _, told = (piece.strip() for piece in part.partition("="))
        read = _RATE.fullmatch(told)
        if read is None:
            raise ValueError(part)
        max_uses, many, span = read.groups()
        if kind == "address" and not span:
            address = int(max_uses)
        elif kind in KIND_LABELS and span:
            by_kind[kind] = RateLimit(int(max_uses), int(many or 1) * SECONDS_PER_UNIT[span])
        else:
            raise ValueError(part)
    return RateLimits(by_kind, address)


def rate_limit_message(kind: str, wait: int, *, of_network: bool) -> str:
    whose = " from your network" if of_network else ""
    again = (
        "send it again; what you wrote is still here" if kind in KINDS_WITH_TEXT else "try again; nothing was changed"
    )
    return f"Too many {KIND_LABELS[kind]}{whose} at once. Wait {wait_in_words(wait)}, then {again}."


def wait_in_words(seconds: int) -> str:
    """The time to wait, never less than it is."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds > length:
            return f"{math.ceil(seconds / length)} {unit}s"
        if seconds == length:
            return f"one {unit}" if unit == "minute" else "an hour"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
