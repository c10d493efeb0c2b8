"""Writers in one process take turns, and each of them gets its turn."""

import contextlib

import pytest
from django.db import connection, transaction

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
