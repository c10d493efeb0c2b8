"""The explanation of a rank, and the summary of a ranking."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.queries.explanation import explanation_of, first_place_of
from ranklore.ballots.queries.ranking_summary import LikelyRange, ranking_summary_of
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.items import add_item
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db
Kind, Outcome = Vote.Kind, Vote.Outcome


@pytest.fixture
def item(songs):
    return {item.name: item for item in songs.items.all()}


def ranked(songs, **fields):
    """Give the items Alone to Echo the ranks 1 to 5."""
    Standing.objects.filter(list=songs).delete()
    for n, each in enumerate(songs.items.order_by("start_place"), start=1):
        values = {"votes": 10 - n, "rank_low": 1, "rank_high": 5, "tie_group": n, "votes_to_flip": 3 * n} | fields
        Standing.objects.create(item=each, list=songs, position=n, rank=n, score=0, familiarity=0, **values)


def matchups(one, other, *outcomes):
    for outcome in outcomes:
        answer_matchup(voter=Voter.objects.create(), item=one, other=other, outcome=outcome)


def test_the_figures_of_an_item(songs, item, ben):
    ranked(songs, downs=2, orders=3, asked=40, known=31)
    explanation = explanation_of(item["Cold"], 50)
    assert (explanation.rank, explanation.range_words, explanation.is_sure) == (3, "likely 1st to 5th", False)
    assert (explanation.voters, explanation.votes, explanation.downs, explanation.orders) == (50, 7, 2, 3)
    assert (explanation.asked, explanation.known, explanation.may_split_votes, explanation.may_split_known) == (
        40,
        31,
        True,
        True,
    )
    assert (explanation.above, explanation.wins_up, explanation.below, explanation.wins_down) == ("Bells", 6, "Dust", 9)
    assert (explanation.tied_above, explanation.tied_below) == (False, False)


def test_the_first_and_the_last_have_nobody_beyond(songs, item):
    ranked(songs, votes_to_flip=0, tie_group=1)
    first, last = explanation_of(item["Alone"], 9), explanation_of(item["Echo"], 9)
    assert (first.above, first.wins_up, first.below, first.tied_above, first.tied_below) == (
        "",
        None,
        "Bells",
        False,
        True,
    )
    assert (last.above, last.below, last.wins_down, last.tied_above, last.tied_below) == ("Dust", "", None, True, False)
    assert last.wins_up is None  # a number that says nothing is not told


def test_a_huge_number_of_wins_is_left_out(songs, item):
    ranked(songs, votes_to_flip=10**15)
    assert explanation_of(item["Cold"], 9).wins_up is None


def test_matchups_against_two_neighbours_each_way_are_counted_from_either_side(songs, item):
    matchups(item["Cold"], item["Dust"], *[Outcome.ITEM] * 4, Outcome.OTHER, Outcome.TIE, Outcome.SKIP)
    matchups(item["Cold"], item["Alone"], *[Outcome.ITEM] * 2, *[Outcome.OTHER] * 3)
    matchups(item["Alone"], item["Echo"], Outcome.ITEM)
    ranked(songs)
    dust, alone = explanation_of(item["Dust"], 9), explanation_of(item["Alone"], 9)
    against = {each.name: (each.won, each.lost, each.tied, each.may_split) for each in dust.matchups}
    assert against == {"Cold": (1, 4, 1, True)}
    cold = {each.name: (each.rank, each.won, each.lost, each.tied) for each in explanation_of(item["Cold"], 9).matchups}
    assert cold == {"Alone": (1, 2, 3, 0), "Dust": (4, 4, 1, 1)}
    assert [each.name for each in alone.matchups] == ["Cold"]  # Echo stands too far away


def test_only_current_answers_count(songs, item, ben, ada):
    for outcome in (Outcome.ITEM, Outcome.OTHER):
        answer_matchup(voter=ben, item=item["Cold"], other=item["Dust"], outcome=outcome)
    for taken_back in (Outcome.ITEM, None):
        answer_matchup(voter=ada, item=item["Cold"], other=item["Dust"], outcome=taken_back)
    ranked(songs)
    (against,) = explanation_of(item["Cold"], 9).matchups
    assert (against.won, against.lost, against.tied, against.may_split) == (0, 1, 0, False)


def test_figures_of_few_voters_are_not_split(songs, item):
    ranked(songs, votes=3, downs=1, asked=4, known=4)
    explanation = explanation_of(item["Cold"], 4)
    assert (explanation.may_split_votes, explanation.may_split_known) == (False, False)


def test_the_explanation_of_an_item_that_is_too_new_to_rank(songs, item, ben, nonce):
    cast_vote(voter=ben, item=item["Cold"])
    late = add_item(ranked_list=songs, voter=ben, name="Late", nonce=nonce)
    cold, never = explanation_of(item["Cold"], 1), explanation_of(late, 1)
    assert (cold.rank, cold.votes, cold.matchups, cold.above, cold.below) == (None, 1, (), "", "")
    assert (never.rank, never.votes, never.range_words) == (None, 0, "")


def test_an_explanation_takes_five_queries_for_any_number_of_answers(songs, item):
    matchups(item["Cold"], item["Dust"], *[Outcome.ITEM] * 6)
    ranked(songs)
    with CaptureQueriesContext(connection) as captured:
        explanation_of(item["Cold"], 9)
    assert len(captured) == 5


def test_the_summary_of_a_ranking(songs, item, ben):
    crowd_for(item["Cold"], 3)
    cast_vote(voter=ben, item=item["Dust"], kind=Kind.DOWN)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[item["Cold"].pk])
    summary = ranking_summary_of(songs.pk, 5)
    assert (summary.picks, summary.downs, summary.placed + summary.too_new) == (3, 1, 5)
    ranked(songs)
    Standing.objects.filter(rank__in=(2, 3)).update(tie_group=2)
    Standing.objects.filter(rank=4).update(rank_low=1, rank_high=6)
    Standing.objects.filter(rank=5).update(rank=None, rank_low=None, rank_high=None, tie_group=None)
    summary = ranking_summary_of(songs.pk, 6)
    assert (summary.placed, summary.too_new, summary.close_pairs, summary.pairs) == (4, 2, 1, 3)
    assert summary.widest == LikelyRange("Dust", 4, 1, 6) and summary.widest.words == "likely 1st to 6th"


def test_the_summary_of_an_empty_and_of_a_certain_ranking(songs):
    empty = ranking_summary_of(songs.pk, 5)
    assert (empty.placed, empty.too_new, empty.pairs, empty.widest) == (0, 5, 0, None)
    ranked(songs, rank_low=1, rank_high=1)
    assert ranking_summary_of(songs.pk, 5).widest is None


def vote_on_pages(item, name, *, votes, seen, others):
    """So many people voted for the item, and others for another one where this one was shown too."""
    for n in range(seen):
        chosen = item[name] if n < votes else item[others]
        cast_vote(voter=Voter.objects.create(), item=chosen, shown=[item[name].pk, item[others].pk])


def test_an_item_with_fewer_votes_says_why_it_is_above_the_next(songs, item, client):
    vote_on_pages(item, "Cold", votes=6, seen=8, others="Alone")
    vote_on_pages(item, "Dust", votes=12, seen=40, others="Echo")
    vote_on_pages(item, "Dust", votes=0, seen=20, others="Bells")
    above, below = Standing.objects.get(item__name="Cold"), Standing.objects.get(item__name="Dust")
    assert above.position < below.position and above.votes < below.votes
    Standing.objects.filter(item__name__in=("Alone", "Bells", "Echo")).update(rank=None)
    fewer = explanation_of(item["Cold"], 68).fewer_votes
    assert (fewer.name, fewer.percent, fewer.seen, fewer.other_percent, fewer.other_seen) == ("Dust", 75, 8, 20, 60)
    assert explanation_of(item["Dust"], 68).fewer_votes is None
    page = client.get(item["Cold"].get_absolute_url()).content.decode()
    assert "Why is it above <bdi>Dust</bdi>, which has more votes?" in page
    assert (
        "Of the 8 who did, <b>75%</b> voted for it." in page and "was shown to 60 people, and 20% voted for it" in page
    )


def test_a_better_known_item_may_be_below_with_more_votes(songs, item, client):
    ranked(songs, voters=9)
    Standing.objects.filter(item=item["Dust"]).update(votes=90, seen=100, familiarity=1)
    Standing.objects.filter(item=item["Cold"]).update(votes=10, seen=100)
    page = client.get(item["Cold"].get_absolute_url()).content.decode()
    assert "what is well known gets more votes" in page
    Standing.objects.filter(item=item["Cold"]).update(familiarity=2)
    page = client.get(item["Cold"].get_absolute_url()).content.decode()
    assert "what is well known" not in page and "The other votes on this list put it above" in page


@pytest.mark.parametrize(
    ("voters", "words"),
    [(0, "So far 0 people have"), (1, "So far 1 person has"), (4, "whether it belongs near the top")],
)
def test_an_item_without_a_rank_says_what_it_takes(songs, item, client, voters, words):
    ranked(songs)
    Standing.objects.filter(item=item["Cold"]).update(rank=None, votes=0, voters=voters)
    page = client.get(item["Cold"].get_absolute_url()).content.decode()
    assert words in page and ("when 4 people have" in page) == (voters < 4)


def test_votes_of_one_network_say_as_how_many_people_they_count(songs, item, client):
    ranked(songs)
    Standing.objects.filter(item=item["Cold"]).update(rank=None, votes=12, voters=3)
    page = client.get(item["Cold"].get_absolute_url()).content.decode()
    assert "come from one network. Together they count as 3 people." in page


def test_the_list_page_says_how_sure_the_first_place_is(songs, client):
    crowd_for(songs.items.get(name="Alone"), 6)
    assert first_place_of(songs.pk) is None
    assert b"How sure is the first place?" not in client.get(songs.get_absolute_url()).content
    crowd_for(songs.items.get(name="Bells"), 4)
    found = first_place_of(songs.pk)
    assert (found.first, found.second) == ("Alone", "Bells")
    assert found.wins == Standing.objects.get(rank=1).votes_to_flip
    page = " ".join(client.get(songs.get_absolute_url()).content.decode().split())
    assert f"<bdi>Bells</bdi> needs about <b>{found.wins}</b> more matchup" in page
