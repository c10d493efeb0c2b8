"""The log is the truth: standings and figures follow it, whoever counts."""

from collections import OrderedDict
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions import votes
from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.queries.turnout import turnout_of
from ranklore.ballots.recount import counting, incremental, kept_counts
from ranklore.ballots.recount.evidence import CountTerms
from ranklore.ballots.recount.incremental import recount_after_item_change, recount_list
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, standings
from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.ranking import NotConverged, Tally, publication

pytestmark = pytest.mark.django_db


def test_popular_items_come_first_and_ranks_have_ranges(voted):
    names = list(Standing.objects.order_by("position").values_list("item__name", flat=True))
    assert names[0] == "Alone" and names[-1] == "Echo"
    for at in Standing.objects.exclude(rank=None):
        assert 1 <= at.rank_low <= at.rank <= at.rank_high <= 5
    assert Standing.objects.get(item__name="Alone").rank_high < 5


def test_a_recount_saves_a_checkpoint_after_many_votes(voted):
    board = Board.objects.get()
    assert 0 < board.checkpoint_version < board.counted_version


def test_an_unreadable_checkpoint_is_reported_and_replaced(voted, ben, caplog):
    Board.objects.update(checkpoint=b"PK\x03\x04 and then nothing")
    assert "cannot be read" in "".join(find_differences(voted.pk))
    cast_vote(voter=ben, item=voted.items.first())
    assert "counting from the log" in caplog.text
    assert find_differences(voted.pk) == []


def test_a_new_budget_counts_every_ballot_again(voted, settings, ben):
    settings.VOTER_BUDGET = 0.5
    score = Standing.objects.get(rank=1).score
    cast_vote(voter=ben, item=voted.items.first())
    assert Standing.objects.get(rank=1).score < score
    assert Board.objects.get().budget == 0.5
    assert find_differences(voted.pk) == []


def test_votes_that_cannot_be_ranked_wait_in_the_log(voted, ben, monkeypatch, caplog):
    before = standings()

    def no_answer(*args, **kwargs):
        raise NotConverged("no mode")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "fit", no_answer)
        cast_vote(voter=ben, item=voted.items.first())
    assert standings() == before and "could not be ranked" in caplog.text
    assert "not counted yet" in find_differences(voted.pk)[0]
    recount_list(voted.pk)
    assert find_differences(voted.pk) == []


def test_a_new_item_is_in_the_spotlight_of_every_third_version_only(voted, ben, nonce, ada, monkeypatch):
    monkeypatch.setattr(publication, "SPOTLIGHT_MIN_VOTERS", 20)
    late = add_item(ranked_list=voted, voter=ben, name="Late", nonce=nonce)
    offered = []
    for on in (True, False) * 20:
        cast_vote(voter=ada, item=voted.items.first(), on=on)
        spotlight = Board.objects.get().spotlight
        offered.append(late.pk in spotlight)
        assert set(spotlight) - {late.pk} == {item.pk for item in voted.items.exclude(pk=late.pk)}
    assert 5 < sum(offered) < 22
    crowd_for(late, 4)
    assert late.pk in Board.objects.get().spotlight and Standing.objects.get(pk=late.pk).rank


def test_a_recount_without_new_votes_touches_nothing(voted):
    Standing.objects.filter(rank=1).update(votes=1000)
    recount_list(voted.pk)
    assert Standing.objects.get(rank=1).votes == 1000


