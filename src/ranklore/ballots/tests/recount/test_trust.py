"""What a voter says can be set aside, or count in part, and count in full again, without anything being deleted."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ranklore.ballots.actions import trust as trust_actions
from ranklore.ballots.actions import votes
from ranklore.ballots.actions.erasure import list_ids_voted_on
from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.queries.explanation import explanation_of
from ranklore.ballots.queries.turnout import turnout_of
from ranklore.ballots.recount import counting, incremental
from ranklore.ballots.recount.evidence import ballot_weight
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, vote_for
from ranklore.core.tests.threads import in_threads
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import Tally

pytestmark = pytest.mark.django_db
Kind, Outcome = Vote.Kind, Vote.Outcome


def say_much(voter, ranked_list):
    """A word of every kind."""
    first, second, third, fourth, *_ = ranked_list.items.all()
    vote_for(voter, fourth)
    cast_vote(voter=voter, item=first, kind=Kind.DOWN, shown=[first.pk, second.pk, third.pk])
    cast_vote(voter=voter, item=second, kind=Kind.DONT_KNOW)
    answer_matchup(voter=voter, item=first, other=third, outcome=Outcome.OTHER)
    save_ranking(voter=voter, ranked_list=ranked_list, item_ids=[fourth.pk, third.pk, first.pk])


def tally_of(ranked_list):
    """The sum of all ballots, as a rebuild would write it down."""
    board = Board.objects.loading("start").get(pk=ranked_list.pk)
    return counting.count_from_log(board).tally


def checkpoint_of(ranked_list):
    return Tally.load(io.BytesIO(Board.objects.loading("checkpoint").get(pk=ranked_list.pk).checkpoint))


def figures_of(ranked_list):
    names = ("voters", "answers", "orders", "votes")
    return [getattr(Board.objects.get(pk=ranked_list.pk), name) for name in names]


def words_of(response):
    page = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("trust", [0, 0.3])
def test_trust_taken_and_given_back_leaves_the_very_same_tally(voted, ben, trust):
    say_much(ben, voted)
    tally, figures = tally_of(voted), figures_of(voted)
    assert set_trust(voter=ben, trust=trust) == 1
    assert checkpoint_of(voted) == tally_of(voted) != tally
    assert find_differences(voted.pk) == []
    set_trust(voter=ben, trust=1)
    assert checkpoint_of(voted) == tally
    assert figures_of(voted) == figures
    assert find_differences(voted.pk) == []


def test_what_is_set_aside_is_in_no_figure_and_still_in_the_log(voted, ben):
    tally, figures = tally_of(voted), figures_of(voted)
    say_much(ben, voted)
    words = Vote.objects.count()
    set_trust(voter=ben, trust=0)
    assert checkpoint_of(voted) == tally
    assert figures_of(voted) == figures
    assert Vote.objects.count() == words


def test_what_counts_in_part_weighs_less_and_is_in_the_figures(songs, ben):
    crowd_for(songs.items.get(name="Alone"), 4)
    crowd_for(songs.items.get(name="Dust"), 3)
    vote_for(ben, songs.items.get(name="Dust"))
    dust, voters = Standing.objects.get(item__name="Dust"), turnout_of(songs.pk).voters
    set_trust(voter=ben, trust=0.25)
    after = Standing.objects.get(item__name="Dust")
    assert after.score < dust.score and after.votes == dust.votes
    assert turnout_of(songs.pk).voters == voters
    assert ballot_weight(songs.pk, ben) > 0


def test_the_same_trust_again_changes_nothing(voted, ben):
    say_much(ben, voted)
    board = Board.objects.values().get()
    set_trust(voter=ben, trust=1)
    assert Board.objects.values().get() == board


def test_what_is_said_while_set_aside_counts_once_the_voter_does(voted, ben):
    set_trust(voter=ben, trust=0)
    before = tally_of(voted)
    say_much(ben, voted)
    assert tally_of(voted) == before and find_differences(voted.pk) == []
    set_trust(voter=ben, trust=1)
    assert tally_of(voted) != before and find_differences(voted.pk) == []


def test_a_rebuild_counts_with_the_trust_of_now(voted, ben):
    say_much(ben, voted)
    set_trust(voter=ben, trust=0.5)
    tally = checkpoint_of(voted)
    rebuild_list(voted.pk)
    assert checkpoint_of(voted) == tally and find_differences(voted.pk) == []


def test_a_list_on_which_all_are_set_aside_has_no_places(songs, ben):
    vote_for(ben, songs.items.get(name="Dust"))
    set_trust(voter=ben, trust=0)
    assert not Standing.objects.exclude(rank=None).exists()
    assert figures_of(songs) == [0, 0, 0, 0] and find_differences(songs.pk) == []
    rebuild_list(songs.pk)
    assert find_differences(songs.pk) == []


def test_votes_that_were_not_counted_yet_are_counted_with_it(voted, ben, monkeypatch):
    with monkeypatch.context() as not_counted:
        not_counted.setattr(incremental, "count_new_votes", lambda board, items: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            vote_for(ben, voted.items.first())
    set_trust(voter=ben, trust=0)
    assert Board.objects.get().counted_version == Vote.objects.latest("pk").pk
    assert find_differences(voted.pk) == []


@pytest.mark.parametrize("trust", [-0.1, 1.1, float("nan")])
def test_trust_is_between_nothing_and_all(ben, trust):
    with pytest.raises(ValueError, match="between 0 and 1"):
        set_trust(voter=ben, trust=trust)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voter.objects.filter(pk=ben.pk).update(trust=trust)


@pytest.mark.parametrize(("before", "after"), [(1, 0), (0.5, 1), (0, 0.5)])
def test_a_count_that_a_change_of_trust_overtook_starts_over(voted, ben, monkeypatch, before, after):
    """It has ben's ballot in hand as it was put in, and would take it out as it is now."""
    say_much(ben, voted)
    set_trust(voter=ben, trust=before)
    with monkeypatch.context() as not_counted:
        not_counted.setattr(votes, "recount_after_vote", lambda list_id: False)
        cast_vote(voter=ben, item=voted.items.last())
    read, overtaken = counting.voters_since, []

    def read_late(*args):
        if not overtaken:
            overtaken.append(args)
            set_trust(voter=ben, trust=after)
        return read(*args)

    monkeypatch.setattr(counting, "voters_since", read_late)
    recount_list(voted.pk)
    assert overtaken and find_differences(voted.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_tally_that_a_process_kept_is_void(voted, ben, cy):
    say_much(ben, voted)
    set_trust(voter=ben, trust=0)
    cast_vote(voter=cy, item=voted.items.first())
    cast_vote(voter=ben, item=voted.items.last())
    assert find_differences(voted.pk) == []


def test_a_first_vote_on_another_list_while_the_boards_are_being_held_is_not_missed(voted, ben, monkeypatch):
    vote_for(ben, voted.items.first())
    other = create_list(title="Other", items=[NewItem("One"), NewItem("Two")])
    lists_of, late = list_ids_voted_on, []

    def vote_after(voter):
        found = lists_of(voter)
        if not late:
            late.append(vote_for(ben, other.items.first()))
        return found

    monkeypatch.setattr(trust_actions, "list_ids_voted_on", vote_after)
    assert set_trust(voter=ben, trust=0) == 2
    assert find_differences(voted.pk) == find_differences(other.pk) == []


@pytest.mark.django_db(transaction=True)
def test_votes_of_the_voter_at_the_same_moment_are_counted_right(ben):
    """On lists they voted on before, and on lists of which the change cannot know yet."""
    lists = [create_list(title=f"List {n}", items=[NewItem(f"Item {m}") for m in range(4)]) for n in range(6)]
    items = [list(each.items.all()) for each in lists]
    for each in items[:2]:
        vote_for(ben, each[0])

    def vote():
        for each in items:
            for item in each:
                cast_vote(voter=ben, item=item, shown=[one.pk for one in each])

    def change():
        for trust in (0, 0.5, 1, 0, 0.25):
            set_trust(voter=Voter.objects.get(pk=ben.pk), trust=trust)

    def others():
        for each in items:
            crowd_for(each[0], 2)

    in_threads(vote, change, others)
    assert Voter.objects.get(pk=ben.pk).trust == 0.25
    for each in lists:
        assert find_differences(each.pk) == []


# --- where it is told


def test_the_ledger_of_an_item_says_how_many_are_set_aside(songs, ada, ben, cy, here):
    crowd_for(here["Dust"], 6)
    vote_for(ada, here["Dust"])
    answer_matchup(voter=ben, item=here["Dust"], other=here["Alone"], outcome=Outcome.OTHER)
    save_ranking(voter=cy, ranked_list=songs, item_ids=[here["Dust"].pk])
    for voter, trust in ((ada, 0), (ben, 0.5), (cy, 0)):
        set_trust(voter=voter, trust=trust)
    ledger = explanation_of(here["Dust"], 6)
    assert (ledger.set_aside, ledger.in_part, ledger.votes, ledger.orders) == (2, 1, 6, 0)
    alone = explanation_of(here["Alone"], 6)
    assert (alone.set_aside, alone.in_part) == (0, 1)
    assert explanation_of(here["Echo"], 6).set_aside == 0


def test_matchups_that_are_set_aside_are_not_among_those_of_the_neighbours(songs, here, ben):
    for name in ("Dust", "Echo"):
        crowd_for(here[name], 5)
    answer_matchup(voter=ben, item=here["Dust"], other=here["Echo"], outcome=Outcome.ITEM)
    assert len(explanation_of(here["Dust"], 6).matchups) == 1
    set_trust(voter=ben, trust=0)
    assert explanation_of(here["Dust"], 6).matchups == ()


def test_the_page_of_the_item_says_it_in_words(songs, here, ada, ben, client):
    address = here["Dust"].get_absolute_url()
    for voter in (ada, ben):
        vote_for(voter, here["Dust"])
    assert "set aside" not in words_of(client.get(address))
    set_trust(voter=ada, trust=0)
    set_trust(voter=ben, trust=0.5)
    page = words_of(client.get(address))
    assert "What 1 person said about it is set aside by those who run this site" in page
    assert "What 1 person said about it weighs less than in full." in page


def test_the_voter_is_told(songs, here, ben, client_of):
    client = client_of(ben)
    vote_for(ben, here["Dust"])
    for trust, sentence in ((0, "Your votes are set aside."), (0.5, "Your votes count in part."), (1, "")):
        set_trust(voter=ben, trust=trust)
        for address in ("/me", f"/me/l/{songs.slug}"):
            page = words_of(client.get(address))
            assert sentence in page
            assert ("Your votes" in page) == (trust < 1)
        assert ("What you say here counts in full." in page) == (trust == 1)
    assert f"you are voter {ben.pk}." in words_of(client.get("/me"))


# --- the command


def test_the_command_sets_aside_and_says_what_it_did(songs, here, ben, capsys):
    vote_for(ben, here["Dust"])
    call_command("trust", "--on", songs.slug)
    assert re.search(rf"voter {ben.pk}: 1 vote, .* UTC, counts in full", capsys.readouterr().out)
    call_command("trust", str(ben.pk), "0")
    out = capsys.readouterr().out
    assert f"Votes of voter {ben.pk} now count for nothing. Before, they counted in full. Lists to recount: 1." in out
    call_command("trust")
    assert capsys.readouterr().out == f"voter {ben.pk}: counts for nothing\n"
    call_command("trust", str(ben.pk), "0")
    assert "already count for nothing" in capsys.readouterr().out
    assert Voter.objects.get(pk=ben.pk).trust == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["1000000", "0"], "There is no voter 1000000."),
        (["1"], "a number from 0"),
        (["1", "2"], "a number from 0"),
        (["1", "nan"], "a number from 0"),
        (["--on", "nowhere"], "There is no list at /l/nowhere."),
    ],
)
def test_the_command_refuses_what_makes_no_sense(db, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("trust", *words)
