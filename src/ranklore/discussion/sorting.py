"""Sort orders of a discussion, and the score that puts the most helpful comment first."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt

BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST = "best", "newest", "oldest"
SORT_ORDERS = (BEST_FIRST, NEWEST_FIRST, OLDEST_FIRST)
SORT_COLUMNS = {BEST_FIRST: ("-score", "id"), NEWEST_FIRST: ("-id",), OLDEST_FIRST: ("id",)}
_Z_95 = 1.96  # standard normal quantile of a 95% interval


def helpful_score(helpful: int, readers: int) -> float:
    """Lower bound of the Wilson interval for the share of readers who find a comment helpful, to four decimals.

    The site counts no page views and has no "not helpful" button, so `readers` is an estimate: the voters who marked
    any comment of the same discussion as helpful since this one was posted. An older comment has more such readers,
    so a newer one can overtake it with fewer votes. Source: E. B. Wilson, JASA 22 (1927) 209.
    """
    if not helpful:
        return 0.0
    share, z2 = helpful / readers, _Z_95 * _Z_95
    middle = share + z2 / (2 * readers)
    spread = _Z_95 * sqrt((share * (1 - share) + z2 / (4 * readers)) / readers)
    return round((middle - spread) / (1 + z2 / readers), 4)


def helpful_scores(
    votes: Iterable[tuple[int, int, datetime]], posted_at: Mapping[int, datetime]
) -> dict[int, tuple[int, float]]:
    """Map comment id to (helpful votes, score), given every (comment, voter, time) vote of one discussion."""
    last_vote_at: dict[int, datetime] = {}
    counts: dict[int, int] = {}
    for comment_id, voter_id, at in votes:
        last_vote_at[voter_id] = max(at, last_vote_at.get(voter_id, at))
        counts[comment_id] = counts.get(comment_id, 0) + 1
    times: Sequence[datetime] = sorted(last_vote_at.values())
    return {
        comment_id: (count, helpful_score(count, max(count, len(times) - bisect_left(times, posted_at[comment_id]))))
        for comment_id, count in counts.items()
    }