def test_the_next_item_takes_the_rank_of_a_removed_one(voted):
    first, second = Standing.objects.order_by("position")[:2]
    before = turnout_of(voted.pk)
    remove_item(first.item)
    recount_after_item_change(first.item)
    assert turnout_of(voted.pk).votes == before.votes - first.votes
    assert find_differences(voted.pk) == []
    assert Standing.objects.get(rank=1).item_id == second.item_id
    restore_item(first.item)
    recount_after_item_change(first.item)
    assert turnout_of(voted.pk).votes == before.votes
    assert Standing.objects.get(rank=1).item_id == first.item_id
    assert find_differences(voted.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_tally_is_kept_for_the_next_vote_but_not_when_it_is_rolled_back(voted, ben, cy):
    item = voted.items.first()
    cast_vote(voter=ben, item=item)
    assert kept_counts._kept
    with transaction.atomic():
        cast_vote(voter=cy, item=item)
        transaction.set_rollback(True)
    cast_vote(voter=cy, item=voted.items.last())
    assert find_differences(voted.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_vote_uses_the_cached_tally(voted, ben):
    with CaptureQueriesContext(connection) as captured:
        cast_vote(voter=ben, item=voted.items.first())
    assert not [query["sql"] for query in captured if '"ballots_board"."checkpoint"' in query["sql"]]
    kept_counts.clear_kept_counts()
    with CaptureQueriesContext(connection) as captured:
        cast_vote(voter=ben, item=voted.items.last())
    assert len([query["sql"] for query in captured if '"ballots_board"."checkpoint"' in query["sql"]]) == 1
    assert find_differences(voted.pk) == []


def test_the_slower_worker_does_not_overwrite_newer_standings(voted, monkeypatch):
    """Another worker publishes between a count and its publication. The older count must not overwrite it."""
    publish, answers = incremental.publish_standings, []
    Board.objects.update(counted_version=0, checkpoint=None, voters=0)

    def publish_late(board, counted):
        if not answers:
            assert publish(board, counting.count_from_log(board))  # the other worker
        answers.append(publish(board, counted))
        return answers[-1]

    monkeypatch.setattr(incremental, "publish_standings", publish_late)
    recount_list(voted.pk)
    assert answers == [False]
    assert find_differences(voted.pk) == []


def test_a_count_is_discarded_if_votes_were_erased_meanwhile(voted, ben, monkeypatch):
    """The erasure sets the board back to the version that the count started from. The count still has ben's vote."""
    publish, overtaken = incremental.publish_standings, []
    with monkeypatch.context() as not_counted:
        not_counted.setattr(votes, "recount_after_vote", lambda list_id: False)
        cast_vote(voter=ben, item=voted.items.first())

    def publish_late(board, counted):
        if not overtaken:
            overtaken.append(board)
            erase_votes(voter=ben)
        return publish(board, counted)

    monkeypatch.setattr(incremental, "publish_standings", publish_late)
    recount_list(voted.pk)
    assert Board.objects.get().counted_version == Vote.objects.latest("pk").pk
    assert find_differences(voted.pk) == []


@contextmanager
def another_process():
    """What this process keeps of counts is as it was before, as if another one had done what is inside."""
    kept = OrderedDict(kept_counts._kept)
    kept_counts.clear_kept_counts()
    yield
    kept_counts.clear_kept_counts()
    kept_counts._kept.update(kept)


@pytest.mark.django_db(transaction=True)
def test_counts_of_another_process_are_not_overwritten_with_older_ones(voted, ben, cy, ada):
    first, *_, last = voted.items.all()
    cast_vote(voter=ben, item=last)
    assert len(kept_counts._kept) == 1
    with another_process():
        cast_vote(voter=cy, item=last)
        cast_vote(voter=cy, item=first, kind=Vote.Kind.DOWN)
    cast_vote(voter=ada, item=last)
    assert find_differences(voted.pk) == []
    with another_process():
        remove_item(first)
        recount_after_item_change(first)
    assert kept_counts.take_count(Board.objects.get()) is None  # the version is the same, what is published is not
    with another_process():
        rebuild_list(voted.pk)
    cast_vote(voter=ada, item=last, on=False)
    assert find_differences(voted.pk) == []


def test_counts_are_kept_by_memory(songs, monkeypatch):
    boards = [Board(list_id=n, checkpoint_version=0, version=5) for n in range(4)]
    count = kept_counts.KeptCount.of(5, Tally(20), kept_counts.PublishedState())
    monkeypatch.setattr(kept_counts, "KEPT_BYTES_MAX", 2 * count.nbytes)
    for board in boards:
        kept_counts.keep_count(board.pk, board.epoch, CountTerms.of(board), count)
    assert [kept_counts.take_count(board) is not None for board in boards] == [False, False, True, True]
