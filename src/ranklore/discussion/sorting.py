"""Sort orders of a discussion, and the helpful score that puts the best comment first."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt

BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST = "best", "newest", "oldest"
SORT_ORDERS = (BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST)
_Z_95 = 1.96  # of the bound: 95%


SORT_COLUMNS = {BEST_FIRST: ("-score", "id"), NEWEST_FIRST: ("-id",), OLDEST_FIRST: ("id",)}


def helpful_score(helpful: int, readers: int) -> float:
    """The lower end of the Wilson interval for the share of readers who find a comment helpful, to four decimals.

    Views are not counted here and there is no "not helpful", so `readers` stands in for those who read it: the voters
    who found anything helpful in the same talk since the comment was posted. An early comment has more of them to win
    over, so a late one can overtake it with fewer votes. Source: E. B. Wilson, JASA 22 (1927) 209.
    """
    if not helpful:
        return 0.0
    share, z2 = helpful / readers, _Z_95 * _Z_95
    middle = share + z2 / (2 * readers)
    spread = _Z_95 * sqrt((share * (1 - share) + z2 / (4 * readers)) / readers)
    return round((middle - spread) / (1 + z2 / readers), 4)


def helpful_scores(
    marks: Iterable[tuple[int, int, datetime]], posted: Mapping[int, datetime]
) -> dict[int, tuple[int, float]]:
    """Comment id -> its helpful votes and score, from all (comment, voter, time) marks of one talk."""
    marks = list(marks)
    last: dict[int, datetime] = {}
    votes: dict[int, int] = {}
    for comment_id, voter_id, at in marks:
        last[voter_id] = max(at, last.get(voter_id, at))
        votes[comment_id] = votes.get(comment_id, 0) + 1
    times: Sequence[datetime] = sorted(last.values())
    return {
        comment_id: (count, helpful_score(count, max(count, len(times) - bisect_left(times, posted[comment_id]))))
        for comment_id, count in votes.items()
    }
