"""What the pages and votes of a whole site cost, through the real server.

    python bench/serve.py [--quick] [--only pages,votes,crowd] [--scale 1,10] [--seconds 6]

A site of 1,000 lists (one of 2,000 items, a reference list of 80 items with 4 comments each, the demonstration list),
100,000 voters and 2,000,000 votes; `--scale 10` has ten times as many of all but the reference list. wrk asks with 16
connections. In the same run, two floors: /healthz, and the same bytes from an empty WSGI application under the same
server. SQLite, and PostgreSQL when DATABASE_URL_POSTGRES is set, each in a database of its own.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import own_site
from own_site import database, in_ms, kinds

PORT, FLOOR_PORT = 8190, 8191
NO_LIMITS = "votes=999999/s,guests=999999/s,comments=999999/s"  # all clients of the bench have one address
ITEMS, SHOWN = 20, 10
REFERENCE, LONG, DEMO = "reference", "long", "most-depressing-vocaloid-songs"
CROWD_LISTS = 50
CLOCK = os.sysconf("SC_CLK_TCK")


# --- The site


def fill(scale: int, quick: int, out: str) -> None:
    """Make the site, and write down the cookies of a known voter and a person, and votes to cast."""
    own_site.set_up()
    from django.core.management import call_command

    from ranklore.ballots.actions.vote_import import import_votes
    from ranklore.ballots.models import Vote
    from ranklore.people.models import Voter

    call_command("demo")
    dice, share = Random(1), 20 if quick else 1
    n_lists, n_voters, n_votes = 1_000 * scale // share, 100_000 * scale // share, 2_000_000 * scale // share
    lists = [make_list(f"List {n}", ITEMS, dice) for n in range(n_lists - 2)]
    lists += [make_list("Long", 2_000, dice), make_list("Reference", 80, dice)]
    voters = Voter.objects.bulk_create((Voter() for _ in range(n_voters)), batch_size=5_000)
    each = n_votes // n_lists
    for ranked_list in lists:
        ids = list(ranked_list.items.order_by("start_place").values_list("pk", flat=True))
        few = ids[: max(ITEMS, len(ids) // 4)] if len(ids) < 1_000 else ids
        votes = []
        for voter in dice.sample(voters, min(len(voters), -(-each // 5))):
            shown = dice.sample(range(len(few)), SHOWN)
            liked = sorted(shown, key=lambda n: n / len(few) + dice.random())[:5]
            page = [few[n] for n in shown]
            votes += [Vote(voter=voter, item_id=few[n], subject=str(few[n]), shown=page) for n in liked]
        import_votes(ranked_list, votes)
    comment(lists[-1], 4, dice, voters)
    own_site.know_tables()
    Path(out).write_text(json.dumps(visitors(lists, voters, dice)))


def make_list(title: str, n_items: int, dice: Random) -> Any:
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem

    words = ("Blue", "Rain", "Stone", "Lantern", "Winter", "Harbour", "Mirror", "Clock", "Violet", "Ash")
    names = [f"{dice.choice(words)} {dice.choice(words)} {n}" for n in range(1, n_items + 1)]
    return create_list(title=title, prompt="Which one?", items=[NewItem(name, ("Somebody",)) for name in names])


def comment(ranked_list: Any, each: int, dice: Random, voters: list[Any]) -> None:
    from ranklore.discussion.models import Comment

    for item in ranked_list.items.all():
        for n in range(each):
            text = " ".join(
                dice.choice(("it", "aches", "and", "stays", "for", "days", "this", "one")) for _ in range(30)
            )
            Comment.objects.create(list=ranked_list, item=item, voter=voters[n], author=f"Guest {n}", text=f"{text}.")


def visitors(lists: list[Any], voters: list[Any], dice: Random) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core import signing

    from ranklore.ballots.exposure import exposure_token
    from ranklore.people.actions.accounts import finish_account, start_account
    from ranklore.people.models import Voter
    from ranklore.people.sign_in.sessions import SessionStore

    def cookie_of(voter: Any) -> str:
        return "ranklore_voter=" + signing.dumps(voter.key.hex, salt="ranklore.people.voter")

    account = start_account("mo@example.org")
    finish_account(account, name="mo", password="a long enough password")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    own = Voter.objects.get_or_create(account=account)[0]
    reference = lists[-1]
    from ranklore.ballots.actions.votes import cast_vote

    for voter in (voters[0], own):
        for item in reference.items.order_by("standing__position")[:8:2]:
            cast_vote(voter=voter, item=item)
    crowd = lists[: min(CROWD_LISTS, len(lists) - 2)]
    ballots = []
    for ranked_list in crowd:
        ids = list(ranked_list.items.order_by("start_place").values_list("pk", flat=True))
        ballots.append((ranked_list.slug, exposure_token(ranked_list.pk, ids), ids))
    new = Voter.objects.bulk_create([Voter() for _ in range(4_000)])
    return {
        "voter": cookie_of(voters[0]),
        "person": f"sessionid={session.session_key}",
        "item": reference.items.order_by("standing__position").first().pk,
        "ballots": ballots,
        "new": [(cookie_of(voter), voter.pk) for voter in new],
    }


# --- The server


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                time.sleep(0.1)
                asked = subprocess.run(
                    ["curl", "-sf", "-o", "/dev/null", f"http://127.0.0.1:{port}{path}"], check=False
                )
                if asked.returncode == 0:
                    break
            yield server
        finally:
            server.terminate()
            server.wait(60)


def served(environment: dict[str, str]) -> Any:
    ranklore = str(Path(sys.executable).with_name("ranklore"))
    return running([ranklore, "serve", "--port", str(PORT)], environment, PORT, "/healthz")


def floor(body: str) -> Any:
    """An empty WSGI application under the same server, with as many processes and threads."""
    code = (
        "from granian.server import Server; from granian.constants import Interfaces; import os;"
        f"Server('floor:application', port={FLOOR_PORT}, interface=Interfaces.WSGI, blocking_threads=16,"
        "workers=len(os.sched_getaffinity(0)), websockets=False, log_enabled=False).serve()"
    )
    folder = tempfile.mkdtemp()
    shutil.copy(body, f"{folder}/body")
    Path(f"{folder}/floor.py").write_text(
        "from pathlib import Path\nBODY = Path(__file__).with_name('body').read_bytes()\n"
        "HEADERS = [('Content-Type', 'text/html'), ('Content-Length', str(len(BODY)))]\n"
        "def application(environ, start_response):\n    start_response('200 OK', HEADERS)\n    return [BODY]\n"
    )
    environment = {**os.environ, "PYTHONPATH": folder}
    return running([sys.executable, "-c", code], environment, FLOOR_PORT, "/")


def processes_of(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        children = Path(f"/proc/{parent}/task/{parent}/children")
        found += map(int, children.read_text().split()) if children.exists() else []
    return found


def processor_time(pids: list[int]) -> float:
    """Seconds, of all these processes together."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / CLOCK


