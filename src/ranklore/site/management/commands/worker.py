"""Count votes, write notifications, send digests, and run the nightly jobs, until stopped."""

import logging
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from ranklore.core.rate_limit.limiter import delete_ended_windows
from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.jobs.scheduler import FollowingScheduler
from ranklore.site.jobs.nightly import next_night, run_nightly
from ranklore.site.jobs.pending_recounts import Attempts, recount_pending
from ranklore.site.jobs.related_lists import relate_due_lists

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # seconds
SWEEP_INTERVAL = timedelta(minutes=1)  # counts of what came often are kept no longer than they are needed


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
            collect_events(datetime.now(UTC))
            self.stdout.write(f"{send_digests():,} sent")
            return
        failed = run_nightly(datetime.now(UTC)) if nightly else []
        if once or nightly:
            recount_pending({}, 0)
            collect_events(datetime.now(UTC))
            if failed:
                raise CommandError(f"went wrong, as the log says: {', '.join(failed)}")
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        night, tried, sweep = next_night(datetime.now(UTC)), Attempts(), datetime.now(UTC)
        duties = FollowingScheduler(datetime.now(UTC))
        while not stop.wait(POLL_SECONDS) and (companion is None or os.getppid() == companion):
            close_old_connections()
            try:
                tried = recount_pending(tried, time.monotonic())
                duties.run_due(datetime.now(UTC))
                if datetime.now(UTC) >= sweep:
                    delete_ended_windows(datetime.now(UTC))
                    relate_due_lists(datetime.now(UTC))
                    sweep = datetime.now(UTC) + SWEEP_INTERVAL
                if datetime.now(UTC) >= night:
                    night = next_night(datetime.now(UTC))
                    run_nightly(datetime.now(UTC))
            except DatabaseError:  # the database may be away for a while: what waits is in it, not here
                log.exception("the worker goes on with its next look")
