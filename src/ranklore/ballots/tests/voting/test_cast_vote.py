"""One vote per person and item: counted once, and taken back at any time."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.vote_import import import_votes
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.ballot import VoteResult, subject_of_item
from ranklore.ballots.current_votes import picked_items
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.queries.standings import neighbours_of, page_of_item, ranked_items, spotlight_items
from ranklore.ballots.queries.turnout import turnout_of
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, vote_for
from ranklore.core.tests.threads import in_threads
from ranklore.lists.actions.items import add_item, remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import publication
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


def item(songs, name):
    return songs.items.get(name=name)


def order_of(songs):
    return [placed.item.name for placed in ranked_items(songs.pk, 0, 25)]


def test_an_item_with_a_first_vote_comes_first_of_those_too_new_to_rank(songs, ben):
    assert vote_for(ben, item(songs, "Dust")) == VoteResult(None, None, 1, is_new=True)
    assert order_of(songs) == ["Dust", "Alone", "Bells", "Cold", "Echo"]


def test_the_fourth_voter_gives_an_item_a_rank(songs, ben):
    crowd_for(item(songs, "Dust"), 3)
    assert Standing.objects.get(item__name="Dust").rank is None
    assert vote_for(ben, item(songs, "Dust")) == VoteResult(None, 1, 4, is_new=True)


def test_a_second_click_changes_nothing(songs, ben):
    vote_for(ben, item(songs, "Dust"))
    assert vote_for(ben, item(songs, "Dust")) == VoteResult(None, None, 1, is_new=False)
    assert Vote.objects.count() == 1


def test_a_vote_taken_back_leaves_the_list_as_it_was(songs, ben):
    vote_for(ben, item(songs, "Dust"))
    assert vote_for(ben, item(songs, "Dust"), on=False) == VoteResult(None, None, 0, is_new=True)
    assert order_of(songs) == ["Alone", "Bells", "Cold", "Dust", "Echo"]
    assert turnout_of(songs.pk).voters == 0
    assert Vote.objects.count() == 2  # the log keeps both


def test_retracting_a_vote_that_was_never_cast_writes_nothing(songs, ben):
    assert not cast_vote(voter=ben, item=item(songs, "Dust"), on=False).is_new
    assert not Vote.objects.exists()


def test_more_voters_move_an_item_up(songs, ben):
    crowd_for(item(songs, "Dust"), 6)
    crowd_for(item(songs, "Echo"), 6)
    assert vote_for(ben, item(songs, "Echo")) == VoteResult(2, 1, 7, is_new=True)


def test_a_vote_counts_only_against_items_that_were_shown(songs):
    """Dust and Echo have equally many picks, but Dust from a page without Echo, and Echo from a page with all items."""
    here = {each.name: each.pk for each in songs.items.all()}
    for _ in range(6):
        cast_vote(voter=Voter.objects.create(), item=item(songs, "Alone"), shown=[here["Alone"], here["Bells"]])
        vote_for(Voter.objects.create(), item(songs, "Echo"))
    rows = {row.item.name: row for row in ranked_items(songs.pk, 0, 25)}
    assert rows["Echo"].votes == rows["Alone"].votes == 6
    assert rows["Echo"].rank == 1 and rows["Alone"].rank == 2
    assert rows["Cold"].rank is None  # nobody chose it and hardly anybody passed it by


def test_close_items_are_tied(songs):
    for name in ("Alone", "Bells", "Cold"):
        crowd_for(item(songs, name), 5)
    rows = ranked_items(songs.pk, 0, 25)
    assert [(row.item.name, row.position, row.tie) for row in rows[:3]] == [
        ("Alone", 1, "first"),
        ("Bells", 2, "middle"),
        ("Cold", 3, "last" if rows[3].rank is None else "middle"),
    ]


def test_a_tie_is_seen_across_the_edge_of_a_page(songs):
    for name in ("Alone", "Bells", "Cold"):
        crowd_for(item(songs, name), 5)
    assert [(row.position, row.tie) for row in ranked_items(songs.pk, 1, 1)] == [(2, "middle")]


def test_an_item_knows_its_own_place_and_its_neighbours(songs, nonce, ben):
    crowd_for(item(songs, "Dust"), 5)
    crowd_for(item(songs, "Echo"), 4)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    in_order = ranked_items(songs.pk, 0, 25)
    assert [row.position for row in in_order] == [1, 2, 3, 4, 5, 6]
    assert in_order[-1].item.name == "Fog"  # it came after the last count
    for n, row in enumerate(in_order):
        near = neighbours_of(row.item)
        assert near == in_order[max(0, n - 2) : n + 3]
        assert page_of_item(row.item) == 1


def test_the_spotlight_has_only_items_that_the_voter_does_not_know(songs, monkeypatch):
    monkeypatch.setattr(publication, "SPOTLIGHT_MIN_VOTERS", 5)
    crowd_for(item(songs, "Dust"), 5)
    here = {each.name: each.pk for each in songs.items.all()}
    spotlight = spotlight_items(turnout_of(songs.pk), [here["Alone"], here["Bells"], here["Echo"]])
    assert {look.item.name for look in spotlight} == {"Cold", "Dust"}
    assert len(spotlight_items(turnout_of(songs.pk), [])) == 2
    remove_item(item(songs, "Cold"))
    assert not spotlight_items(turnout_of(songs.pk), [here["Alone"], here["Bells"], here["Dust"], here["Echo"]])


def test_a_list_of_few_voters_has_no_spotlight(songs):
    crowd_for(item(songs, "Dust"), 5)
    assert turnout_of(songs.pk).spotlight == ()


def test_a_removed_item_gets_no_votes(songs, ben):
    gone = item(songs, "Dust")
    remove_item(gone)
    with pytest.raises(Refused, match="Dust.” was taken off this list"):
        cast_vote(voter=ben, item=gone)
    assert not Vote.objects.exists()


def test_a_vote_on_a_removed_item_can_be_taken_back_and_nothing_else(songs, ada, ben):
    dust, echo = item(songs, "Dust"), item(songs, "Echo")
    vote_for(ben, dust)
    answer_matchup(voter=ben, item=dust, other=echo, outcome=Vote.Outcome.ITEM)
    remove_item(dust)
    for say in (
        lambda: cast_vote(voter=ben, item=dust, kind=Vote.Kind.DOWN),
        lambda: answer_matchup(voter=ben, item=dust, other=echo, outcome=Vote.Outcome.TIE),
    ):
        with pytest.raises(Refused, match="was taken off this list"):
            say()
    assert not cast_vote(voter=ada, item=dust, on=False).is_new
    assert cast_vote(voter=ben, item=dust, on=False) == VoteResult(None, None, 0, is_new=True)
    assert answer_matchup(voter=ben, item=dust, other=echo, outcome=None)[0].is_new
    assert turnout_of(songs.pk).voters == 0
    assert find_differences(songs.pk) == []


def test_a_voter_sees_their_own_picks_only(songs, ada, ben):
    dust, echo = item(songs, "Dust"), item(songs, "Echo")
    cast_vote(voter=ada, item=dust)
    cast_vote(voter=ada, item=echo)
    cast_vote(voter=ada, item=echo, on=False)
    cast_vote(voter=ben, item=echo)
    assert picked_items(ada, [dust.pk, echo.pk]) == {dust.pk}
    assert picked_items(Voter(), [dust.pk, echo.pk]) == frozenset()


def test_shares_are_hidden_below_five_voters(songs):
    dust = item(songs, "Dust")
    for _ in range(4):
        cast_vote(voter=Voter.objects.create(), item=dust)
    assert turnout_of(songs.pk).share_of(2) is None
    cast_vote(voter=Voter.objects.create(), item=dust)
    assert turnout_of(songs.pk).share_of(2) == 40


def test_a_list_without_votes_has_no_turnout(songs):
    assert turnout_of(songs.pk).voters == 0


def test_the_log_only_grows(songs, ben):
    cast_vote(voter=ben, item=item(songs, "Dust"))
    vote = Vote.objects.get()
    with pytest.raises(TypeError, match="append-only"):
        vote.save()
    with pytest.raises(TypeError, match="append-only"):
        vote.delete()


def test_the_database_refuses_the_same_sequence_number_twice(songs, ben):
    cast_vote(voter=ben, item=item(songs, "Dust"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(
            list=songs, voter=ben, item=item(songs, "Dust"), subject=Vote.objects.get().subject, sequence=1
        )


def test_what_was_shown_is_in_the_log(songs, ben):
    cast_vote(voter=ben, item=item(songs, "Dust"), shown=[3, 1, 2])
    assert Vote.objects.get().shown == [3, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_counts_once(songs, ben):
    dust = item(songs, "Dust")
    in_threads(*[lambda: cast_vote(voter=ben, item=dust)] * 4)
    assert Vote.objects.count() == 1
    recount_list(songs.pk)  # as the worker does when many vote at once
    assert Standing.objects.get(item=dust).votes == 1


@pytest.mark.django_db(transaction=True)
def test_a_first_double_click_of_a_new_guest_counts_once(songs):
    dust, guest = item(songs, "Dust"), Voter()
    in_threads(*[lambda: cast_vote(voter=Voter(key=guest.key), item=dust)] * 4)
    recount_list(songs.pk)
    assert Standing.objects.get(item=dust).votes == 1


@pytest.mark.django_db(transaction=True)
def test_votes_at_the_same_moment_are_all_counted(songs):
    names = ["Alone", "Bells", "Cold", "Dust"]
    items = {name: item(songs, name) for name in names}

    def votes_of_one(start):
        for n in range(3):
            cast_vote(voter=Voter.objects.create(), item=items[names[(start + n) % 4]])

    in_threads(*[lambda start=start: votes_of_one(start) for start in range(4)])
    recount_list(songs.pk)
    assert sum(Standing.objects.values_list("votes", flat=True)) == 12
    assert Board.objects.get().voters == 12
    assert find_differences(songs.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_vote_takes_twenty_statements_and_no_more_on_a_long_list_with_many_votes(ben):
    costs = []
    for items, voters in ((10, 3), (60, 30)):
        ranked_list = create_list(title=f"List {items}", items=[NewItem(f"Item {n}") for n in range(items)])
        first, *_, last = ranked_list.items.all()
        crowd_for(first, voters)
        with CaptureQueriesContext(connection) as captured:
            cast_vote(voter=ben, item=last, shown=[first.pk, last.pk])
        costs.append(len(captured))
    assert max(costs) <= 20, costs


def test_votes_are_imported_only_where_nobody_has_voted(songs, ada, ben):
    dust, shown = item(songs, "Dust"), [each.pk for each in songs.items.all()]
    votes = [Vote(voter=voter, item=dust, subject=subject_of_item(dust.pk), shown=shown) for voter in (ada, ben)]
    import_votes(songs, votes)
    assert (order_of(songs)[0], turnout_of(songs.pk).voters) == ("Dust", 2)
    with pytest.raises(Refused, match="already has votes"):
        import_votes(songs, [])
    assert find_differences(songs.pk) == []
