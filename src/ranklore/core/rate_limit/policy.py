"""How often each kind of action is allowed, how an operator changes that, and the message for the person. No Django:
the settings import this."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ranklore.text.messages import Message

SECONDS_PER_UNIT = {"s": 1, "m": 60, "h": 3600}
DEFAULT_RATE_LIMITS = (
    "votes=120/m,comments=6/m,edits=30/m,helpful=60/m,notes=30/m,items=12/m,lists=10/h,drafts=60/m,search=120/m,"
    "suggestions=600/m,duplicates=300/m,follows=60/m,notifications=120/m,guests=100/h,sign-ups=4/m,sign-ins=5/5m,"
    "codes=3/m,account=20/m,address=5"
)
KIND_LABELS = {
    "votes": Message("votes"),
    "comments": Message("comments"),
    "edits": Message("changes of comments"),
    "helpful": Message("clicks on “Helpful”"),
    "notes": Message("content notes"),
    "items": Message("new items"),
    "lists": Message("new lists"),
    "drafts": Message("steps in making lists"),
    "search": Message("searches"),
    "follows": Message("changes of what you follow"),
    "notifications": Message("visits to your notifications"),
    "suggestions": Message("suggestions while typing"),
    "duplicates": Message("checks for duplicates"),
    "guests": Message("new guests"),
    "sign-ups": Message("sign-ups"),
    "sign-ins": Message("tries to sign in"),
    "codes": Message("codes by e-mail"),
    "account": Message("changes of accounts"),
}
KINDS_WITH_TEXT = {"comments", "edits", "items", "lists", "drafts", "guests"}
_RATE = re.compile(r"([1-9][0-9]{0,6})(?:/([1-9][0-9]{0,3})?([smh]))?")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `max_uses` actions in `seconds`."""

    max_uses: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What one voter may do, by kind. All voters of one address may do `address_factor` times as much.

    Guests who write for the first time are counted by address alone.
    """

    by_kind: Mapping[str, RateLimit]
    address_factor: int

    def for_address(self, kind: str) -> RateLimit:
        limit = self.by_kind[kind]
        return limit if kind == "guests" else RateLimit(limit.max_uses * self.address_factor, limit.seconds)


def parse_rate_limits(text: str) -> RateLimits:
    """The limits of an operator, such as `comments=3/m,codes=5/10m,address=20`. The others stay at their defaults.

    Raises ValueError with the part that cannot be read.
    """
    by_kind, address_factor = {}, 0
    for part in [*DEFAULT_RATE_LIMITS.split(","), *(part for part in text.split(",") if part.strip())]:
        kind, _, rate = (piece.strip() for piece in part.partition("="))
        read = _RATE.fullmatch(rate)
        if read is None:
            raise ValueError(part)
        max_uses, many, span = read.groups()
        if kind == "address" and not span:
            address_factor = int(max_uses)
        elif kind in KIND_LABELS and span:
            by_kind[kind] = RateLimit(int(max_uses), int(many or 1) * SECONDS_PER_UNIT[span])
        else:
            raise ValueError(part)
    return RateLimits(by_kind, address_factor)


def rate_limit_message(kind: str, wait: int, *, of_network: bool) -> Message:
    """What there was too much of, how long to wait, and that nothing is lost."""
    values: dict[str, Any] = {"kind": KIND_LABELS[kind], "wait": wait_in_words(wait)}
    if of_network and kind in KINDS_WITH_TEXT:
        return Message(
            "Too many %(kind)s from your network at once. Wait %(wait)s, then send it again. Your text is still here.",
            **values,
        )
    if of_network:
        return Message(
            "Too many %(kind)s from your network at once. Wait %(wait)s, then try again. Nothing was changed.", **values
        )
    if kind in KINDS_WITH_TEXT:
        return Message(
            "Too many %(kind)s at once. Wait %(wait)s, then send it again. Your text is still here.", **values
        )
    return Message("Too many %(kind)s at once. Wait %(wait)s, then try again. Nothing was changed.", **values)


def wait_in_words(seconds: int) -> Message:
    """The time to wait, rounded up."""
    if seconds < SECONDS_PER_UNIT["m"]:
        return Message("%(n)d second", plural="%(n)d seconds", number=seconds, n=seconds)
    if seconds < SECONDS_PER_UNIT["h"]:
        minutes = math.ceil(seconds / SECONDS_PER_UNIT["m"])
        return Message("one minute", plural="%(n)d minutes", number=minutes, n=minutes)
    hours = math.ceil(seconds / SECONDS_PER_UNIT["h"])
    return Message("an hour", plural="%(n)d hours", number=hours, n=hours)
