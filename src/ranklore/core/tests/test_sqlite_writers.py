"""Writers of one process come one after the other, and every one comes."""

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


def test_many_writers_all_come(db):
    in_threads(*[lambda: write(5)] * 16)
    assert Voter.objects.filter(name="1").count() == 80


def test_a_writer_that_fails_lets_the_next_one_in(db):
    def fail():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            Voter.objects.create()
            raise ZeroDivisionError

    in_threads(fail, fail, write)
    fail()
    write()
    assert Voter.objects.count() == 2


def test_what_runs_on_commit_may_write(db):
    with transaction.atomic():
        transaction.on_commit(write)
    in_threads(write)
    assert Voter.objects.count() == 2


def test_a_connection_that_closes_within_a_transaction_gives_up_its_turn(db):
    def leave():
        with transaction.atomic():
            Voter.objects.create()
            connection.close()

    in_threads(leave)
    in_threads(write)
    assert Voter.objects.count() == 1
