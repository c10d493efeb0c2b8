"""Recount the lists with new votes. A list that cannot be ranked is tried again later."""

from ranklore.ballots.recount.incremental import recount_list, uncounted_lists

RETRY_AFTER_SECONDS = 60.0  # seconds: a list that could not be ranked is tried again, or at once with its next vote


Attempts = dict[tuple[int, int], float]
"""A list and its newest vote -> when it was tried."""


def recount_pending(tried: Attempts, now: float) -> Attempts:
    """Count the lists with new votes, but none again that was tried with just these votes a moment ago: it could not
    be ranked, and that is in the log. Gives which lists were tried, with what newest vote, and when."""
    waiting = uncounted_lists()
    lately = {each: at for each, at in tried.items() if each in waiting.items() and now < at + RETRY_AFTER_SECONDS}
    due = waiting.items() - lately.keys()
    for list_id, _ in sorted(due):
        recount_list(list_id)
    return lately | dict.fromkeys(due, now)
