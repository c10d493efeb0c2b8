"""Writers take turns, in one process and among processes, and each of them gets its turn."""

import contextlib
import fcntl
import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from ranklore.core.tests.threads import in_threads
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db(transaction=True)


def write(times=1):
    for _ in range(times):
        with transaction.atomic():
            voter = Voter.objects.create(name="0")
            voter.name = str(int(voter.name) + 1)
            voter.save()


def test_many_writers_all_get_their_turn(db):
    in_threads(*[lambda: write(5)] * 16)
    assert Voter.objects.filter(name="1").count() == 80


def test_a_failed_writer_releases_the_lock(db):
    def fail():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            Voter.objects.create()
            raise ZeroDivisionError

    in_threads(fail, fail, write)
    fail()
    write()
    assert Voter.objects.count() == 2


def test_an_on_commit_function_may_write(db):
    with transaction.atomic():
        transaction.on_commit(write)
    in_threads(write)
    assert Voter.objects.count() == 2


def test_closing_a_connection_in_a_transaction_releases_the_lock(db):
    def close_in_transaction():
        with transaction.atomic():
            Voter.objects.create()
            connection.close()

    in_threads(close_in_transaction)
    in_threads(write)
    assert Voter.objects.count() == 1


only_on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")


@pytest.fixture
def other_process():
    """Holds the lock of writing, as another process would."""
    with Path(f"{connection.settings_dict['NAME']}-turn").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@only_on_sqlite
def test_a_writer_waits_for_another_process(db, other_process):
    writer = threading.Thread(target=in_threads, args=(write,))
    writer.start()
    writer.join(0.2)
    assert writer.is_alive() and not Voter.objects.exists()
    fcntl.flock(other_process, fcntl.LOCK_UN)
    writer.join(30)
    assert Voter.objects.count() == 1


@only_on_sqlite
def test_a_process_that_never_ends_its_turn_is_not_waited_for_without_end(db, other_process, monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    with pytest.raises(OperationalError, match="locked"):
        write()
    fcntl.flock(other_process, fcntl.LOCK_UN)
    write()
    assert Voter.objects.count() == 1
