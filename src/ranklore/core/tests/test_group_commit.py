"""Writes that wait for each other share a commit, and each keeps its own result or error."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from ranklore.core.database import group_commit
from ranklore.core.database.group_commit import commit_in_group
from ranklore.core.tests.threads import in_threads
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db(transaction=True)
only_on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL groups commits by itself")


def add(name):
    return commit_in_group(lambda: Voter.objects.create(name=name).name)


def fail():
    Voter.objects.create(name="taken back")
    raise ZeroDivisionError


def names():
    return sorted(Voter.objects.values_list("name", flat=True))


@pytest.fixture
def group(monkeypatch):
    """Call with functions: their writes wait, and then go into one group."""

    def run(*jobs):
        begun = transaction.atomic
        is_first = True

        def atomic(*args, **options):
            nonlocal is_first
            if is_first:  # the leader, about to begin: wait until all others are in the queue
                is_first = False
                while len(group_commit._queue) < len(jobs):
                    threading.Event().wait(0.005)
            return begun(*args, **options)

        with monkeypatch.context() as patched:
            patched.setattr(group_commit.transaction, "atomic", atomic)
            in_threads(*jobs)

    return run


def test_a_write_is_committed_when_it_returns(db):
    assert add("one") == "one" and names() == ["one"]
    assert not connection.in_atomic_block


@only_on_sqlite
def test_waiting_writes_share_one_transaction(group):
    transactions = []

    def write(name):
        Voter.objects.create(name=name)
        transactions.append(connection.connection)

    group(*[lambda name=str(n): commit_in_group(lambda: write(name)) for n in range(5)])
    assert names() == ["0", "1", "2", "3", "4"]
    assert len(set(map(id, transactions))) == 1


@only_on_sqlite
def test_an_error_takes_back_one_write_and_reaches_its_caller_only(group):
    refused = []

    def try_to_fail():
        with pytest.raises(ZeroDivisionError):
            commit_in_group(fail)
        refused.append(True)

    group(lambda: add("a"), try_to_fail, lambda: add("b"), try_to_fail)
    assert names() == ["a", "b"] and refused == [True, True]


@only_on_sqlite
def test_a_commit_that_fails_is_an_error_for_all(group, monkeypatch):
    failures = []

    def no_space():
        raise OperationalError("disk full")

    def try_to_add():
        monkeypatch.setattr(connection._connections[connection._alias], "commit", no_space)
        with pytest.raises(OperationalError, match="disk full"):
            add("lost")
        failures.append(True)

    group(*[try_to_add] * 3)
    assert failures == [True] * 3 and names() == []


@only_on_sqlite
def test_a_write_that_cannot_begin_is_not_left_for_others(db, monkeypatch):
    def locked(*args, **options):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(group_commit.transaction, "atomic", locked)
        with pytest.raises(OperationalError):
            add("never")
    assert add("next") == "next" and names() == ["next"]


def test_a_lone_write_that_fails_changes_nothing(db):
    with pytest.raises(ZeroDivisionError):
        commit_in_group(fail)
    assert names() == []


def test_within_a_transaction_it_is_part_of_it(db):
    with transaction.atomic():
        add("one")
        transaction.set_rollback(True)
    assert names() == []


def test_many_writers_lose_nothing(db):
    in_threads(*[lambda n=n: [add(f"{n}-{m}") for m in range(5)] for n in range(8)])
    assert len(names()) == 40