def memory(pids: list[int]) -> float:
    """MB that the processes hold, with what they share counted once."""
    total = 0.0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"Pss:\s+(\d+)", text)[1]) / 1_000  # type: ignore[index]
    return total


# --- Asking


@dataclass(frozen=True)
class Load:
    """What wrk saw. Times in milliseconds; `work` is the processor time of the site for one request."""

    rate: float
    p50: float
    p99: float
    failed: int
    work: float
    size: int


def load(
    url: str,
    pids: list[int],
    seconds: float,
    connections: int = 16,
    *options: str,
    arguments: tuple[str, ...] = (),
) -> Load:
    before = processor_time(pids)
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", *options, url]
    command += ["--", *arguments] if arguments else []
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    work = processor_time(pids) - before
    n = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    size = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return Load(
        size,
        _ms(said, "50%"),
        _ms(said, "99%"),
        (int(failed[1]) if failed else 0) + (sum(map(int, errors.groups())) if errors else 0),
        1e3 * work / max(n, 1),
        0,
    )


def _ms(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}[unit]


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
    with served(environment) as server, tempfile.NamedTemporaryFile() as body:
        site, pids = f"http://127.0.0.1:{PORT}", processes_of(server.pid)
        health = load(f"{site}/healthz", pids, seconds)
        subprocess.run(["curl", "-s", "--compressed", "-o", body.name, f"{site}{paths['list']}"], check=True)
        with floor(body.name) as empty:
            bytes_alone = load(f"http://127.0.0.1:{FLOOR_PORT}/", processes_of(empty.pid), seconds)
        print(f"{'':<24}{'a second':>9}{'p50':>9}{'p99':>9}{'bytes':>9}{'br':>8}{'work':>9}{'/floor':>8}{'/health':>8}")
        line("/healthz", health, health, bytes_alone)
        line("same bytes, empty app", bytes_alone, health, bytes_alone, body=Path(body.name).stat().st_size)
        for who in ("reader", "voter", "person"):
            cookie = ["-H", f"Cookie: {seen[who]}"] if who != "reader" else []
            for name, path in paths.items():
                raw, small = (size_of(f"{site}{path}", cookie, encoding) for encoding in ("identity", "br, gzip"))
                line(
                    f"{who}: {name}", load(f"{site}{path}", pids, seconds, 16, *cookie), health, bytes_alone, raw, small
                )
        many = load(f"{site}{paths['list']}", pids, seconds, 200)
        line("reader: list, 200 open", many, health, bytes_alone)
        print(f"memory of all processes: {memory(processes_of(server.pid)):.0f} MB")


