"""Count votes, write notifications, send digests, and run the nightly jobs, until stopped."""

import math
import signal
import threading
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.site.jobs.nightly import run_nightly
from ranklore.site.jobs.pending_recounts import recount_pending
from ranklore.site.jobs.worker import run_worker


class Command(BaseCommand):
    help = (
        "Recount long lists as votes come in, write notifications, send digests, and run the nightly jobs. "
        "Any number of workers may run at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="count pending votes, write notifications, then stop")
        parser.add_argument("--nightly", action="store_true", help="run the nightly jobs, then stop")
        parser.add_argument("--digests", action="store_true", help="send the digests that are due, then stop")
        parser.add_argument("--with", dest="companion", type=int, help="stop when the process with this id ends")

    def handle(self, *, once: bool, nightly: bool, digests: bool, companion: int | None, **options: Any) -> None:
        if digests:
            collect_events(datetime.now(UTC))
            self.stdout.write(f"Digests sent: {send_digests():,}")
            return
        failed = run_nightly(datetime.now(UTC)) if nightly else []
        if once or nightly:
            recount_pending({}, max_seconds=math.inf)
            collect_events(datetime.now(UTC))
            if failed:
                raise CommandError(f"These jobs failed (see the log): {', '.join(failed)}")
            return
        stop = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        run_worker(stop, companion)
