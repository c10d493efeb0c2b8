"""The worker looks after followers every few seconds, and sends in short spells so that counting does not wait."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError

from ranklore.discussion.tests.make import make_comment
from ranklore.following.jobs import scheduler
from ranklore.following.jobs.scheduler import (
    COLLECT_INTERVAL,
    SEND_INTERVAL,
    SEND_SECONDS_MAX,
    FollowingScheduler,
    delete_expired,
)
from ranklore.following.queries.events import count_unread
from ranklore.following.tests.factories import follow_rows

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch):
    """What was done, in order; each spell of sending sends one."""
    done = []
    monkeypatch.setattr(scheduler.event_collector, "collect_events", lambda now: done.append("gather"))
    monkeypatch.setattr(scheduler, "collect_rank_changes", lambda now: done.append("moves"))
    monkeypatch.setattr(scheduler.digest_run, "send_digests", lambda lasts: done.append(lasts) or len(done) < 4)
    return done


def test_each_is_done_in_its_time(done):
    worker = FollowingScheduler(NOW)
    worker.look(NOW)
    assert done == ["gather", "moves", SEND_SECONDS_MAX]
    worker.look(NOW + timedelta(seconds=1))  # something was sent, so there may be more
    assert done[3:] == ["moves", SEND_SECONDS_MAX]
    worker.look(NOW + timedelta(seconds=2))
    assert len(done) == 5
    worker.look(NOW + COLLECT_INTERVAL)
    assert done[5:] == ["gather"]
    worker.look(NOW + timedelta(seconds=1) + SEND_INTERVAL)
    assert done[6:] == ["gather", "moves", SEND_SECONDS_MAX]


def test_what_goes_wrong_waits_for_the_next_look_and_stops_no_worker(done, monkeypatch, caplog):
    def fail(error):
        def fail(now):
            raise error

        monkeypatch.setattr(scheduler.event_collector, "collect_events", fail)

    fail(ValueError("odd"))
    worker = FollowingScheduler(NOW)
    worker.look(NOW)
    assert "followers wait for the next look" in caplog.text
    worker.look(NOW + timedelta(seconds=1))
    assert done == ["moves", SEND_SECONDS_MAX]
    fail(OperationalError("away"))
    with pytest.raises(OperationalError):
        worker.look(NOW + COLLECT_INTERVAL)


def test_the_night_forgets(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    call_command("worker", "--once")
    assert count_unread(ada) == 1
    delete_expired(datetime.now(UTC) + timedelta(days=400))
    assert count_unread(ada) == 0


def test_the_command_sends_what_is_due(capsys):
    call_command("worker", "--digests")
    assert capsys.readouterr().out == "Digests sent: 0\n"
