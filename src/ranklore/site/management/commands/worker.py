import logging
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from ranklore.ballots.recount import lists_to_count, recount
from ranklore.site.nightly import care_for_accounts, care_for_lists

log = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds
NIGHT = 3  # the hour of the day, UTC


class Command(BaseCommand):
    help = "Count long lists as votes come, and once a night measure, thin and tidy. Any number may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="count what waits, then stop")
        parser.add_argument("--nightly", action="store_true", help="do a night's work, then stop")
        parser.add_argument("--with", dest="companion", type=int, help="stop when the process of this id is gone")

    def handle(self, *, once: bool, nightly: bool, companion: int | None, **options: Any) -> None:
        if nightly:
            care_for_lists(datetime.now(UTC))
            care_for_accounts(datetime.now(UTC))
        if once or nightly:
            count_what_waits()
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        night = _next_night(datetime.now(UTC))
        while not stop.wait(LOOKS_EVERY) and (companion is None or os.getppid() == companion):
            close_old_connections()
            try:
                count_what_waits()
                if datetime.now(UTC) >= night:
                    night = _next_night(datetime.now(UTC))
                    care_for_lists(datetime.now(UTC))
                    care_for_accounts(datetime.now(UTC))
            except DatabaseError:  # the database may be away for a while: what waits is in it, not here
                log.exception("the worker goes on with its next look")


def count_what_waits() -> None:
    for list_id in lists_to_count():
        recount(list_id)


def _next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
