"""Row locks that keep the event collector and changes of settings from interfering with each other."""

from collections.abc import Collection

from ranklore.following.models import Cursor
from ranklore.people.models import Voter


def pause_event_collector() -> None:
    """Let no worker write events until the transaction ends.

    For code that merges voters or deletes what events are about. Call it before taking any other lock: two
    transactions that start with different locks can deadlock.
    """
    lock_cursor(wait=True)


def lock_cursor(*, wait: bool = False) -> Cursor | None:
    """Lock the cursor until the transaction ends. Returns None if another process holds it and `wait` is False."""
    return Cursor.objects.select_for_update(skip_locked=not wait).first()


def lock_voters(voter_ids: Collection[int]) -> None:
    """Let nobody else change what these voters follow until the transaction ends."""
    list(Voter.objects.select_for_update(no_key=True).filter(pk__in=voter_ids).order_by("pk").values_list("pk"))
