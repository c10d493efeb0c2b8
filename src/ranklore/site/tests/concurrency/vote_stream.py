"""Voters and readers who use a running server all the time, and what must hold in the end."""

import http.client
import itertools
import re
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.http import HttpResponse

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Board, Vote
from ranklore.ballots.recount.incremental import uncounted_lists
from ranklore.ballots.recount.verify import find_differences
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.models import Voter
from ranklore.site.tests.concurrency.processes import PATIENCE, wait_until

CLIENTS = 4
HOST = "localhost"
"""Without a port, so that all servers of a test make the same pages."""


@dataclass
class Site:
    """A server with two processes and a worker."""

    port: int
    server: subprocess.Popen

    def get(self, path, voter=None):
        return self._ask("GET", path, headers=_cookie_of(voter) if voter else {})

    def vote(self, voter, ranked_list, ids, item_id):
        return self._ask("POST", *_vote_request(voter, ranked_list, ids, item_id))

    def begin_vote(self, voter, ranked_list, ids, item_id):
        """The connection of a vote that the server works on."""
        path, body, headers = _vote_request(voter, ranked_list, ids, item_id)
        headers |= {"Expect": "100-continue", "Content-Length": str(len(body))}
        browser = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        browser.request("POST", path, headers=headers)
        assert b"100" in browser.sock.recv(20, socket.MSG_PEEK)
        browser.send(body.encode())
        return browser

    def _ask(self, method, path, body=None, headers=None):
        """The status and text; 0 if the connection was lost."""
        browser = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            browser.request(method, path, body, {"Host": HOST, **(headers or {})})
            answer = browser.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            browser.close()

    def votes_shown(self, ranked_list):
        """The number of votes that a reader sees on the page of a list."""
        figure = re.search(r"<b>([\d,]+)</b>\s*votes?<", self.get(f"/l/{ranked_list.slug}")[1])
        return int(figure[1].replace(",", "")) if figure else 0

    def processes(self, *, is_worker):
        """The ids of the processes of the server: the worker of the site, or those that serve pages."""
        children = Path(f"/proc/{self.server.pid}/task").glob("*/children")
        pids = [int(pid) for each in children for pid in each.read_text().split()]
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in pids}
        return [pid for pid, words in commands.items() if (b"worker" in words) == is_worker]


def _vote_request(voter, ranked_list, ids, item_id):
    form = {"word": f"pick:{item_id}:1", "exposure": exposure_token(ranked_list.pk, ids), "page": "1"}
    headers = {
        **_cookie_of(voter),
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
    }
    return f"/l/{ranked_list.slug}/vote", urlencode(form), headers


def _cookie_of(voter):
    response = HttpResponse()
    set_guest_cookie(response, voter.key, secure=False)
    return {"Cookie": f"{GUEST_COOKIE}={response.cookies[GUEST_COOKIE].value}"}


def ids_of(ranked_list):
    return list(ranked_list.items.values_list("pk", flat=True))


@dataclass
class Stream:
    """Voters who vote all the time. An answer of 200 acknowledges a vote; whatever else comes, they send it again."""

    site: Site
    lists: list
    acknowledged: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    lost: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self):
        ids = {each.pk: ids_of(each) for each in self.lists}
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
                    self.after_vote(voter, ranked_list, item_id)
                    break
                if status:
                    self.refused.append((status, text))
                else:
                    self.lost += 1
                time.sleep(0.02)
            if self.is_over.is_set():
                return

    def after_vote(self, voter, ranked_list, item_id):
        """What a voter does between two votes."""

    def wait_for(self, more):
        goal = len(self.acknowledged) + more
        wait_until(lambda: len(self.acknowledged) >= goal)


@dataclass
class ReadingStream(Stream):
    """Voters who look at their vote, and read another list without being known. What went wrong is in `failures`."""

    failures: list = field(default_factory=list)

    def after_vote(self, voter, ranked_list, item_id):
        path = f"/l/{ranked_list.slug}"
        status, page = self.site.get(path, voter)
        if not (status == 200 and shows_own_vote(page, item_id)):
            self.failures.append((path, voter, item_id, status, page))
        for path in (f"/l/{self.lists[item_id % len(self.lists)].slug}", "/"):
            status, page = self.site.get(path)
            if status != 200:
                self.failures.append((path, status, page))


def shows_own_vote(page, item_id):
    """Whether the vote button of an item is pressed."""
    button = re.search(rf'<button[^>]* id="vote-{item_id}"[^>]*>', page)
    return bool(button and 'aria-pressed="true"' in button[0])


def check_everything_is_counted(site, stream):
    wait_until(lambda: not uncounted_lists())
    log = {(str(key), item) for key, item in Vote.objects.values_list("voter__key", "item")}
    assert set(stream.acknowledged) <= log
    assert Vote.objects.count() == len(log), "a vote that was sent again was written twice"
    for ranked_list in stream.lists:
        assert find_differences(ranked_list.pk) == []
        wait_until_page_is_current(site, ranked_list)


def wait_until_page_is_current(site, ranked_list):
    """Wait until a reader sees all votes that are counted now. More may come meanwhile."""
    votes = Board.objects.get(list=ranked_list).votes
    wait_until(lambda: site.votes_shown(ranked_list) >= votes)
