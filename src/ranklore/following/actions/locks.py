"""Row locks that keep the event collector and changes of settings out of each other's way."""

from collections.abc import Collection

from ranklore.following.models import Cursor
from ranklore.people.models import Voter


def pause_event_collector() -> None:
    """Let no worker write of what happened until the transaction ends. For whoever merges voters or deletes what may be
    written of: first of all, since two that begin with different locks could wait for each other for ever."""
    lock_cursor(wait=True)


def lock_cursor(*, wait: bool = False) -> Cursor | None:
    """The cursor, to the end of the transaction; None while another process has it, unless one waits for that. Who
    writes events holds it, and who takes away what events may be about."""
    return Cursor.objects.select_for_update(skip_locked=not wait).first()


def lock_voters(voter_ids: Collection[int]) -> None:
    """Let nobody else choose what these voters follow until the transaction ends."""
    list(Voter.objects.select_for_update(no_key=True).filter(pk__in=voter_ids).order_by("pk").values_list("pk"))
