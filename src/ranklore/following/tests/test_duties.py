"""The worker looks after followers every few seconds, and sends in short spells so that counting does not wait."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError

from ranklore.discussion.tests.make import said
from ranklore.following import duties
from ranklore.following.duties import GATHERS_EVERY, SENDS_EVERY, SENDS_FOR, Duties, forget_old
from ranklore.following.queries import count_unread
from ranklore.following.tests.make import follows

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch):
    """What was done, in order; each spell of sending sends one."""
    done = []
    monkeypatch.setattr(duties.gathering, "gather", lambda now: done.append("gather"))
    monkeypatch.setattr(duties, "gather_moves", lambda now: done.append("moves"))
    monkeypatch.setattr(duties.digests, "send_digests", lambda lasts: done.append(lasts) or len(done) < 4)
    return done


def test_each_is_done_in_its_time(done):
    worker = Duties(NOW)
    worker.look(NOW)
    assert done == ["gather", "moves", SENDS_FOR]
    worker.look(NOW + timedelta(seconds=1))  # something was sent, so there may be more
    assert done[3:] == ["moves", SENDS_FOR]
    worker.look(NOW + timedelta(seconds=2))
    assert len(done) == 5
    worker.look(NOW + GATHERS_EVERY)
    assert done[5:] == ["gather"]
    worker.look(NOW + timedelta(seconds=1) + SENDS_EVERY)
    assert done[6:] == ["gather", "moves", SENDS_FOR]


def test_what_goes_wrong_waits_for_the_next_look_and_stops_no_worker(done, monkeypatch, caplog):
    def fail(error):
        def fail(now):
            raise error

        monkeypatch.setattr(duties.gathering, "gather", fail)

    fail(ValueError("odd"))
    worker = Duties(NOW)
    worker.look(NOW)
    assert "followers wait for the next look" in caplog.text
    worker.look(NOW + timedelta(seconds=1))
    assert done == ["moves", SENDS_FOR]
    fail(OperationalError("away"))
    with pytest.raises(OperationalError):
        worker.look(NOW + GATHERS_EVERY)


def test_the_night_forgets(dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    call_command("worker", "--once")
    assert count_unread(ada) == 1
    forget_old(datetime.now(UTC) + timedelta(days=400))
    assert count_unread(ada) == 0


def test_the_command_sends_what_is_due(capsys):
    call_command("worker", "--digests")
    assert capsys.readouterr().out == "0 sent\n"