def size_of(url: str, headers: list[str], encoding: str) -> int:
    command = [
        "curl",
        "-s",
        *headers,
        "-H",
        f"Accept-Encoding: {encoding}",
        "-o",
        "/dev/null",
        "-w",
        "%{size_download}",
    ]
    return int(subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout)


def line(name: str, got: Load, health: Load, empty: Load, body: int = 0, small: int = 0) -> None:
    """`work` in ms; `/floor` is the rate beside the empty application, `/health` the work beside /healthz."""
    print(
        f"{name:<24}{got.rate:>9.0f}{got.p50:>7.1f}ms{got.p99:>7.1f}ms{body or '':>9}{small or '':>8}{got.work:>7.2f}ms"
        f"{got.rate / empty.rate:>8.2f}{got.work / health.work:>8.1f}{f'  {got.failed} failed' if got.failed else ''}",
        flush=True,
    )


# --- Votes

VOTES_LUA = """
local lines, n, step, at = {}, 0, 0, 0
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
  at = id + 1
  acknowledged = 0
end
function request()
  local line = lines[at]
  if line == nil then return wrk.format("GET", "/healthz") end
  at = at + 2
  local path, cookie, body = line:match("^(%S+) (%S+) (%S+)$")
  return wrk.format("POST", path, {
    ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded",
    ["HX-Request"] = "true", ["Sec-Fetch-Site"] = "same-origin", ["Host"] = "127.0.0.1"}, body)
end
"""


def vote_lines(seen: dict[str, Any], hot: bool, dice: Random) -> list[tuple[str, str, str]]:
    lines = []
    ballots = seen["ballots"][:1] if hot else seen["ballots"]
    for cookie, _ in seen["new"]:
        slug, token, ids = dice.choice(ballots)
        for item in dice.sample(ids, 5):
            lines.append(
                (f"/l/{slug}/vote", cookie, f"exposure={token.replace('=', '%3D')}&word=pick%3A{item}%3A1&page=1")
            )
    dice.shuffle(lines)
    return lines


def votes(environment: dict[str, str], seen: dict[str, Any], seconds: float) -> None:
    import http.client

    with served(environment) as server:
        site, pids, dice = f"http://127.0.0.1:{PORT}", processes_of(server.pid), Random(5)
        health = load(f"{site}/healthz", pids, seconds)
        lines = vote_lines(seen, hot=False, dice=dice)
        lone, before, connection = [], processor_time(pids), http.client.HTTPConnection("127.0.0.1", PORT)
        for path, cookie, body in lines[:300]:
            begun = time.perf_counter()
            headers = {
                "Cookie": cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
                "Sec-Fetch-Site": "same-origin",
            }
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            lone.append(time.perf_counter() - begun)
        work = 1e3 * (processor_time(pids) - before) / len(lone)
        p50 = sorted(lone)[len(lone) // 2] * 1e3
        print(
            f"votes one by one    {in_ms(lone)}   work {work:.2f} ms, {work / health.work:.1f} times /healthz",
            flush=True,
        )
        for name, these in (
            ("16 clients, 50 lists", lines[300:]),
            ("16 clients, one list", vote_lines(seen, True, dice)),
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script, tempfile.NamedTemporaryFile("w") as file:
                script.write(VOTES_LUA)
                script.flush()
                file.writelines(f"{path} {cookie} {body}\n" for path, cookie, body in these)
                file.flush()
                got = load(site, pids, seconds, 16, *["-s", script.name], arguments=(file.name,))
            print(
                f"{name:<22}{got.rate:>7.0f} a second, {got.rate / health.rate:.3f} of /healthz; p50 {got.p50:.0f} ms, "
                f"p99 {got.p99:.0f} ms ({got.p99 / p50:.1f} times a lone vote); work {got.work:.2f} ms; "
                f"{got.failed} failed",
                flush=True,
            )
        print(f"memory of all processes: {memory(processes_of(server.pid)):.0f} MB")
    inside("check", environment)


def check() -> None:
    """Count what is left, and compare every list with its log."""
    own_site.set_up()
    from ranklore.ballots.recount.incremental import recount_list, uncounted_lists
    from ranklore.ballots.recount.verify import find_differences

    for list_id in uncounted_lists():
        recount_list(list_id)
    from ranklore.lists.models import RankedList

    ids = RankedList.objects.order_by("pk").values_list("pk", flat=True)[: CROWD_LISTS + 1]
    found = sum(len(find_differences(list_id)) for list_id in ids)
    print(f"recount --check of the lists that were voted on: {found} differences", flush=True)
    if found:
        sys.exit(1)


def inside(part: str, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, __file__, "--inside", part, *arguments], env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the site, a few seconds")
    parser.add_argument("--only", default="pages,votes")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside == "fill":
        return fill(int(options.arguments[0]), int(options.arguments[1]), options.arguments[2])
    if options.inside == "check":
        return check()
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
                if "votes" in options.only:
                    votes(environment, seen, seconds)
    return None


if __name__ == "__main__":
    main()
