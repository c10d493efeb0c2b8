"""How much the ballot of one voter counts, besides the operator's trust. Plain Python.

Nothing here looks at what somebody voted for. A ballot never counts more because it agrees with others.
"""

import math

NEW_VOTER_WEIGHT = 0.75
"""The weight of a voter whom the site has seen for the first time."""
FULL_WEIGHT_DAYS = 7
"""After so many days a voter has full weight."""
FULL_WEIGHT_LISTS = 4
"""On so many other lists a voter has voted who has full weight."""
ONE_ITEM_WEIGHT = 0.75
"""The weight of a ballot with votes on one item."""
FULL_WEIGHT_ITEMS = 3
"""A ballot with votes on so many items has full weight."""


def network_share(nth: int) -> float:
    """The weight of the nth guest from one network on a list, from 1.

    The shares of n guests add up to the square root of n.
    """
    return math.sqrt(nth) - math.sqrt(nth - 1)


def experience_weight(days: float, other_lists: int) -> float:
    """The weight of a voter who first voted so many days ago, and has voted on so many other lists."""
    grown = min(1.0, max(days, 0.0) / FULL_WEIGHT_DAYS + other_lists / FULL_WEIGHT_LISTS)
    return NEW_VOTER_WEIGHT + (1 - NEW_VOTER_WEIGHT) * grown


def breadth_weight(items: int) -> float:
    """The weight of a ballot with votes on so many items."""
    grown = min(1.0, max(0, items - 1) / (FULL_WEIGHT_ITEMS - 1))
    return ONE_ITEM_WEIGHT + (1 - ONE_ITEM_WEIGHT) * grown
