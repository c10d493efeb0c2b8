"""The values of a standing as a plain dataclass, with the fields of `Standing`."""

from dataclasses import dataclass, fields
from math import isclose
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class StandingValues:
    """What is published about an item, or the result of a count."""

    position: int
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    tie_group: int | None
    votes_to_flip: int | None
    votes: int
    downs: int
    orders: int
    seen: int
    voters: int
    asked: int
    known: int
    score: float
    familiarity: float

    def is_close_to(self, other: "StandingValues | None") -> bool:
        """Whether the two are equal, except for the last digit of rounded values."""
        return other is not None and all(
            isclose(one, another, abs_tol=ROUNDING_TOLERANCE[name]) if name in ROUNDING_TOLERANCE else one == another
            for name, one, another in ((name, getattr(self, name), getattr(other, name)) for name in STANDING_FIELDS)
        )


ROUNDING_TOLERANCE = {"score": 0.0011, "familiarity": 0.011}
"""One step of the last digit, and a little for the float."""
STANDING_FIELDS = tuple(field.name for field in fields(StandingValues))
standing_values = attrgetter(*STANDING_FIELDS)
"""The values of a standing, in the order of STANDING_FIELDS."""
