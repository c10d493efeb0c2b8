"""Start other processes on the test database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection
from redis import Redis, RedisError

PATIENCE = 60  # seconds, on a busy machine

# Cast votes as a process of the site does. A line is printed for each vote after it is in the log.
VOTING_SCRIPT = """
import sys
from random import Random
import django
django.setup()
from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Vote
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
ranked_list, dice = RankedList.objects.get(slug=sys.argv[1]), Random(int(sys.argv[2]))
items = list(ranked_list.items.all())
page = [item.pk for item in items]
for n in range(int(sys.argv[3])):
    voter, item, other = Voter(), *dice.sample(items, 2)
    what = n % 4
    if what < 2:
        cast_vote(voter=voter, item=item, kind=Vote.Kind.PICK if what else Vote.Kind.DOWN, shown=page)
    elif what == 2:
        answer_matchup(voter=voter, item=item, other=other, outcome=dice.choice(list(Vote.Outcome)))
    else:
        save_ranking(voter=voter, ranked_list=ranked_list, item_ids=dice.sample(page, 4))
    print(voter.key, flush=True)
"""


def environment_for_process() -> dict[str, str]:
    """The environment for another process that uses the test database."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{at['NAME']}"
    else:
        password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
        address = f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings"}


def start_voting(slug: str, seed: int, votes: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", VOTING_SCRIPT, slug, str(seed), str(votes)]
    return subprocess.Popen(
        command, env=environment_for_process(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_until(is_done: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < until
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def answers(address: str, timeout: float = PATIENCE) -> bool:
    try:
        with urlopen(address, timeout=timeout):
            return True
    except (URLError, OSError):
        return False


@contextmanager
def served_site(home: Path, code: Path | None = None, **settings: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port and the process of a server with two processes and a worker, on the test database.

    code      a folder with a copy of the package, to serve that
    settings  more variables of the environment
    """
    port = free_port()
    environment = environment_for_process() | {
        "RANKLORE_HOME": str(home),
        "RANKLORE_LIMITS": "votes=99999/s,guests=99999/s",
        **({"PYTHONPATH": str(code)} if code else {}),
        **settings,
    }
    command = [sys.executable, "-m", "ranklore", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        try:
            yield port, server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)


@dataclass
class RedisServer:
    """A Redis server that writes everything to the disk at once, so that it comes back with what it had."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command += ["--save", "", "--appendonly", "yes", "--appendfsync", "always"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self.answers)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE)

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def client(self) -> Redis:
        return Redis(port=self.port)


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
