"""Recount the lists with new votes. A list that cannot be ranked is tried again later."""

from ranklore.ballots.recount.incremental import recount_list, uncounted_lists

RETRY_AFTER_SECONDS = 60.0
"""A list that could not be ranked is tried again after this time, or at once when it gets another vote."""

Attempts = dict[tuple[int, int], float]
"""When each list was tried, by its id and the id of its latest vote."""


def recount_pending(attempts: Attempts, now: float) -> Attempts:
    """Recount the lists with new votes, and return the attempts to pass to the next call.

    A list that was tried with the same votes a moment ago is skipped: it could not be ranked, and the log says why.
    """
    pending = uncounted_lists()
    recent = {key: at for key, at in attempts.items() if key in pending.items() and now < at + RETRY_AFTER_SECONDS}
    due = pending.items() - recent.keys()
    for list_id, _ in sorted(due):
        recount_list(list_id)
    return recent | dict.fromkeys(due, now)
