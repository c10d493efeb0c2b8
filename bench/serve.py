"""What the pages and votes of a whole site cost, through the real server.

    python bench/serve.py [--quick] [--only pages,readers,votes] [--scale 1,10] [--seconds 6]

A site of 1,000 lists (one of 2,000 items, a reference list of 80 items with 4 comments each, the demonstration list),
100,000 voters and 2,000,000 votes; `--scale 10` has ten times as many of all but the reference list. wrk asks with 16
connections. In the same run, two floors: /healthz, and the same bytes from an empty WSGI application under the same
server. SQLite, and PostgreSQL when DATABASE_URL_POSTGRES is set, each in a database of its own.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from own_site import database, in_ms, kinds
from whole_site import check, fill, touch
from wrk import WRK_THREADS, Load, load, memory, processes_of, processor_time, running, size_of

PORT, FLOOR_PORT = 8190, 8191
THREADS = 6  # of each process, as `ranklore serve` has by default
NO_LIMITS = "votes=999999/s,guests=999999/s,comments=999999/s"  # all clients of the bench have one address
REFERENCE, LONG, DEMO = "reference", "long", "most-depressing-vocaloid-songs"
FLOOR = """
from pathlib import Path
BODY = Path(__file__).with_name('body').read_bytes()
HEADERS = [('Content-Type', 'text/html'), ('Content-Length', str(len(BODY)))]
def application(environ, start_response):
    start_response('200 OK', HEADERS)
    return [BODY]
