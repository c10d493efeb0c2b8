"""How comments are checked and ordered."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt

from ranklore.lists.rules.checks import checked_author as checked_author
from ranklore.lists.rules.clean import clean_text
from ranklore.lists.rules.limits import COMMENT_MAX
from ranklore.shell.refused import Refused

BEST, NEWEST, OLDEST = "best", "newest", "oldest"
ORDERS = (BEST, NEWEST, OLDEST)
_Z = 1.96  # of the bound: 95%


def checked_text(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise Refused("Write something first.", "text")
    if len(text) > COMMENT_MAX:
        raise Refused(f"A comment can have at most {COMMENT_MAX:,} characters; this has {len(text):,}.", "text")
    return text


def helpful_score(helpful: int, readers: int) -> float:
    """The lower end of the Wilson interval for the share of readers who find a comment helpful, to four decimals.

    Views are not counted here and there is no "not helpful", so `readers` stands in for those who read it: the voters
    who found anything helpful in the same talk since the comment was posted. An early comment has more of them to win
    over, so a late one can overtake it with fewer votes. Source: E. B. Wilson, JASA 22 (1927) 209.
    """
    if not helpful:
        return 0.0
    share, z2 = helpful / readers, _Z * _Z
    middle = share + z2 / (2 * readers)
    spread = _Z * sqrt((share * (1 - share) + z2 / (4 * readers)) / readers)
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
