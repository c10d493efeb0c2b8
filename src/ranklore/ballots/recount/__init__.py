"""From the vote log to standings. With `pairing`, the only place that opens the engine.

The log is the truth. A tally is the sum of its ballots up to some vote; a recount takes the ballots that were touched
since out of it as they were, puts them in as they are, fits from where the last fit ended, and publishes. All that is
published can be thrown away: `rebuild` makes it again from the log alone.

Each module uses those above it:

log          what is read of the votes and the items
evidence     ballots to evidence
keeping      checkpoints, and the tallies that a process keeps
counting     one count: tally, fit, places
publishing   the count to the standings, by compare-and-set
catching_up, rebuilding, checking, settling   what others call
"""

from ranklore.ballots.recount.catching_up import item_came_or_went, lists_to_count, recount, recount_after_vote
from ranklore.ballots.recount.checking import differences
from ranklore.ballots.recount.counting import result_of
from ranklore.ballots.recount.evidence import weight_of
from ranklore.ballots.recount.keeping import forget_all
from ranklore.ballots.recount.log import lists_with_votes, newest_vote
from ranklore.ballots.recount.publishing import lock_board, notice_voters
from ranklore.ballots.recount.rebuilding import rebuild, rebuild_voted_since
from ranklore.ballots.recount.settling import after_erasure, settle

__all__ = [
    "after_erasure",
    "differences",
    "forget_all",
    "item_came_or_went",
    "lists_to_count",
    "lists_with_votes",
    "lock_board",
    "newest_vote",
    "notice_voters",
    "rebuild",
    "rebuild_voted_since",
    "recount",
    "recount_after_vote",
    "result_of",
    "settle",
    "weight_of",
]
