"""The worker recounts pending lists. A list that cannot be ranked does not stop it or keep it busy."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from ranklore.ballots.actions import votes
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Board
from ranklore.ballots.recount import counting
from ranklore.ballots.recount.incremental import uncounted_lists
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.ranking import NotConverged
from ranklore.site.jobs import nightly, pending_recounts, surges
from ranklore.site.jobs.pending_recounts import RECOUNT_INTERVAL_SECONDS, RETRY_AFTER_SECONDS, recount_pending
from ranklore.site.jobs.surges import (
    FEW_VOTES,
    FEW_VOTES_WAIT_SECONDS,
    LOOK_INTERVAL_SECONDS,
    VOTED_ON_FOR,
    look_for_surges,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_to_the_worker(monkeypatch):
    monkeypatch.setattr(votes, "recount_after_vote", lambda list_id: False)


@pytest.fixture
def fits(monkeypatch):
    """One entry for each fit that was tried. No fit converges."""
    fits = []

    def no_answer(*args, **kwargs):
        fits.append(1)
        raise NotConverged("no mode")

    monkeypatch.setattr(counting, "fit", no_answer)
    return fits


def test_pending_lists_are_recounted(songs, ben, left_to_the_worker):
    cast_vote(voter=ben, item=songs.items.first())
    assert list(uncounted_lists()) == [songs.pk]
    recount_pending({})
    assert not uncounted_lists()


def at(moment):
    return lambda: moment


def test_a_list_that_cannot_be_ranked_is_retried_with_its_next_vote_or_later(songs, ada, ben, left_to_the_worker, fits):
    cast_vote(voter=ben, item=songs.items.first())
    tried = recount_pending({}, at(10.0))
    for now in (10.5, 11.0, 10.0 + RETRY_AFTER_SECONDS - 1):
        tried = recount_pending(tried, at(now))
    assert len(fits) == 1
    tried = recount_pending(tried, at(10.0 + RETRY_AFTER_SECONDS))
    assert len(fits) == 2
    cast_vote(voter=ada, item=songs.items.first())
    recount_pending(tried, at(11.0 + RETRY_AFTER_SECONDS))
    assert len(fits) == 3


def test_a_busy_list_is_counted_once_a_second(songs, ada, ben, cy, left_to_the_worker):
    counted = {}
    for voter, now in ((ada, 10.0), (ben, 10.5), (cy, 10.9)):
        cast_vote(voter=voter, item=songs.items.first())
        counted = recount_pending(counted, at(now))
    assert Board.objects.get().voters == 1 and list(uncounted_lists()) == [songs.pk]
    recount_pending(counted, at(10.0 + RECOUNT_INTERVAL_SECONDS))
    assert Board.objects.get().voters == 3 and not uncounted_lists()


def test_the_list_that_waits_longest_comes_first(songs, ben, left_to_the_worker, monkeypatch):
    lists = [songs, *(create_list(title=f"List {n}", items=[NewItem("One"), NewItem("Two")]) for n in range(2))]
    for ranked_list in lists:
        cast_vote(voter=ben, item=ranked_list.items.first())
    first, second, third = (ranked_list.pk for ranked_list in lists)
    counted, seconds = [], iter(range(10))
    monkeypatch.setattr(pending_recounts, "recount_list", counted.append)
    attempts = recount_pending({first: (0, -5.0), second: (0, -7.0)}, lambda: next(seconds), max_seconds=3)
    assert counted == [third, second]  # then there was no more time
    recount_pending(attempts, at(3.0))
    assert counted[2] == first


def test_other_lists_are_recounted_when_one_cannot_be_ranked(songs, ben, left_to_the_worker, monkeypatch):
    fit, other = counting.fit, create_list(title="Other", items=[NewItem("One"), NewItem("Two"), NewItem("Three")])

    def no_answer_for_songs(tally, *args, **kwargs):
        if tally.n_items == 5:
            raise NotConverged("no mode")
        return fit(tally, *args, **kwargs)

    monkeypatch.setattr(counting, "fit", no_answer_for_songs)
    for ranked_list in (songs, other):
        cast_vote(voter=ben, item=ranked_list.items.first())
    recount_pending({})
    assert list(uncounted_lists()) == [songs.pk]
    assert Board.objects.get(pk=other.pk).voters == 1


def test_a_failed_nightly_job_does_not_stop_the_others(db, monkeypatch, caplog):
    def goes_wrong(*args):
        raise OperationalError("canceling statement")

    done = []
    monkeypatch.setattr(nightly, "close_old_connections", lambda: None)  # the test is within a transaction
    monkeypatch.setattr(nightly, "rebuild_lists_voted_since", goes_wrong)
    monkeypatch.setattr(nightly, "delete_unverified_accounts", lambda now: done.append("accounts"))
    monkeypatch.setattr(nightly, "delete_expired", lambda now: done.append("events"))
    with pytest.raises(CommandError, match="maintain_lists"):
        call_command("worker", "--nightly")
    assert done == ["accounts", "events"]
    assert "maintain_lists failed and will run again next night" in caplog.text


@pytest.fixture
def looked_at(monkeypatch):
    """The lists that were looked at for surges."""
    looked_at = []
    monkeypatch.setattr(surges, "update_incidents", looked_at.append)
    return looked_at


def test_lists_with_new_votes_are_looked_at_for_surges(songs, ada, ben, looked_at):
    now = timezone.now()
    looks = look_for_surges(now, {}, at(10.0))
    assert looked_at == []
    cast_vote(voter=ben, item=songs.items.first())
    looks = look_for_surges(now, looks, at(20.0))
    looks = look_for_surges(now, looks, at(990.0))  # no new vote
    assert looked_at == [songs.pk]
    crowd_for(songs.items.first(), FEW_VOTES)
    looks = look_for_surges(now, looks, at(990.5))
    assert looked_at == [songs.pk] * 2
    crowd_for(songs.items.last(), FEW_VOTES)
    looks = look_for_surges(now, looks, at(991.0))
    assert looked_at == [songs.pk] * 2  # a moment ago
    look_for_surges(now, looks, at(990.5 + LOOK_INTERVAL_SECONDS))
    assert looked_at == [songs.pk] * 3


def test_a_list_with_few_new_votes_is_looked_at_later(songs, ada, ben, looked_at):
    now = timezone.now()
    cast_vote(voter=ben, item=songs.items.first())
    looks = look_for_surges(now, {}, at(10.0))
    crowd_for(songs.items.first(), FEW_VOTES - 1)
    looks = look_for_surges(now, looks, at(10.0 + LOOK_INTERVAL_SECONDS))
    assert looked_at == [songs.pk]
    look_for_surges(now, looks, at(10.0 + FEW_VOTES_WAIT_SECONDS))
    assert looked_at == [songs.pk] * 2


def test_a_worker_that_starts_looks_at_the_lists_of_the_last_day(songs, ben, looked_at):
    cast_vote(voter=ben, item=songs.items.first())
    look_for_surges(timezone.now() + 2 * VOTED_ON_FOR, {})
    assert looked_at == []
    look_for_surges(timezone.now(), {})
    assert looked_at == [songs.pk]


def test_a_look_that_fails_does_not_stop_the_others(songs, ben, monkeypatch, caplog):
    other = create_list(title="Other", items=[NewItem("Fog")])
    for each in (songs, other):
        cast_vote(voter=ben, item=each.items.first())
    looked_at = []

    def look(list_id):
        looked_at.append(list_id)
        raise OperationalError("the database is away")

    monkeypatch.setattr(surges, "update_incidents", look)
    look_for_surges(timezone.now(), {})
    assert sorted(looked_at) == sorted([songs.pk, other.pk])
    assert "could not look for surges" in caplog.text


def test_other_duties_come_first_after_a_while(songs, ben, looked_at):
    other = create_list(title="Other", items=[NewItem("Fog")])
    for each in (songs, other):
        cast_vote(voter=ben, item=each.items.first())
    clock = iter([0.0, 0.0, 9.0, 9.0, 9.0])
    looks = look_for_surges(timezone.now(), {}, lambda: next(clock))
    assert len(looked_at) == 1
    look_for_surges(timezone.now(), looks, at(10.0))
    assert sorted(looked_at) == sorted([songs.pk, other.pk])
