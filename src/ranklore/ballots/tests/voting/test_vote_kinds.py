"""The other kinds of votes: downs, knowledge, matchups and personal rankings; erasing, merging and importing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from ranklore.ballots.actions.account_merge import merge_ballots
from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.actions.vote_import import import_votes
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.ballot import PERSONAL_RANKING_MAX, subject_of_item
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import Board, PublishedRanking, Standing, Vote
from ranklore.ballots.recount.incremental import uncounted_lists
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, vote_for
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db
Kind, Outcome = Vote.Kind, Vote.Outcome


def ranks(songs):
    return list(
        Standing.objects.filter(list=songs, rank__isnull=False).order_by("rank").values_list("item__name", flat=True)
    )


def test_a_voter_has_one_current_vote_on_an_item(songs, here, ben):
    everything = [item.pk for item in here.values()]
    for kind in (Kind.PICK, Kind.DOWN, Kind.DONT_KNOW, Kind.KNOW, Kind.PICK):
        assert cast_vote(voter=ben, item=here["Dust"], kind=kind, shown=everything).is_new
        assert not cast_vote(voter=ben, item=here["Dust"], kind=kind, shown=everything).is_new
        assert votes_on_items(ben, everything) == {here["Dust"].pk: kind}
        at = Standing.objects.get(item=here["Dust"])
        assert (at.votes, at.downs) == (kind == Kind.PICK, kind == Kind.DOWN)
        assert (at.asked, at.known) == (kind in (Kind.KNOW, Kind.DONT_KNOW), kind == Kind.KNOW)
    assert not cast_vote(voter=ben, item=here["Dust"], kind=Kind.DOWN, on=False).is_new  # no down to take back
    assert cast_vote(voter=ben, item=here["Dust"], on=False).is_new
    assert votes_on_items(ben, everything) == {}
    assert find_differences(songs.pk) == []


def test_a_vote_on_one_item_is_a_pick_a_down_or_knowledge(here, ben):
    with pytest.raises(ValueError, match="matchup is not a vote on one item"):
        cast_vote(voter=ben, item=here["Dust"], kind=Kind.MATCHUP)


def test_downs_move_an_item_down(songs, here):
    crowd_for(here["Alone"], 6)
    crowd_for(here["Bells"], 6)
    everything = [item.pk for item in here.values()]
    for _ in range(4):
        cast_vote(voter=Voter.objects.create(), item=here["Alone"], kind=Kind.DOWN, shown=everything)
    assert ranks(songs)[0] == "Bells"
    assert Standing.objects.get(item=here["Alone"]).downs == 4
    assert find_differences(songs.pk) == []


def test_matchups_decide_between_two(songs, here):
    crowd_for(here["Alone"], 5)
    crowd_for(here["Bells"], 5)
    for n in range(8):
        pair = ("Bells", "Alone") if n % 2 else ("Alone", "Bells")
        outcome = Outcome.ITEM if n % 2 else Outcome.OTHER  # Bells, whichever side it is on
        answer_matchup(voter=Voter.objects.create(), item=here[pair[0]], other=here[pair[1]], outcome=outcome)
    assert ranks(songs)[:2] == ["Bells", "Alone"]
    board = Board.objects.get()
    assert (board.answers, board.voters, board.votes) == (8, 18, 18)
    assert find_differences(songs.pk) == []


def test_an_answer_is_changed_skipped_and_taken_back(songs, here, ben):
    def say(outcome, swapped=False):
        a, b = ("Bells", "Alone") if swapped else ("Alone", "Bells")
        return answer_matchup(voter=ben, item=here[a], other=here[b], outcome=outcome)[0].is_new

    assert say(Outcome.ITEM) and not say(Outcome.ITEM) and not say(Outcome.OTHER, swapped=True)
    assert say(Outcome.TIE) and say(Outcome.SKIP)
    assert Board.objects.get().answers == 0
    assert say(Outcome.OTHER) and Board.objects.get().answers == 1
    assert say(None) and not say(None)
    assert Board.objects.get().voters == 0
    assert find_differences(songs.pk) == []


def test_a_matchup_is_of_two_items_of_one_list(here, ben):
    other = create_list(title="Other", items=[NewItem("Elsewhere")]).items.get()
    for second in (here["Dust"], other):
        with pytest.raises(ValueError, match="two different items of one list"):
            answer_matchup(voter=ben, item=here["Dust"], other=second, outcome=Outcome.TIE)
    remove_item(here["Echo"])
    with pytest.raises(Refused, match="Echo"):
        answer_matchup(voter=ben, item=here["Dust"], other=here["Echo"], outcome=Outcome.TIE)


def test_personal_rankings_count(songs, here, ben):
    for _ in range(6):
        save_ranking(
            voter=Voter.objects.create(), ranked_list=songs, item_ids=[here[n].pk for n in ("Echo", "Cold", "Alone")]
        )
    assert ranks(songs) == ["Echo", "Cold", "Alone"]
    assert Standing.objects.get(item=here["Cold"]).orders == 6
    assert Board.objects.get().orders == 6
    ids = [here["Dust"].pk, here["Alone"].pk]
    assert save_ranking(voter=ben, ranked_list=songs, item_ids=ids)
    assert not save_ranking(voter=ben, ranked_list=songs, item_ids=ids)
    assert save_ranking(voter=ben, ranked_list=songs, item_ids=[])
    assert not save_ranking(voter=ben, ranked_list=songs, item_ids=[])
    assert find_differences(songs.pk) == []


def test_an_invalid_ranking_is_refused_and_changes_nothing(songs, here, ben):
    for ids, words in (
        ([here["Dust"].pk] * 2, "appears twice"),
        ([here["Dust"].pk, 10**9], "no longer on this list"),
        (list(range(PERSONAL_RANKING_MAX + 1)), f"at most {PERSONAL_RANKING_MAX} items"),
        (list(range(5000)), "this one has 5,000"),
    ):
        with pytest.raises(Refused, match=words):
            save_ranking(voter=ben, ranked_list=songs, item_ids=ids)
    remove_item(here["Echo"])
    with pytest.raises(Refused, match="no longer on this list"):
        save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Echo"].pk])
    assert not Vote.objects.exists()


def test_a_ranking_is_private_until_it_is_published(songs, here, ben):
    with pytest.raises(Refused, match="at least one item"):
        publish_ranking(voter=ben, ranked_list=songs)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Dust"].pk])
    assert not PublishedRanking.objects.exists()
    first = publish_ranking(voter=ben, ranked_list=songs, name="ben")
    assert publish_ranking(voter=ben, ranked_list=songs, name="b.").pk == first.pk
    assert PublishedRanking.objects.get().name == "b."
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert not PublishedRanking.objects.exists()
    publish_ranking(voter=ben, ranked_list=songs)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[])
    assert not PublishedRanking.objects.exists()


@pytest.fixture
def busy(songs, here, ben):
    """ben and others have votes of every kind."""
    crowd_for(here["Alone"], 4)
    vote_for(ben, here["Dust"])
    cast_vote(voter=ben, item=here["Cold"], kind=Kind.DONT_KNOW)
    answer_matchup(voter=ben, item=here["Alone"], other=here["Bells"], outcome=Outcome.OTHER)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Echo"].pk, here["Dust"].pk])
    publish_ranking(voter=ben, ranked_list=songs)
    return songs


def test_erased_votes_leave_the_log_and_the_count(busy, ben, here):
    assert erase_votes(voter=ben) == 1
    assert not Vote.objects.filter(voter=ben).exists() and not PublishedRanking.objects.exists()
    board = Board.objects.get()
    assert (board.voters, board.answers, board.orders, board.votes) == (4, 0, 0, 4)
    assert find_differences(busy.pk) == []
    vote_for(ben, here["Bells"])
    assert find_differences(busy.pk) == []
    assert erase_votes(voter=Voter()) == 0


def test_the_last_voter_of_a_list_can_be_erased(songs, here, ben):
    vote_for(ben, here["Dust"])
    assert erase_votes(voter=ben, list_id=songs.pk) == 1
    assert erase_votes(voter=ben, list_id=songs.pk) == 0
    assert Board.objects.get().version == 0
    assert find_differences(songs.pk) == []


def test_merged_ballots_count_once_and_keep_the_newer_vote(busy, ben, here, cy):
    vote_for(cy, here["Dust"])  # both pick Dust: one voter's pick from now on
    cast_vote(voter=cy, item=here["Cold"])  # newer than ben's "don't know"
    answer_matchup(voter=cy, item=here["Alone"], other=here["Echo"], outcome=Outcome.TIE)
    merge_ballots(guest=ben, into=cy)
    assert votes_on_items(cy, [item.pk for item in here.values()]) == {here["Dust"].pk: "pick", here["Cold"].pk: "pick"}
    assert votes_on_items(ben, [item.pk for item in here.values()]) == {}
    assert Standing.objects.get(item=here["Dust"]).votes == 1
    board = Board.objects.get()
    assert (board.voters, board.answers, board.orders) == (5, 2, 1)
    assert PublishedRanking.objects.get().voter_id == cy.pk
    assert find_differences(busy.pk) == []
    merge_ballots(guest=ben, into=cy)  # nothing is left to merge
    merge_ballots(guest=cy, into=cy)
    merge_ballots(guest=Voter(), into=cy)
    assert Board.objects.get().voters == 5


def test_a_merge_keeps_the_published_ranking_of_the_account(busy, ben, cy, here):
    save_ranking(voter=cy, ranked_list=busy, item_ids=[here["Bells"].pk])
    mine = publish_ranking(voter=cy, ranked_list=busy)
    merge_ballots(guest=ben, into=cy)
    assert PublishedRanking.objects.get() == mine


def test_votes_of_every_kind_are_imported_where_there_are_none(songs, here, ben, cy):
    everything = [item.pk for item in here.values()]
    dust = subject_of_item(here["Dust"].pk)
    import_votes(
        songs,
        [
            Vote(voter=ben, kind=Kind.DOWN, item=here["Dust"], subject=dust, shown=everything),
            Vote(voter=cy, kind=Kind.ORDER, order=everything[:3], subject="order"),
        ],
    )
    assert find_differences(songs.pk) == []
    before = list(Standing.objects.order_by("item").values())
    rebuild_list(songs.pk)
    assert list(Standing.objects.order_by("item").values()) == before


def test_changes_of_mind_are_imported_with_their_own_times(songs, here, ben, cy):
    dust, monday = subject_of_item(here["Dust"].pk), datetime(2026, 3, 2, 9, tzinfo=UTC)

    def word(voter, **what):
        return Vote(voter=voter, item=here["Dust"], subject=dust, shown=[here["Dust"].pk], **what)

    import_votes(
        songs,
        [
            word(ben, created_at=monday),
            word(cy, created_at=monday),
            word(ben, kind=Kind.DOWN, created_at=monday + timedelta(days=1)),
            word(cy, is_retraction=True, created_at=monday + timedelta(days=2)),
            word(cy, kind=Kind.KNOW),
        ],
    )
    votes = Vote.objects.order_by("id")
    assert list(votes.values_list("voter__name", "sequence")) == [
        ("ben", 1),
        ("cy", 1),
        ("ben", 2),
        ("cy", 2),
        ("cy", 3),
    ]
    assert [(vote.created_at - monday).days for vote in votes[:4]] == [0, 0, 1, 2]
    assert votes[4].created_at > monday + timedelta(days=3)
    assert (votes_on_items(ben, [here["Dust"].pk]), votes_on_items(cy, [here["Dust"].pk])) == (
        {here["Dust"].pk: "down"},
        {here["Dust"].pk: "know"},
    )
    assert find_differences(songs.pk) == []


def test_a_long_personal_ranking_is_counted_as_edges(ben, cy):
    """With more than a few hundred items, the tally is kept as pairs and is used in the same way."""
    long = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(700)])
    items = list(long.items.order_by("start_place"))
    ids = [item.pk for item in items]
    for n in range(12):
        vote_for_some = Voter.objects.create()
        cast_vote(voter=vote_for_some, item=items[n], shown=ids[:25])
        answer_matchup(voter=vote_for_some, item=items[n], other=items[n + 300], outcome=Outcome.ITEM)
    save_ranking(voter=ben, ranked_list=long, item_ids=ids[600:630])
    cast_vote(voter=cy, item=items[3], on=True, shown=ids[:25])
    assert not cast_vote(voter=cy, item=items[3], on=False).is_counted  # so long a list is left to the worker
    assert list(uncounted_lists()) == [long.pk]
    call_command("worker", "--once")
    assert not uncounted_lists()
    assert find_differences(long.pk) == []


def test_votes_cast_while_reading_down_a_page_are_read_together(songs, here):
    """Every reader picks Alone at the top and Echo at the bottom, after passing more items. Both stay equal."""
    ids = [here[name].pk for name in ("Alone", "Bells", "Cold", "Dust", "Echo")]
    for _ in range(8):
        reader = Voter.objects.create()
        cast_vote(voter=reader, item=here["Alone"], shown=ids[:1])
        cast_vote(voter=reader, item=here["Echo"], shown=ids)
    scores = dict(Standing.objects.values_list("item__name", "score"))
    assert scores["Alone"] == scores["Echo"] > scores["Cold"]
    assert find_differences(songs.pk) == []
