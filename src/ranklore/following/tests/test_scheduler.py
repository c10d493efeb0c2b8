"""The worker collects events every few seconds and sends digests in short runs, so that counting does not wait."""

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
    """The jobs that ran, in order. The first run of digests sends one."""
    done = []
    monkeypatch.setattr(scheduler, "collect_events", lambda now: done.append("collect"))
    monkeypatch.setattr(scheduler, "collect_rank_changes", lambda now: done.append("rank changes"))
    monkeypatch.setattr(scheduler, "send_digests", lambda max_seconds: done.append(max_seconds) or len(done) < 4)
    return done


def test_each_job_runs_when_it_is_due(done):
    worker = FollowingScheduler(NOW)
    worker.run_due(NOW)
    assert done == ["collect", "rank changes", SEND_SECONDS_MAX]
    worker.run_due(NOW + timedelta(seconds=1))  # something was sent, so there may be more
    assert done[3:] == ["rank changes", SEND_SECONDS_MAX]
    worker.run_due(NOW + timedelta(seconds=2))
    assert len(done) == 5
    worker.run_due(NOW + COLLECT_INTERVAL)
    assert done[5:] == ["collect"]
    worker.run_due(NOW + timedelta(seconds=1) + SEND_INTERVAL)
    assert done[6:] == ["collect", "rank changes", SEND_SECONDS_MAX]


def test_an_error_is_logged_and_does_not_stop_the_worker(done, monkeypatch, caplog):
    def fail(error):
        def fail(now):
            raise error

        monkeypatch.setattr(scheduler, "collect_events", fail)

    fail(ValueError("odd"))
    worker = FollowingScheduler(NOW)
    worker.run_due(NOW)
    assert "notifications failed and will be tried again" in caplog.text
    worker.run_due(NOW + timedelta(seconds=1))
    assert done == ["rank changes", SEND_SECONDS_MAX]
    fail(OperationalError("away"))
    with pytest.raises(OperationalError):
        worker.run_due(NOW + COLLECT_INTERVAL)


def test_expired_events_are_deleted(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    call_command("worker", "--once")
    assert count_unread(ada) == 1
    delete_expired(datetime.now(UTC) + timedelta(days=400))
    assert count_unread(ada) == 0


def test_the_worker_command_sends_digests(capsys):
    call_command("worker", "--digests")
    assert capsys.readouterr().out == "Digests sent: 0\n"
