"""Killed or concurrent processes and a locked database: no acknowledged vote is lost, and none counts twice."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection, connections

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount.incremental import recount_list, uncounted_lists
from ranklore.ballots.recount.verify import find_differences
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.site.tests.concurrency.processes import VOTING_SCRIPT, environment_for_process, start_voting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twelve(db):
    return create_list(title="Twelve", items=[NewItem(f"Item {n}") for n in range(12)])


def in_the_log(keys):
    return set(keys) <= {str(key) for key in Vote.objects.values_list("voter__key", flat=True)}


@pytest.mark.parametrize("after", [1, 7, 40])
def test_an_acknowledged_vote_survives_a_killed_process(twelve, after):
    with start_voting(twelve.slug, after, 100_000) as process:
        keys = [process.stdout.readline().strip() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        keys += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    assert len(keys) >= after and in_the_log(keys)
    recount_list(twelve.pk)  # counts what the killed process had not counted
    assert find_differences(twelve.pk) == []


def test_concurrent_processes_lose_no_vote_and_count_none_twice(twelve):
    processes = [start_voting(twelve.slug, seed, 25) for seed in range(3)]
    keys = []
    for process in processes:
        out, problems = process.communicate(timeout=120)
        assert process.returncode == 0, problems
        keys += out.split()
    assert len(keys) == 75 and in_the_log(keys)
    assert Vote.objects.count() == 75
    assert find_differences(twelve.pk) == []


def test_a_worker_recounts_while_votes_come_in(twelve, settings):
    environment = {**environment_for_process(), "RANKLORE_WORKER_FROM": "5"}
    worker = subprocess.Popen([sys.executable, "-m", "ranklore", "worker"], env=environment)
    command = [sys.executable, "-c", VOTING_SCRIPT, twelve.slug, "1", "30"]
    try:
        subprocess.run(command, env=environment, check=True, timeout=120, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while uncounted_lists() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        worker.terminate()
        assert worker.wait(timeout=20) == 0
    assert Board.objects.get().counted_version == Vote.objects.latest("pk").pk
    assert find_differences(twelve.pk) == []


def test_a_worker_stops_when_its_site_stops():
    """The shell that starts the worker is its companion. When the shell ends, so does the worker."""
    script = f'"{sys.executable}" -m ranklore worker --with $$ & echo $!; sleep 2'
    out = subprocess.run(
        ["bash", "-c", script], env=environment_for_process(), capture_output=True, text=True, timeout=60, check=True
    )
    pid, until = int(out.stdout.split()[0]), time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the worker outlived its companion")


def held_for(seconds: float, board_of: int) -> threading.Thread:
    """Lock the list's board (on SQLite: the whole database) from another connection for some seconds."""
    holding = threading.Event()

    def hold() -> None:
        from django.db import transaction

        from ranklore.ballots.recount.publishing import lock_board

        with transaction.atomic():
            lock_board(board_of)
            holding.set()
            time.sleep(seconds)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(10)
    return thread


def form_for(songs, name):
    item = songs.items.get(name=name)
    ids = list(songs.items.order_by("start_place").values_list("pk", flat=True))
    return {"word": f"pick:{item.pk}:1", "exposure": exposure_token(songs.pk, ids), "page": "1"}


def test_a_vote_waits_for_a_lock_and_then_counts(songs, client):
    other = held_for(1.0, songs.pk)
    assert client.post(f"/l/{songs.slug}/vote", form_for(songs, "Dust")).status_code == 303
    other.join()
    assert Standing.objects.get(item__name="Dust").votes == 1
    assert find_differences(songs.pk) == []


def test_a_vote_that_waits_too_long_gets_an_error_and_changes_nothing(songs, client, monkeypatch):
    if connection.vendor == "sqlite":  # on SQLite, writers of one process also wait for each other
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    patience = "PRAGMA busy_timeout = 200" if connection.vendor == "sqlite" else "SET lock_timeout = '200ms'"
    with connection.cursor() as cursor:
        cursor.execute(patience)
    other = held_for(2.5, songs.pk)
    try:
        response = client.post(f"/l/{songs.slug}/vote", form_for(songs, "Dust"))
    finally:
        other.join()
        connection.close()
    assert response.status_code == 503 and response["Retry-After"]
    assert "Nothing was changed" in response.content.decode()
    assert not Vote.objects.exists()
