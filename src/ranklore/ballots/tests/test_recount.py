"""The log is the truth: standings and figures can be thrown away and made again."""

import io
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ranklore.ballots import actions
from ranklore.ballots import recount as recounting
from ranklore.ballots.actions import cast, erase_votes
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.queries import turnout_of
from ranklore.ballots.recount import differences, item_came_or_went, rebuild, recount
from ranklore.lists.actions import add_item, remove_item, restore_item
from ranklore.people.models import Voter
from ranklore.ranking import NotConverged, Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted(songs):
    """Two hundred casts of forty voters, some of them changing their minds; the first items are liked more."""
    dice, items = random.Random(1), list(songs.items.all())
    voters = [Voter.objects.create() for _ in range(40)]
    for _ in range(200):
        shown = dice.sample(items, 4)
        item = min(dice.sample(shown, 2), key=lambda item: item.start_place)
        cast(voter=dice.choice(voters), item=item, on=dice.random() < 0.7, shown=[each.pk for each in shown])
    return songs


@pytest.fixture
def rebuilt(voted):
    """Counted from the log, so that another rebuild must come to the same to the last bit."""
    rebuild(voted.pk)
    return voted


def standings():
    return list(Standing.objects.order_by("item").values())


def test_counting_as_votes_come_agrees_with_the_log(voted):
    assert differences(voted.pk) == []


def test_counting_from_the_log_and_as_votes_come_give_the_same_order(voted):
    order = list(Standing.objects.order_by("position").values_list("item", flat=True))
    rebuild(voted.pk)
    assert list(Standing.objects.order_by("position").values_list("item", flat=True)) == order


def test_the_liked_items_come_first_and_the_places_have_ranges(voted):
    names = list(Standing.objects.order_by("rank").values_list("item__name", flat=True))
    assert names[0] == "Alone" and names[-1] == "Echo"
    for at in Standing.objects.all():
        assert 1 <= at.rank_low <= at.rank <= at.rank_high <= 5
    assert Standing.objects.get(item__name="Alone").rank_high < 5


def test_a_rebuild_brings_back_what_was_lost(rebuilt):
    before = standings()
    Standing.objects.all().delete()
    Board.objects.update(checkpoint=None, start=None, fitted=None, voters=99)
    rebuild(rebuilt.pk)
    assert standings() == before
    assert differences(rebuilt.pk) == []


def test_a_recount_writes_the_tally_down_now_and_then(voted):
    board = Board.objects.get()
    assert 0 < board.checkpoint_version < board.counted_version


def test_a_checkpoint_that_cannot_be_read_is_named_and_made_again(voted, ben, caplog):
    Board.objects.update(checkpoint=b"PK\x03\x04 and then nothing")
    assert "cannot be read" in "".join(differences(voted.pk))
    cast(voter=ben, item=voted.items.first())
    assert "counting from the log" in caplog.text
    assert differences(voted.pk) == []


def test_another_budget_counts_every_ballot_anew(voted, settings, ben):
    settings.VOTER_BUDGET = 0.5
    score = Standing.objects.get(rank=1).score
    cast(voter=ben, item=voted.items.first())
    assert Standing.objects.get(rank=1).score < score
    assert Board.objects.get().budget == 0.5
    assert differences(voted.pk) == []


def test_votes_that_cannot_be_ranked_wait_in_the_log(voted, ben, monkeypatch, caplog):
    before = standings()

    def no_answer(*args, **kwargs):
        raise NotConverged("no mode")

    with monkeypatch.context() as patched:
        patched.setattr(recounting, "fit", no_answer)
        cast(voter=ben, item=voted.items.first())
    assert standings() == before and "could not be ranked" in caplog.text
    assert "not counted yet" in differences(voted.pk)[0]
    recount(voted.pk)
    assert differences(voted.pk) == []


def test_a_rebuild_widens_the_ranges_by_the_measured_inflation(rebuilt, monkeypatch, ben):
    before = Standing.objects.get(rank=3)
    monkeypatch.setattr(recounting, "inflation_of", lambda result, ballots: 2.0 + 0 * sum(1 for _ in ballots))
    rebuild(rebuilt.pk)
    after = Standing.objects.get(rank=3)
    assert after.rank_high - after.rank_low > before.rank_high - before.rank_low
    assert differences(rebuilt.pk) == []
    cast(voter=ben, item=rebuilt.items.first())
    assert Board.objects.get().inflation == 2.0


def test_inflation_is_told_by_a_part_of_many_voters(rebuilt, monkeypatch):
    seen = []
    monkeypatch.setattr(recounting, "SAMPLE", 6)
    monkeypatch.setattr(recounting, "inflation_of", lambda result, ballots: seen.append(len(ballots)) or 1.0)
    rebuild(rebuilt.pk)
    assert 3 <= seen[0] <= 6 < Board.objects.get().voters
    assert differences(rebuilt.pk) == []


def test_looks_are_asked_for_items_that_somebody_vouched_for(voted, ben, nonce, ada):
    late = add_item(ranked_list=voted, voter=ben, name="Late", nonce=nonce)
    cast(voter=ada, item=voted.items.first())
    assert late.pk not in Board.objects.get().looks and len(Board.objects.get().looks) == 5
    cast(voter=ada, item=late)
    assert late.pk in Board.objects.get().looks


