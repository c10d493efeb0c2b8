import logging
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from ranklore.ballots.recount import lists_to_count, recount
from ranklore.following.digests import send_digests
from ranklore.following.duties import Duties
from ranklore.following.gathering import gather
from ranklore.shell.limits import forget_past
from ranklore.site.nightly import care_for_all
from ranklore.site.relating import relate_due

log = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds
SWEEPS_EVERY = timedelta(minutes=1)  # counts of what came often are kept no longer than they are needed
AGAIN_AFTER = 60.0  # seconds: a list that could not be ranked is tried again, or at once with its next vote
NIGHT = 3  # the hour of the day, UTC


Tried = dict[tuple[int, int], float]
"""A list and its newest vote -> when it was tried."""


class Command(BaseCommand):
    help = (
        "Count long lists as votes come, tell followers what is new, send digests, and once a night measure, thin and "
        "tidy. Any number may run at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="count what waits, write notices, then stop")
        parser.add_argument("--nightly", action="store_true", help="do a night's work, then stop")
        parser.add_argument("--digests", action="store_true", help="send the digests that are due, then stop")
        parser.add_argument("--with", dest="companion", type=int, help="stop when the process of this id is gone")

    def handle(self, *, once: bool, nightly: bool, digests: bool, companion: int | None, **options: Any) -> None:
        if digests:
            gather(datetime.now(UTC))
            self.stdout.write(f"{send_digests():,} sent")
            return
        failed = care_for_all(datetime.now(UTC)) if nightly else []
        if once or nightly:
            count_what_waits({}, 0)
            gather(datetime.now(UTC))
            if failed:
                raise CommandError(f"went wrong, as the log says: {', '.join(failed)}")
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        night, tried, sweep = _next_night(datetime.now(UTC)), Tried(), datetime.now(UTC)
        duties = Duties(datetime.now(UTC))
        while not stop.wait(LOOKS_EVERY) and (companion is None or os.getppid() == companion):
            close_old_connections()
            try:
                tried = count_what_waits(tried, time.monotonic())
                duties.look(datetime.now(UTC))
                if datetime.now(UTC) >= sweep:
                    forget_past(datetime.now(UTC))
                    relate_due(datetime.now(UTC))
                    sweep = datetime.now(UTC) + SWEEPS_EVERY
                if datetime.now(UTC) >= night:
                    night = _next_night(datetime.now(UTC))
                    care_for_all(datetime.now(UTC))
            except DatabaseError:  # the database may be away for a while: what waits is in it, not here
                log.exception("the worker goes on with its next look")


def count_what_waits(tried: Tried, now: float) -> Tried:
    """Count the lists with new votes, but none again that was tried with just these votes a moment ago: it could not
    be ranked, and that is in the log. Gives which lists were tried, with what newest vote, and when."""
    waiting = lists_to_count()
    lately = {each: at for each, at in tried.items() if each in waiting.items() and now < at + AGAIN_AFTER}
    due = waiting.items() - lately.keys()
    for list_id, _ in sorted(due):
        recount(list_id)
    return lately | dict.fromkeys(due, now)


def _next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