"""


@contextmanager
def served(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    ranklore = str(Path(sys.executable).with_name("ranklore"))
    with running([ranklore, "serve", "--port", str(PORT)], environment, PORT, "/healthz") as server:
        time.sleep(5)  # the worker starts at the same time
        yield server


@contextmanager
def floor(body: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """An empty WSGI application under the same server, with as many processes and threads."""
    code = (
        "from granian.server import Server; from granian.constants import Interfaces; import os;"
        f"Server('floor:application', port={FLOOR_PORT}, interface=Interfaces.WSGI, blocking_threads={THREADS},"
        "workers=len(os.sched_getaffinity(0)), websockets=False, log_enabled=False).serve()"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(f"{folder}/body").write_bytes(body)
        Path(f"{folder}/floor.py").write_text(FLOOR)
        environment = {**os.environ, "PYTHONPATH": folder}
        with running([sys.executable, "-c", code], environment, FLOOR_PORT, "/") as server:
            yield server


def pages(environment: dict[str, str], seen: dict[str, Any], seconds: float) -> None:
    paths = {
        "home": "/",
        "list": f"/l/{REFERENCE}",
        "item": f"/l/{REFERENCE}/i/{seen['item']}",
        "discussion": f"/l/{REFERENCE}/talk",
        "compare": f"/l/{REFERENCE}/compare",
        "long list": f"/l/{LONG}",
        "demonstration": f"/l/{DEMO}",
    }
    with served(environment) as server:
        site, pids = f"http://127.0.0.1:{PORT}", processes_of(server.pid)
        health = load(f"{site}/healthz", pids, seconds)
        body = subprocess.run(["curl", "-s", f"{site}{paths['list']}"], capture_output=True, check=True).stdout
        with floor(body) as empty:
            bytes_alone = load(f"http://127.0.0.1:{FLOOR_PORT}/", processes_of(empty.pid), seconds)
        print(f"{'':<24}{'a second':>9}{'p50':>9}{'p99':>9}{'bytes':>9}{'br':>8}{'work':>9}{'/floor':>8}{'/health':>8}")
        line("/healthz", health, health, bytes_alone)
        line("same bytes, empty app", bytes_alone, health, bytes_alone, raw=len(body))
        new_pages(environment, pids, seen, health)
        for who in ("reader", "voter", "person", "author"):
            cookie = ["-H", f"Cookie: {seen[who]}"] if who != "reader" else []
            for name, path in paths.items():
                raw, small = (size_of(f"{site}{path}", cookie, encoding) for encoding in ("identity", "br, gzip"))
                line(
                    f"{who}: {name}", load(f"{site}{path}", pids, seconds, 16, *cookie), health, bytes_alone, raw, small
                )
        many = load(f"{site}{paths['list']}", pids, seconds, 200)
        line("reader: list, 200 open", many, health, bytes_alone)
        print_memory(server.pid)


def print_memory(pid: int) -> None:
    held, mapped = memory(processes_of(pid))
    print(f"memory of all processes: {held:.0f} MB, and {mapped:.0f} MB of the mapped database file")


def new_pages(environment: dict[str, str], pids: list[int], seen: dict[str, Any], health: Load) -> None:
    """Pages of lists of 20 items that a process shows for the first time, and again after something changed."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)  # stays with one process
    for name in ("first", "again"):
        if name == "again":
            inside("touch", environment)
            time.sleep(1)
        before = processor_time(pids)
        for slug, *_ in seen["ballots"]:
            connection.request("GET", f"/l/{slug}", headers={"Accept-Encoding": "br"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
        work = 1e3 * (processor_time(pids) - before) / len(seen["ballots"])
        print(f"a list's page made {name}: work {work:.2f} ms, {work / health.work:.1f} times /healthz", flush=True)


def line(name: str, got: Load, health: Load, empty: Load, raw: int = 0, small: int = 0) -> None:
    """`work` in ms; `/floor` is the rate beside the empty application, `/health` the work beside /healthz."""
    print(
        f"{name:<24}{got.rate:>9.0f}{got.p50:>7.1f}ms{got.p99:>7.1f}ms{raw or '':>9}{small or '':>8}{got.work:>7.2f}ms"
        f"{got.rate / empty.rate:>8.2f}{got.work / health.work:>8.1f}{f'  {got.failed} failed' if got.failed else ''}",
        flush=True,
    )


VOTES_LUA = """
local lines, at, threads = {}, 0, 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
  at = id + 1
end
function request()
  local line = lines[at]
  at = at + threads_of_wrk
  local path, cookie, body = line:match("^(%S+) (%S+) (%S+)$")
  return wrk.format("POST", path, {
    ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded",
    ["HX-Request"] = "true", ["Sec-Fetch-Site"] = "same-origin", ["Host"] = "127.0.0.1"}, body)
end
""".replace("threads_of_wrk", str(WRK_THREADS))
"""A vote of the file with each request. wrk stops with an error when there are no more."""


def vote_lines(seen: dict[str, Any], hot: bool, dice: Random) -> list[tuple[str, str, str]]:
    lines = []
    ballots = seen["ballots"][:1] if hot else seen["ballots"]
    for cookie in seen["new"]:
        slug, page, ids = dice.choice(ballots)
        for item in dice.sample(ids, 5):
            lines.append((f"/l/{slug}/vote", cookie, f"{page}&word=pick%3A{item}%3A1"))
    dice.shuffle(lines)
    return lines


def one_by_one(site: str, pids: list[int], lines: list[tuple[str, str, str]]) -> tuple[list[float], float]:
    """The time of each vote, and the processor time of one in ms. Each voter has loaded the page just before."""
    connection, lone, work = http.client.HTTPConnection("127.0.0.1", PORT), [], 0.0
    for path, cookie, body in lines:
        connection.request("GET", path.removesuffix("/vote"), headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
        form = dict(re.findall(r'<input type="hidden" form="words" name="(\w+)" value="([^"]*)"', page))
        form["word"] = urllib.parse.parse_qs(body)["word"][0]
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "Sec-Fetch-Site": "same-origin",
        }
        before, begun = processor_time(pids), time.perf_counter()
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        lone.append(time.perf_counter() - begun)
        work += processor_time(pids) - before
    return lone, 1e3 * work / len(lone)


def readers_beside_votes(environment: dict[str, str], seen: dict[str, Any], seconds: float) -> None:
    """Readers of a list on which 20 voters vote once a second, and both at once on 200 connections."""
    with served(environment) as server:
        site, pids = f"http://127.0.0.1:{PORT}", processes_of(server.pid)
        lines = vote_lines(seen, True, Random(6))
        page = f"{site}{lines[0][0].removesuffix('/vote')}"
        body = subprocess.run(["curl", "-s", page], capture_output=True, check=True).stdout
        with floor(body) as empty:
            bytes_alone = load(f"http://127.0.0.1:{FLOOR_PORT}/", processes_of(empty.pid), seconds)
        idle = load(page, pids, seconds)
        for connections in (16, 200):
            with voters(lines, each_second=20) as times:
                got = load(page, pids, 2 * seconds, connections)
            failures = sum(time is None for time in times)
            done = sorted(1e3 * time for time in times if time is not None)
            print(
                f"readers, {connections} open, and 20 votes a second on the list: {got.rate:.0f} a second, "
                f"{got.rate / bytes_alone.rate:.2f} of the floor ({idle.rate / bytes_alone.rate:.2f} without votes); "
                f"p50 {got.p50:.1f} ms, p99 {got.p99:.0f} ms, {got.failed} failed; "
                f"votes p50 {done[len(done) // 2]:.0f} ms, p99 {done[int(0.99 * len(done))]:.0f} ms, {failures} failed",
                flush=True,
            )


@contextmanager
def voters(lines: list[tuple[str, str, str]], each_second: int) -> Iterator[list[float | None]]:
    """As many voters, each of whom votes once a second; the time of each vote, None for one that failed."""
    times: list[float | None] = []
    is_over = threading.Event()

    def vote(voter: int) -> None:
        is_over.wait(voter / each_second)
        for path, cookie, body in lines[voter::each_second]:
            begun = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
            try:
                connection.request("POST", path, body, headers)
                is_cast = connection.getresponse().status == 200
            except OSError:
                is_cast = False
            connection.close()
            times.append(time.perf_counter() - begun if is_cast else None)
            if is_over.wait(max(0.0, 1 - (time.perf_counter() - begun))):
                return

    threads = [threading.Thread(target=vote, args=(n,)) for n in range(each_second)]
    for thread in threads:
        thread.start()
    try:
        yield times
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def votes(environment: dict[str, str], seen: dict[str, Any], seconds: float) -> None:
    with served(environment) as server:
        site, pids, dice = f"http://127.0.0.1:{PORT}", processes_of(server.pid), Random(5)
        health = load(f"{site}/healthz", pids, seconds)
        lines = vote_lines(seen, hot=False, dice=dice)
        lone, work = one_by_one(site, pids, lines[:300])
        p50 = sorted(lone)[len(lone) // 2] * 1e3
        print(
            f"votes one by one    {in_ms(lone)}   work {work:.2f} ms, {work / health.work:.1f} times /healthz",
            flush=True,
        )
        for name, these in (
            ("16 clients, 50 lists", lines[300:]),
            ("16 clients, one list", vote_lines(seen, True, dice)),
            ("200 clients, 50 lists", vote_lines(seen, False, Random(7))),
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script, tempfile.NamedTemporaryFile("w") as file:
                script.write(VOTES_LUA)
                script.flush()
                file.writelines(f"{path} {cookie} {body}\n" for path, cookie, body in these)
                file.flush()
                clients = int(name.split()[0])
                got = load(site, pids, seconds, clients, *["-s", script.name], arguments=(file.name,))
            print(
                f"{name:<22}{got.rate:>7.0f} a second, {got.rate / health.rate:.3f} of /healthz; p50 {got.p50:.0f} ms, "
                f"p99 {got.p99:.0f} ms ({got.p99 / p50:.1f} times a lone vote); work {got.work:.2f} ms; "
                f"{got.failed} failed",
                flush=True,
            )
        print_memory(server.pid)
    inside("check", environment)


def inside(part: str, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, __file__, "--inside", part, *arguments], env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the site, a few seconds")
    parser.add_argument("--only", default="pages,readers,votes")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside == "fill":
        return fill(int(options.arguments[0]), int(options.arguments[1]), options.arguments[2])
    if options.inside == "check":
        return check()
    if options.inside == "touch":
        return touch()
    for scale in options.scale.split(","):
        for kind in kinds():
            with database(kind, RANKLORE_LIMITS=NO_LIMITS) as environment, tempfile.NamedTemporaryFile() as out:
                begun = time.monotonic()
                inside("fill", environment, scale, str(int(options.quick)), out.name)
                seen = json.loads(Path(out.name).read_text())
                print(f"\n{kind}, the site {scale} times, made in {time.monotonic() - begun:.0f} s", flush=True)
                seconds = 2 if options.quick else int(options.seconds)
                if "pages" in options.only:
                    pages(environment, seen, seconds)
                if "readers" in options.only:
                    readers_beside_votes(environment, seen, seconds)
                if "votes" in options.only:
                    votes(environment, seen, seconds)
    return None


if __name__ == "__main__":
    main()
