"""What telling many followers costs: notices, the count in the header, and a run of digests, against a mail server on
this machine that takes everything.

    python bench/digest.py [--quick]          (PostgreSQL too when DATABASE_URL_POSTGRES is set)

Every follower follows the same three lists and ten of a hundred others, all with new comments and items, so that every
letter has something to say. The figures hang on the machine; so does what "sent" means: the sink says yes at once,
which a mail server far away does not.
"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

from own_site import database, kinds, know_tables, set_up


class Sink(threading.Thread):
    """A mail server that takes every letter and throws it away."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.letters, self.connections, self.bytes = self.listener.getsockname()[1], 0, 0, 0
        self.to: list[bytes] = []

    def run(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink\r\n")
            while line := lines.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    while (text := lines.readline()) not in (b".\r\n", b""):
                        self.bytes += len(text)
                    self.letters += 1
                elif word == b"RCPT":
                    self.to.append(line)
                connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="500 followers instead of 10,000")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        measure(500 if options.quick else 10_000)
        return
    for kind in kinds():
        print(f"{kind}:", flush=True)
        with database(kind) as environment:
            flags = ["--quick"] if options.quick else []
            subprocess.run([sys.executable, __file__, "--inside", *flags], env=environment, check=True)


def measure(followers: int) -> None:
    sink = Sink()
    sink.start()
    os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "RANKLORE_ADDRESS": "https://rank.example.org"}
    set_up()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ranklore.following.actions.digests import schedule_digests
    from ranklore.following.actions.events import get_or_start_cursor
    from ranklore.following.jobs.digest_run import send_digests
    from ranklore.following.jobs.event_collector import collect_events
    from ranklore.following.models import Digest, Event, EventTopic
    from ranklore.following.queries.events import count_unread
    from ranklore.following.queries.notifications import notifications_for
    from ranklore.people.models import Voter

    now = datetime.now(UTC)
    get_or_start_cursor(now)
    fill(followers)
    know_tables()
    start = time.monotonic()
    events = collect_events(now + timedelta(seconds=1))
    print(
        f"  {events:,} events written in {time.monotonic() - start:.1f} s, {EventTopic.objects.count():,} event_topics"
    )
    voters = list(Voter.objects.filter(account__isnull=False).order_by("pk")[:200])
    for name, ask in (("unread count", count_unread), ("notices page", notifications_for)):
        times = []
        for voter in voters:
            start = time.monotonic()
            ask(voter)
            times.append((time.monotonic() - start) * 1000)
        times.sort()
        print(f"  {name}: p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms")
    morning = (now + timedelta(days=2)).replace(hour=6)
    start = time.monotonic()
    schedule_digests(morning.date(), morning)
    planned = time.monotonic() - start
    start, computed = time.monotonic(), time.process_time()
    with CaptureQueriesContext(connection) as queries:
        first = send_digests(lambda: morning, lasts=1.0)
    count = len(queries)
    sent = first + send_digests(lambda: morning)
    took, cpu = time.monotonic() - start, time.process_time() - computed
    assert sent == followers == sink.letters == len(set(sink.to)) == Digest.objects.filter(state="sent").count()
    print(
        f"  {sent:,} digests sent in {took:.1f} s ({sent / took:,.0f} a second; {cpu:.1f} s "
        f"of it computing), planned in {planned:.1f} s; "
        f"{count / max(first, 1):.1f} queries a letter, {sink.connections} connections, "
        f"{sink.bytes / sent / 1024:.1f} KiB a letter, every address once",
        flush=True,
    )
    assert Event.objects.count() == events


def fill(followers: int) -> None:
    """Lists with news, and their followers."""
    from allauth.account.models import EmailAddress

    from ranklore.discussion.models import Comment
    from ranklore.following.models import Follow, NotificationSettings, Topic
    from ranklore.lists.actions.items import add_item
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem
    from ranklore.people.models import Account, Voter

    writers = Voter.objects.bulk_create(Voter(name=f"writer {n}") for n in range(20))
    lists = [create_list(title=f"Best songs {n}", items=[NewItem(f"Song {m}") for m in range(10)]) for n in range(103)]
    topics = Topic.objects.bulk_create(Topic(list=each) for each in lists)
    accounts = Account.objects.bulk_create(
        (Account(email=f"p{n}@example.org", name=f"p{n}", password="!") for n in range(followers)), batch_size=1000
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in accounts), batch_size=1000
    )
    voters = Voter.objects.bulk_create((Voter(account=each, name=each.name) for each in accounts), batch_size=1000)
    day = datetime.now(UTC).date() + timedelta(days=1)
    NotificationSettings.objects.bulk_create(
        (NotificationSettings(voter=each, digest="daily", next_digest_on=day) for each in voters), batch_size=1000
    )
    Follow.objects.bulk_create(
        (
            Follow(voter=voter, topic=topics[n], after_event=0, since=datetime(2020, 1, 1, tzinfo=UTC))
            for m, voter in enumerate(voters)
            for n in (0, 1, 2, *(3 + (m * 7 + k * 11) % 100 for k in range(10)))
        ),
        batch_size=2000,
    )
    for n, each in enumerate(lists):
        items = list(each.items.all())
        Comment.objects.bulk_create(
            Comment(
                list=each,
                item=items[m % 10],
                voter=writers[(n + m) % 20],
                author="writer",
                text="It aches, and then it ||ends||. " * 4,
            )
            for m in range(6)
        )
        for m in range(2):
            add_item(ranked_list=each, voter=writers[m], name=f"New song {m}", nonce=uuid.uuid4())


if __name__ == "__main__":
    main()
