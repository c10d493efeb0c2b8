"""The `ranklore` command as an operator runs it, with its own process, database and port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a new site on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    return {**kept, "RANKLORE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ranklore.site.settings"}


def ranklore(home: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ranklore", *words],
        env=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_site_starts_answers_and_keeps_its_data(home):
    assert "Created the demo list" in ranklore(home, "demo").stdout
    port = free_port()
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-m", "ranklore", "serve", "--port", str(port)],
            env=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as server:
            try:
                said = next(line for line in server.stdout if "Ranklore is at" in line)
                assert f"http://127.0.0.1:{port}/" in said
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read().decode()
                assert "Most depressing Vocaloid songs" in page
            finally:
                server.terminate()
                server.wait(timeout=20)
    assert "The published figures match the vote log" in ranklore(home, "recount", "--check").stdout


def test_another_server_can_load_the_site(home):
    """It knows only the name of the WSGI application."""
    env = {name: value for name, value in home.items() if name != "DJANGO_SETTINGS_MODULE"}
    load = [sys.executable, "-c", "from ranklore.site.wsgi import application; print(callable(application))"]
    done = subprocess.run(load, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr


def test_the_secret_key_is_made_once_and_readable_only_by_its_owner(home):
    print_key = ("shell", "-v", "0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    said = ranklore(home, *print_key).stdout
    file = Path(home["RANKLORE_HOME"]) / "secret-key"
    first = file.read_text()
    assert file.stat().st_mode & 0o077 == 0 and len(first) > 40 and said == f"{first}\n"
    assert ranklore(home, *print_key).stdout == said
    assert file.read_text() == first
    assert [each.name for each in file.parent.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("words", [("--help",), ("serve", "--help"), ("makemigrations", "core", "--check"), ("check",)])
def test_a_command_that_needs_no_data_writes_none(home, words):
    home["RANKLORE_HOME"] += "/new"
    assert ranklore(home, *words).returncode == 0
    assert not Path(home["RANKLORE_HOME"]).exists()


def test_an_import_of_the_settings_writes_nothing(home):
    home["RANKLORE_HOME"] += "/new"
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], env=home, check=True, timeout=60)
    assert not Path(home["RANKLORE_HOME"]).exists()


def test_the_first_migration_makes_the_folder_of_the_data(home):
    home["RANKLORE_HOME"] += "/new/er"
    assert ranklore(home, "migrate", "-v", "0").returncode == 0
    assert (Path(home["RANKLORE_HOME"]) / "ranklore.sqlite3").exists()


def test_concurrent_first_starts_use_the_same_secret_key(home):
    code = "import django, os; from ranklore.site import settings; print(settings.SECRET_KEY)"
    starts = [
        subprocess.Popen([sys.executable, "-c", code], env=home, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert len({start.communicate(timeout=60)[0] for start in starts}) == 1


def test_an_acknowledged_vote_survives_a_killed_process(home):
    """A process casts votes one by one and is killed. Every vote it acknowledged is in the log."""
    ranklore(home, "demo")
    code = (
        "import django; django.setup()\n"
        "from ranklore.ballots.actions.votes import cast_vote\n"
        "from ranklore.lists.models import Item\n"
        "from ranklore.people.models import Voter\n"
        "item = Item.objects.first()\n"
        "while True:\n"
        "    voter = Voter.objects.create()\n"
        "    cast_vote(voter=voter, item=item)\n"
        "    print(voter.pk, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], env=home, stdout=subprocess.PIPE, text=True) as voting:
        answered = [int(next(voting.stdout)) for _ in range(20)]
        time.sleep(0.05)
        voting.kill()
        answered += [int(line) for line in voting.stdout if line.endswith("\n")]
    count = "import django; django.setup()\nfrom ranklore.ballots.models import Vote\n"
    count += f"print(Vote.objects.filter(voter__in={answered}).count())"
    found = subprocess.run([sys.executable, "-c", count], env=home, capture_output=True, text=True, check=True).stdout
    assert int(found) == len(answered)
    ranklore(home, "recount")
    assert "The published figures match the vote log" in ranklore(home, "recount", "--check").stdout


def test_an_address_that_is_in_use_is_refused(home):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        refused = ranklore(home, "serve", "--port", str(listener.getsockname()[1]))
    assert refused.returncode == 1
    assert "Choose another port with --port or PORT" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("port", ["99999", "x"])
def test_an_invalid_port_is_refused(home, port):
    refused = ranklore(home, "serve", "--port", port)
    assert refused.returncode > 0
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"RANKLORE_HOME": "/proc/nowhere"}, "set RANKLORE_HOME"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "Database error"),
        ({"DATABASE_URL": "bogus"}, "Invalid settings"),
    ],
)
@pytest.mark.parametrize("words", [("demo",), ("recount", "--check")])
def test_a_wrong_setting_gets_an_error_without_a_traceback(home, setting, sentence, words):
    refused = ranklore({**home, **setting}, *words)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_recount_check_works_without_a_database(home):
    assert "Checked 0 lists" in ranklore(home, "recount", "--check").stdout


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux says how many threads there are")
def test_numpy_uses_one_thread(home):
    script = """
import os, django
django.setup()
import numpy
numpy.ones((900, 900)) @ numpy.ones((900, 900))
print(len(os.listdir("/proc/self/task")))
"""
    told = subprocess.run([sys.executable, "-c", script], env=home, capture_output=True, text=True, check=True)
    assert told.stdout == "1\n"
