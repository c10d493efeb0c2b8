"""What a vote costs: the count after one more vote, the way from the button to the new place, and many voters at once.

    python bench/votes.py [--quick] [--votes 1000,10000,100000,1000000] [--only count,page,crowd]

Every part works on a database of its own: SQLite in a new folder, and PostgreSQL when DATABASE_URL_POSTGRES is set (a
database of its own is made there and dropped). The crowd's acknowledged votes are all looked up in the log afterwards.
"""

import argparse
import http.client
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from own_site import database, in_ms, kinds, set_up

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
ITEMS, SHOWN, PICKS_EACH = 100, 25, 10
NO_LIMITS = "votes=999999/s,guests=999999/s"  # all clients of the bench have one address


def inside(part: str, environment: dict[str, str], *arguments: str) -> None:
    """Run a part of this file as a process of its own, with the site's settings."""
    subprocess.run([sys.executable, __file__, "--inside", part, *arguments], env=environment, check=True)


def make_list(title: str, n_items: int = ITEMS) -> Any:
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem

    return create_list(title=title, items=[NewItem(f"Item {n}") for n in range(1, n_items + 1)])


def votes_on(ranked_list: Any, n_votes: int, seed: int = 1) -> Iterator[Any]:
    """Voters who each pick the ten they like best of a page of 25; the first items are better."""
    from ranklore.ballots.models import Vote
    from ranklore.people.models import Voter

    dice = Random(seed)
    ids = list(ranked_list.items.order_by("start_place").values_list("pk", flat=True))
    voters = Voter.objects.bulk_create((Voter() for _ in range(-(-n_votes // PICKS_EACH))), batch_size=5000)
    for voter in voters:
        shown = dice.sample(range(len(ids)), min(SHOWN, len(ids)))
        liked = sorted(shown, key=lambda n: n / len(ids) + dice.random())[:PICKS_EACH]
        page = [ids[n] for n in shown]
        for n in liked:
            yield Vote(voter=voter, item_id=ids[n], subject=str(ids[n]), shown=page)


def peak() -> float:
    """MiB this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def count(sizes: list[int], repeats: int) -> None:
    """One more vote on a list with so many, and the whole log again."""
    set_up()
    from ranklore.ballots.actions.vote_import import import_votes
    from ranklore.ballots.actions.votes import cast_vote
    from ranklore.ballots.recount.kept_counts import clear_kept_counts
    from ranklore.ballots.recount.rebuild import rebuild_list
    from ranklore.ballots.recount.verify import find_differences
    from ranklore.people.models import Voter

    print(
        f"\n{'votes':>9}  {'one more vote, from call to new place':<58}{'first of a process':>20}{'rebuild':>10}  peak"
    )
    for n_votes in sizes:
        ranked_list = make_list(f"List of {n_votes}")
        import_votes(ranked_list, votes_on(ranked_list, n_votes))
        items, dice = list(ranked_list.items.all()), Random(2)
        page = [item.pk for item in items[:SHOWN]]

        def one_more(items: Any = items, dice: Random = dice, page: list[int] = page) -> None:
            cast_vote(voter=Voter(), item=items[dice.randrange(SHOWN)], shown=page)

        clear_kept_counts()
        cold = timed(one_more)
        times = [timed(one_more) for _ in range(repeats)]
        again = timed(lambda ranked_list=ranked_list: rebuild_list(ranked_list.pk))
        assert find_differences(ranked_list.pk) == []
        print(f"{n_votes:>9}  {in_ms(times):<58}{1e3 * cold:>17.1f} ms{again:>8.1f} s  {peak():.0f} MiB", flush=True)


class Guest:
    """A browser: its cookies, one connection kept open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        if fields is not None and self.cookies:
            headers["HX-Request"] = "true"
        self.connection.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()

    def open(self, path: str) -> None:
        """Load the page as a whole; what its vote buttons send is kept."""
        _, page = self.ask("GET", path)
        if not self.cookies:
            self.ask("POST", "/guest", {})  # as the page does before its first vote
        form = dict(re.findall(r'form="words" name="(\w+)" value="([^"]*)"', page))
        self.forms = [form | {"word": word} for word in re.findall(r'name="word" value="(pick:\d+:1)"', page)]

    def vote(self, path: str, form: dict[str, str]) -> None:
        """From the click to the rows with the new place."""
        status, rows = self.ask("POST", f"{path}/vote", form)
        assert status == 200 and "You voted for" in rows, status


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [str(Path(sys.executable).with_name("ranklore")), "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                time.sleep(0.1)
                try:
                    Guest(port).ask("GET", "/healthz")
                    break
                except OSError:
                    continue
            yield
        finally:
            server.terminate()


def fill(lists: int, n_votes: int) -> None:
    set_up()
    from ranklore.ballots.actions.vote_import import import_votes

    for n in range(lists):
        ranked_list = make_list(f"Crowd {n}")
        import_votes(ranked_list, votes_on(ranked_list, n_votes, seed=n))


def page(environment: dict[str, str], kind: str, n_votes: int, clicks: int, port: int) -> None:
    """One voter after the other, each from the click to the new place."""
    inside("fill", environment, "1", str(n_votes))
    times = []
    with served(environment, port):
        dice = Random(3)
        for n in range(clicks):
            guest = Guest(port)
            guest.open("/l/crowd-0")
            form = dice.choice(guest.forms)
            begun = time.perf_counter()
            guest.vote("/l/crowd-0", form)
            if n >= 5:
                times.append(time.perf_counter() - begun)
    print(
        f"{kind:<11} {in_ms(times)}   ({len(times)} votes on a list of {ITEMS} items and {n_votes:,} votes)", flush=True
    )


def crowd(environment: dict[str, str], kind: str, lists: int, clients: int, seconds: float, port: int) -> None:
    """Many voters at once; every vote that was acknowledged must be in the log."""
    inside("fill", environment, str(lists), "1000")
    times: list[float] = []
    acknowledged: list[tuple[str, str]] = []
    failures: list[str] = []
    with served(environment, port):
        until = time.monotonic() + seconds

        def vote_on(client: int) -> None:
            dice = Random(client)
            while time.monotonic() < until:
                path = f"/l/crowd-{dice.randrange(lists)}"
                guest = Guest(port)
                try:
                    guest.open(path)
                    for form in dice.sample(guest.forms, 5):
                        begun = time.perf_counter()
                        guest.vote(path, form)
                        times.append(time.perf_counter() - begun)
                        acknowledged.append((guest.cookies["ranklore_voter"], form["word"].split(":")[1]))
                        if time.monotonic() >= until:
                            break
                except (OSError, AssertionError, http.client.HTTPException) as problem:
                    failures.append(repr(problem))

        begun = time.monotonic()
        voters = [threading.Thread(target=vote_on, args=(n,)) for n in range(clients)]
        for voter in voters:
            voter.start()
        for voter in voters:
            voter.join()
        took = time.monotonic() - begun
    print(
        f"{kind:<11} {len(times) / took:6.1f} votes/s   {in_ms(times)}   ({clients} clients, {lists} lists,"
        f" {len(failures)} failures)",
        flush=True,
    )
    for problem in sorted(set(failures))[:3]:
        print(f"            {problem}")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{cookie} {item}\n" for cookie, item in acknowledged)
        file.flush()
        inside("lookup", environment, file.name)


def lookup(path: str) -> None:
    """Whether every acknowledged vote is in the log, and the log agrees with what is published."""
    set_up()
    import uuid

    from django.core import signing

    from ranklore.ballots.models import Vote
    from ranklore.ballots.recount.incremental import recount_list
    from ranklore.ballots.recount.log import lists_with_votes
    from ranklore.ballots.recount.verify import find_differences

    acknowledged = [line.split() for line in Path(path).read_text().splitlines()]
    log = set(Vote.objects.values_list("voter__key", "item_id"))
    missing = sum(
        (uuid.UUID(hex=signing.loads(cookie, salt="ranklore.people.voter")), int(item)) not in log
        for cookie, item in acknowledged
    )
    for list_id in lists_with_votes():
        recount_list(list_id)
    found = sum(len(find_differences(list_id)) for list_id in lists_with_votes())
    print(
        f"            {len(acknowledged)} acknowledged, {missing} missing in the log, {found} differences", flush=True
    )
    if missing or found:
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, a few seconds")
    parser.add_argument("--votes", type=lambda text: [int(size) for size in text.split(",")], default=list(SIZES))
    parser.add_argument("--only", default="count,page,crowd")
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside == "fill":
        return fill(*map(int, options.arguments))
    if options.inside == "lookup":
        return lookup(*options.arguments)
    if options.inside == "count":
        return count([int(size) for size in options.arguments[1:]], int(options.arguments[0]))
    sizes, repeats, clicks, seconds = (
        ([1000, 10_000], 20, 30, 5.0) if options.quick else (options.votes, 100, 300, 30.0)
    )
    if "count" in options.only:
        for kind in kinds():
            with database(kind) as environment:
                print(f"\n{kind}: after one more vote on a list of {ITEMS} items")
                inside("count", environment, str(repeats), *map(str, sizes))
    if "page" in options.only:
        print("\nFrom the POST of a vote to the new place on the page, one worker process")
        for kind in kinds():
            with database(kind, RANKLORE_LIMITS=NO_LIMITS) as environment:
                page(environment, kind, max(sizes[:2]) * 10, clicks, options.port)
    if "crowd" in options.only:
        print("\nMany voters at once, one worker process")
        for kind in kinds():
            with database(kind, RANKLORE_LIMITS=NO_LIMITS) as environment:
                crowd(environment, kind, lists=50, clients=16, seconds=seconds, port=options.port)
    return None


if __name__ == "__main__":
    main()
