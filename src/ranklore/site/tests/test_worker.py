"""The worker counts what waits, and is not stopped or kept busy by a list that cannot be ranked."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from ranklore.ballots import actions
from ranklore.ballots.actions import cast
from ranklore.ballots.models import Board
from ranklore.ballots.recount import counting, lists_to_count
from ranklore.lists.actions import NewItem, create_list
from ranklore.ranking import NotConverged
from ranklore.site import nightly
from ranklore.site.management.commands.worker import AGAIN_AFTER, count_what_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_to_the_worker(monkeypatch):
    monkeypatch.setattr(actions, "recount_after_vote", lambda list_id: False)


@pytest.fixture
def fits(monkeypatch):
    """How often a fit was tried; none finds an answer."""
    fits = []

    def no_answer(*args, **kwargs):
        fits.append(1)
        raise NotConverged("no mode")

    monkeypatch.setattr(counting, "fit", no_answer)
    return fits


def test_what_waits_is_counted(songs, ben, left_to_the_worker):
    cast(voter=ben, item=songs.items.first())
    assert list(lists_to_count()) == [songs.pk]
    count_what_waits({}, 0.0)
    assert not lists_to_count()


def test_a_list_that_cannot_be_ranked_is_tried_again_with_its_next_vote_or_after_a_while(
    songs, ada, ben, left_to_the_worker, fits
):
    cast(voter=ben, item=songs.items.first())
    tried = count_what_waits({}, 10.0)
    for now in (10.5, 11.0, 10.0 + AGAIN_AFTER - 1):
        tried = count_what_waits(tried, now)
    assert len(fits) == 1
    tried = count_what_waits(tried, 10.0 + AGAIN_AFTER)
    assert len(fits) == 2
    cast(voter=ada, item=songs.items.first())
    count_what_waits(tried, 10.5 + AGAIN_AFTER)
    assert len(fits) == 3


def test_the_others_are_counted_beside_it(songs, ben, left_to_the_worker, monkeypatch):
    fit, other = counting.fit, create_list(title="Other", items=[NewItem("One"), NewItem("Two"), NewItem("Three")])

    def no_answer_for_songs(tally, *args, **kwargs):
        if tally.n_items == 5:
            raise NotConverged("no mode")
        return fit(tally, *args, **kwargs)

    monkeypatch.setattr(counting, "fit", no_answer_for_songs)
    for ranked_list in (songs, other):
        cast(voter=ben, item=ranked_list.items.first())
    count_what_waits({}, 0.0)
    assert list(lists_to_count()) == [songs.pk]
    assert Board.objects.get(pk=other.pk).voters == 1


def test_a_duty_of_the_night_that_goes_wrong_leaves_no_other_undone(db, monkeypatch, caplog):
    def goes_wrong(*args):
        raise OperationalError("canceling statement")

    done = []
    monkeypatch.setattr(nightly, "close_old_connections", lambda: None)  # the test is within a transaction
    monkeypatch.setattr(nightly, "rebuild_voted_since", goes_wrong)
    monkeypatch.setattr(nightly, "forget_unproven", lambda now: done.append("accounts"))
    monkeypatch.setattr(nightly, "forget_old", lambda now: done.append("news"))
    with pytest.raises(CommandError, match="care_for_lists"):
        call_command("worker", "--nightly")
    assert done == ["accounts", "news"]
    assert "care_for_lists is left for the next night" in caplog.text