def test_a_board_that_was_lost_or_set_back_is_found_and_mended(rebuilt):
    voted, before = rebuilt, standings()
    Board.objects.update(version=1, counted_version=1)
    found = differences(voted.pk)
    assert "newest vote is 1" in found[0] and any("time of the last vote" in each for each in found)
    rebuild(voted.pk)
    assert differences(voted.pk) == []
    Standing.objects.all().delete()
    Board.objects.all().delete()
    assert differences(voted.pk)
    rebuild(voted.pk)
    assert standings() == before


def test_every_kind_of_difference_is_named(voted, ben):
    Standing.objects.filter(rank=1).update(votes=1000)
    Board.objects.update(voters=99, votes=9, checkpoint=None, version=10**6)
    found = "\n".join(differences(voted.pk))
    for words in (
        "newest vote is 1000000",
        "not counted yet",
        "99 voters",
        "9 votes",
        "published",
    ):
        assert words in found


def test_a_recount_without_new_votes_touches_nothing(voted):
    Standing.objects.filter(rank=1).update(votes=1000)
    recount(voted.pk)
    assert Standing.objects.get(rank=1).votes == 1000


def test_a_removed_item_leaves_its_place_to_the_next(voted):
    first, second = Standing.objects.order_by("rank")[:2]
    before = turnout_of(voted.pk)
    remove_item(first.item)
    item_came_or_went(first.item)
    assert turnout_of(voted.pk).votes == before.votes - first.votes
    assert differences(voted.pk) == []
    assert Standing.objects.get(rank=1).item_id == second.item_id
    restore_item(first.item)
    item_came_or_went(first.item)
    assert turnout_of(voted.pk).votes == before.votes
    assert Standing.objects.get(rank=1).item_id == first.item_id
    assert differences(voted.pk) == []


def test_a_checkpoint_that_is_not_the_sum_is_named(voted):
    file = io.BytesIO()
    Tally(5).save(file)
    Board.objects.update(checkpoint=file.getvalue())
    assert "not the sum of the ballots" in "".join(differences(voted.pk))


@pytest.mark.django_db(transaction=True)
def test_a_tally_is_kept_for_the_next_vote_but_not_when_it_is_rolled_back(voted, ben, cy):
    item = voted.items.first()
    cast(voter=ben, item=item)
    assert recounting._kept
    with transaction.atomic():
        cast(voter=cy, item=item)
        transaction.set_rollback(True)
    cast(voter=cy, item=voted.items.last())
    assert differences(voted.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_vote_does_not_read_the_tally_that_this_process_kept(voted, ben):
    with CaptureQueriesContext(connection) as captured:
        cast(voter=ben, item=voted.items.first())
    assert not [query["sql"] for query in captured if '"ballots_board"."checkpoint"' in query["sql"]]
    recounting.forget_all()
    with CaptureQueriesContext(connection) as captured:
        cast(voter=ben, item=voted.items.last())
    assert len([query["sql"] for query in captured if '"ballots_board"."checkpoint"' in query["sql"]]) == 1
    assert differences(voted.pk) == []


def test_the_worker_that_comes_second_writes_nothing_old(voted, monkeypatch):
    """Between the count and its publication another worker publishes: nothing of ours may be written over it."""
    publish, answers = recounting._publish, []
    Board.objects.update(counted_version=0, checkpoint=None, voters=0)

    def publish_late(board, counted):
        if not answers:
            assert publish(board, recounting.count_from_log(board))  # the other worker
        answers.append(publish(board, counted))
        return answers[-1]

    monkeypatch.setattr(recounting, "_publish", publish_late)
    recount(voted.pk)
    assert answers == [False]
    assert differences(voted.pk) == []


def test_a_count_that_an_erasure_overtook_is_thrown_away(voted, ben, monkeypatch):
    """The erasure leaves the board at the version that the count began from, and ben's vote is in that count."""
    publish, overtaken = recounting._publish, []
    with monkeypatch.context() as not_counted:
        not_counted.setattr(actions, "recount_after_vote", lambda list_id: False)
        cast(voter=ben, item=voted.items.first())

    def publish_late(board, counted):
        if not overtaken:
            overtaken.append(board)
            erase_votes(voter=ben)
        return publish(board, counted)

    monkeypatch.setattr(recounting, "_publish", publish_late)
    recount(voted.pk)
    assert Board.objects.get().counted_version == Vote.objects.latest("pk").pk
    assert differences(voted.pk) == []


def test_the_command_rebuilds_and_checks(voted, capsys):
    Standing.objects.filter(rank=1).update(votes=1000)
    with pytest.raises(CommandError, match="1 differences"):
        call_command("recount", "--check")
    assert "saddest-songs: item" in capsys.readouterr().out
    call_command("recount", "saddest-songs")
    call_command("recount", "--check")
    assert "Checked: 1 list." in capsys.readouterr().out


def test_the_command_knows_no_list_without_votes(db):
    with pytest.raises(CommandError, match="No list with votes has the address /l/nowhere"):
        call_command("recount", "nowhere")
