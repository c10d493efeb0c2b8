"""The cast of every test: ada owns the list, ben votes, cy and dee come when they are needed, a visitor only reads."""

import itertools
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.test import Client

from ranklore.ballots.recount.kept_counts import clear_kept_counts
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.models import Voter

BROWSER_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL_HINT = "The browser tests need Chromium: install it (Debian: apt install chromium), then run them again."
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_xdist_auto_num_workers() -> int:
    """Half a worker more than there are cores: a browser test waits for half of its time."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture
def ada(db: Any) -> Voter:
    return Voter.objects.create(name="ada")


@pytest.fixture
def ben(db: Any) -> Voter:
    return Voter.objects.create(name="ben")


@pytest.fixture
def cy(db: Any) -> Voter:
    return Voter.objects.create(name="cy")


@pytest.fixture
def songs(ada: Voter) -> RankedList:
    """ada's list of five songs, pasted in this order: Alone, Bells, Cold, Dust, Echo."""
    items = [NewItem(name, ("Mika",)) for name in ("Alone", "Bells", "Cold", "Dust", "Echo")]
    return create_list(title="Saddest songs", prompt="Which one hurts?", items=items, voter=ada, is_pasted=True)


@pytest.fixture
def client_of() -> Callable[[Voter], Client]:
    """A browser that is signed as this voter."""

    def client_of(voter: Voter) -> Client:
        from django.http import HttpResponse

        response = HttpResponse()
        set_guest_cookie(response, voter.key, secure=False)
        client = Client()
        client.cookies[GUEST_COOKIE] = response.cookies[GUEST_COOKIE].value
        return client

    return client_of


@pytest.fixture(autouse=True, scope="session")
def repeat_first_posts() -> Iterator[None]:
    """Let the test client do what browsers do: send a form again when the answer says so (307)."""
    post = Client.post

    def post_as_browser(client: Client, path: str, data: Any = None, *args: Any, **options: Any) -> Any:
        response = post(client, path, data, *args, **options)
        is_first = response.status_code == 307 and GUEST_COOKIE in response.cookies
        for file in data.values() if is_first and isinstance(data, dict) else ():
            if hasattr(file, "seek"):
                file.seek(0)
        return post(client, response.url, data, *args, **options) if is_first else response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "post", post_as_browser)
        yield


@pytest.fixture(autouse=True)
def forget_texts_within_a_transaction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL versions are counted when a transaction ends. Most tests are one transaction that never ends."""
    from ranklore.core.page_cache import versions

    marker = request.node.get_closest_marker("django_db")
    ends = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if connection.vendor == "postgresql" and not ends:
        changes = itertools.count()
        monkeypatch.setattr(versions, "read_texts_version", lambda list_id: ((list_id, next(changes)),))


@pytest.fixture(autouse=True)
def clear_process_caches() -> Iterator[None]:
    """Every test has a database of its own, so no tally and no names of another may be left in this process."""
    from ranklore.ballots.queries.compare import pair_selection
    from ranklore.ballots.queries.history import movers
    from ranklore.core.templatetags import kept
    from ranklore.discussion.queries import annotations
    from ranklore.lists.queries import duplicates
    from ranklore.site.queries import kept_texts, shared_rows

    yield
    movers.clear_past_ranks()
    kept_texts.clear_kept_texts()
    shared_rows.clear_kept_rows()
    kept.clear_kept_parts()
    cache.clear()
    clear_kept_counts()
    pair_selection.clear_cached_fits()
    annotations.clear_annotators()
    duplicates.clear_cache()


@pytest.fixture
def nonce() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": _find_browser(), "args": CHROMIUM_FLAGS}


def _find_browser() -> str | None:
    """An installed Chromium or Chrome; None for the one that Playwright keeps. Skips (in CI: fails) without any."""
    for name in BROWSER_COMMANDS:
        if path := shutil.which(name):
            return path
    got = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    if got.returncode == 0:
        return None
    if os.environ.get("CI"):
        pytest.fail(INSTALL_HINT, pytrace=False)
    pytest.skip(INSTALL_HINT)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Empty the tables quickly between tests, and drop the database at the end.

    On PostgreSQL a database cannot be dropped while a thread of the live server still holds a connection to it.
    """
    with pytest.MonkeyPatch.context() as patch:
        # It would create permissions that nothing uses, after every test with transactions of its own.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **options: None)
        yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
