"""The whole server in a stream of votes: processes are killed, and the database goes away. No acknowledged vote is
lost, and no page stays outdated."""

import http.client
import itertools
import os
import re
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Board, Vote
from ranklore.ballots.recount.incremental import uncounted_lists
from ranklore.ballots.recount.verify import find_differences
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.models import Voter
from ranklore.site.tests.concurrency.processes import PATIENCE, served_site, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 4


@pytest.fixture
def lists(db):
    return [create_list(title=f"List {n}", items=[NewItem(f"Item {m}") for m in range(8)]) for n in range(3)]


@dataclass
class Site:
    """A server with two processes and a worker."""

    port: int
    server: subprocess.Popen

    def get(self, path):
        return self._ask("GET", path)

    def vote(self, voter, ranked_list, ids, item_id):
        response = HttpResponse()
        set_guest_cookie(response, voter.key, secure=False)
        form = {"word": f"pick:{item_id}:1", "exposure": exposure_token(ranked_list.pk, ids), "page": "1"}
        headers = {
            "Cookie": f"{GUEST_COOKIE}={response.cookies[GUEST_COOKIE].value}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
        }
        return self._ask("POST", f"/l/{ranked_list.slug}/vote", urlencode(form), headers)

    def _ask(self, method, path, body=None, headers=()):
        """The status and text; 0 if the connection was lost."""
        browser = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            browser.request(method, path, body, dict(headers))
            answer = browser.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            browser.close()

    def processes(self, *, is_worker):
        """The ids of the processes of the server: the worker of the site, or those that serve pages."""
        children = Path(f"/proc/{self.server.pid}/task").glob("*/children")
        pids = [int(pid) for each in children for pid in each.read_text().split()]
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in pids}
        return [pid for pid, words in commands.items() if (b"worker" in words) == is_worker]


@pytest.fixture
def site(tmp_path):
    with served_site(tmp_path) as (port, server):
        yield Site(port, server)


@dataclass
class Stream:
    """Voters who vote all the time. An answer of 200 acknowledges a vote; whatever else comes, they send it again."""

    site: Site
    lists: list
    acknowledged: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self):
        ids = {each.pk: list(each.items.values_list("pk", flat=True)) for each in self.lists}
        threads = [threading.Thread(target=self._vote, args=(n, ids)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(PATIENCE)

    def _vote(self, client, ids):
        for n in itertools.count():
            voter, ranked_list = Voter(), self.lists[(client + n) % len(self.lists)]
            item_id = ids[ranked_list.pk][n % 5]
            while not self.is_over.is_set():
                status, text = self.site.vote(voter, ranked_list, ids[ranked_list.pk], item_id)
                if status == 200:
                    self.acknowledged.append((str(voter.key), item_id))
                    break
                if status:
                    self.refused.append((status, text))
                time.sleep(0.02)
            if self.is_over.is_set():
                return

    def wait_for(self, more):
        goal = len(self.acknowledged) + more
        wait_until(lambda: len(self.acknowledged) >= goal)


def check_everything_is_counted(site, stream):
    wait_until(lambda: not uncounted_lists())
    log = {(str(key), item) for key, item in Vote.objects.values_list("voter__key", "item")}
    assert set(stream.acknowledged) <= log
    assert Vote.objects.count() == len(log), "a vote that was sent again was written twice"
    for ranked_list in stream.lists:
        assert find_differences(ranked_list.pk) == []
        votes = Board.objects.get(list=ranked_list).votes

        def shows_all(ranked_list=ranked_list, votes=votes):
            figure = re.search(r"<b>([\d,]+)</b>\s*votes?", site.get(f"/l/{ranked_list.slug}")[1])
            return figure and int(figure[1].replace(",", "")) == votes

        wait_until(shows_all)


def test_processes_that_are_killed_in_a_stream_of_votes_lose_none(site, lists):
    with Stream(site, lists).running() as stream:
        stream.wait_for(20)
        for is_worker in (False, True, False):
            os.kill(site.processes(is_worker=is_worker)[0], signal.SIGKILL)
            stream.wait_for(20)
    check_everything_is_counted(site, stream)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file does not go away")
def test_while_the_database_is_away_readers_get_pages_and_voters_a_sentence(site, lists):
    name = connection.settings_dict["NAME"]
    path = f"/l/{lists[0].slug}"

    def allow(is_allowed):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(is_allowed).lower()}")
            if not is_allowed:
                others = "datname = %s AND pid <> pg_backend_pid()"
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}", [name])

    with Stream(site, lists).running() as stream:
        stream.wait_for(20)
        for _ in range(8):  # both processes know the page
            assert site.get(path)[0] == 200
        connection.close()
        allow(False)
        try:
            wait_until(lambda: any(status == 503 for status, _ in stream.refused))
            wait_until(lambda: "cannot reach its data" in site.get(path)[1])
        finally:
            allow(True)
        refusal = next(text for status, text in stream.refused if status == 503)
        assert "Nothing was changed" in refusal
        stream.wait_for(20)
    wait_until(lambda: "cannot reach its data" not in site.get(path)[1])
    check_everything_is_counted(site, stream)
