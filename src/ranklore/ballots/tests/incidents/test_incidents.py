"""Surges of votes are set aside, can be lifted and confirmed, and a count from the log gives the same each time."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.ballots.actions import incidents
from ranklore.ballots.actions.account_merge import merge_ballots
from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.incidents import set_incident_state, update_incidents, update_ranks_with
from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Board, Incident, IncidentVoter, Standing, Vote
from ranklore.ballots.queries.explanation import explanation_of
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.recount.log import recent_voters
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.recount.voter_records import surges_on_list
from ranklore.ballots.tests.factories import standings
from ranklore.ballots.tests.incidents.crowds import guests_for, list_with_past, voter_of
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db
State, Kind = Incident.State, Vote.Kind


@pytest.fixture
def songs(ada):
    return list_with_past(ada)


def middling(ranked_list):
    """An item of the second half that has a rank."""
    return ranked_list.items.get(name="Song 4")


def rank_of(item):
    return Standing.objects.get(item=item).rank


def look(ranked_list):
    """Look for surges. A count of the whole log must find the same standings."""
    changed = update_incidents(ranked_list.pk)
    assert find_differences(ranked_list.pk) == []
    return changed


def rebuilt(ranked_list):
    rebuild_list(ranked_list.pk)
    return [{key: value for key, value in row.items() if key != "list_id"} for row in standings()]


def test_a_list_with_an_ordinary_past_has_no_incident(songs):
    assert look(songs) == []
    assert not Incident.objects.exists()
    assert Board.objects.get(pk=songs.pk).incidents == 0


def test_guests_of_one_network_are_set_aside_and_the_rank_is_as_before(songs):
    item = middling(songs)
    before, votes = rank_of(item), Standing.objects.get(item=item).votes
    voters = Board.objects.get(pk=songs.pk).voters
    guests_for(item, 200)
    attacked = rank_of(item)
    (incident,) = look(songs)
    assert (incident.item, incident.kind, incident.state) == (item, "pick", State.OPEN)
    assert incident.voters.count() >= 195
    assert attacked < rank_of(item) == before
    assert Standing.objects.get(item=item).votes - votes <= 5
    assert Board.objects.get(pk=songs.pk).voters - voters <= 5
    assert Vote.objects.filter(item=item).count() == votes + 200  # nothing is deleted
    assert incident.rank_with is not None
    assert incident.rank_with <= attacked
    assert incident.first_vote_at <= incident.last_vote_at
    assert look(songs) == []


def test_guests_of_many_networks_are_set_aside_too(songs):
    item = middling(songs)
    before = rank_of(item)
    guests_for(item, 40, network=None)
    (incident,) = look(songs)
    assert incident.group in (Incident.Group.NEW, Incident.Group.LONE, Incident.Group.WINDOW)
    assert rank_of(item) == before


def test_known_voters_in_a_burst_are_set_aside(songs):
    item = middling(songs)
    before = rank_of(item)
    guests_for(item, 60, network=None, days=30)
    assert rank_of(item) == 1
    (incident,) = look(songs)
    assert incident.group == Incident.Group.WINDOW
    assert rank_of(item) >= before - 1  # some votes are no surprise, and count


def test_votes_against_an_item_are_set_aside(songs):
    first = songs.items.get(name="Song 0")
    before = rank_of(first)
    guests_for(first, 60, kind=Kind.DOWN)
    assert rank_of(first) != before
    (incident,) = look(songs)
    assert incident.kind == "down"
    assert rank_of(first) == before
    assert Standing.objects.get(item=first).downs <= 5


def test_matchups_and_rankings_are_looked_at(songs):
    item, *others = songs.items.order_by("-start_place")
    for n in range(40):
        answer_matchup(voter=voter_of("10.9.9.9"), item=item, other=others[n % 3], outcome=Vote.Outcome.ITEM)
    for n in range(30):
        voter = voter_of(f"10.5.{n}.1", days=30)
        answer_matchup(voter=voter, item=item, other=others[n % 3], outcome=Vote.Outcome.OTHER)
    recount_list(songs.pk)
    shown = {each.item_id: (each.won, each.lost) for each in explanation_of(item, 99).matchups}
    changed = look(songs)
    assert ("won", item.pk) in {(each.kind, each.item_id) for each in changed}
    after = {each.item_id: (each.won, each.lost) for each in explanation_of(item, 99).matchups}
    assert sum(won for won, _ in after.values()) < sum(won for won, _ in shown.values())
    for _ in range(60):
        save_ranking(voter=voter_of("10.8.8.8"), ranked_list=songs, item_ids=[item.pk, others[0].pk])
    assert Standing.objects.get(item=item).orders == 60
    look(songs)
    assert Standing.objects.get(item=item).orders <= 6


def test_a_moderator_lifts_and_confirms(songs):
    item = middling(songs)
    before = rank_of(item)
    guests_for(item, 200)
    attacked = rank_of(item)
    (incident,) = look(songs)
    assert set_incident_state(incident, State.LIFTED)
    assert rank_of(item) == attacked == Incident.objects.get().rank_with
    assert find_differences(songs.pk) == []
    assert look(songs) == []  # what was found honest is not set aside again
    assert set_incident_state(incident, State.CONFIRMED)
    assert not set_incident_state(incident, State.CONFIRMED)
    assert rank_of(item) == before
    first = rebuilt(songs)
    set_incident_state(incident, State.LIFTED)
    set_incident_state(incident, State.CONFIRMED)
    assert rebuilt(songs) == first
    assert look(songs) == []


def test_more_votes_join_an_open_incident(songs):
    item = middling(songs)
    guests_for(item, 60)
    (incident,) = look(songs)
    voters = incident.voters.count()
    guests_for(item, 60)
    assert look(songs) == [incident]
    assert incident.voters.count() >= voters + 55
    assert Incident.objects.count() == 1


def test_votes_after_a_confirmed_incident_are_a_new_one(songs):
    item = middling(songs)
    guests_for(item, 60)
    (incident,) = look(songs)
    set_incident_state(incident, State.CONFIRMED)
    guests_for(item, 60, network="10.6.6.6")
    (other,) = look(songs)
    assert other.pk != incident.pk
    assert Board.objects.get(pk=songs.pk).incidents == 2


def test_an_incident_ends_by_itself_when_its_voters_come_back(songs):
    """What they vote for does not matter, only that they do."""
    item, others = middling(songs), list(songs.items.filter(name__in=["Song 0", "Song 6", "Song 7"]))
    guests = guests_for(item, 14, network=None)
    (incident,) = look(songs)
    for n, guest in enumerate(guests):
        Voter.objects.filter(pk=guest.pk).update(created_at=timezone.now() - timedelta(days=9))
        cast_vote(voter=guest, item=others[n % 3], shown=list(songs.items.values_list("pk", flat=True)))
    assert look(songs) == [incident]
    incident.refresh_from_db()
    assert incident.state == State.LIFTED
    assert incident.accepted_version is None
    assert rank_of(item) < 5


def test_an_incident_that_ended_by_itself_opens_again(songs):
    item = middling(songs)
    guests = guests_for(item, 30, network=None)
    (incident,) = look(songs)
    for guest in guests:
        cast_vote(voter=guest, item=item, on=False)
    recount_list(songs.pk)
    assert [each.state for each in look(songs)] == [State.LIFTED]
    for guest in guests:
        cast_vote(voter=guest, item=item)
    recount_list(songs.pk)
    assert [(each.pk, each.state) for each in look(songs)] == [(incident.pk, State.OPEN)]


def test_only_the_votes_on_the_item_are_set_aside(songs):
    item, other = middling(songs), songs.items.get(name="Song 3")
    guests = guests_for(item, 60)
    cast_vote(voter=guests[-1], item=other)
    recount_list(songs.pk)
    votes = Standing.objects.get(item=other).votes
    look(songs)
    assert Standing.objects.get(item=other).votes == votes
    assert IncidentVoter.objects.filter(voter=guests[-1]).exists()


def test_a_surge_does_not_make_a_list_trend(songs):
    guests = guests_for(middling(songs), 60)
    long_ago = timezone.now() - timedelta(days=1)
    assert guests[-1].pk in recent_voters(songs.pk, long_ago, 500)
    look(songs)
    assert guests[-1].pk not in recent_voters(songs.pk, long_ago, 500)


def test_signing_up_does_not_make_votes_count(songs):
    item = middling(songs)
    guests = guests_for(item, 60)
    look(songs)
    before, rows = rank_of(item), standings()
    account = voter_of(days=30)
    cast_vote(voter=account, item=songs.items.get(name="Song 1"))
    rows = {row["item_id"]: row["votes"] for row in standings()}
    merge_ballots(guest=guests[-1], into=account)
    assert find_differences(songs.pk) == []
    assert IncidentVoter.objects.filter(voter=account).exists()
    assert not IncidentVoter.objects.filter(voter=guests[-1]).exists()
    assert rank_of(item) == before
    assert {row["item_id"]: row["votes"] for row in standings()} == rows


def test_an_account_that_is_in_the_incident_itself_can_claim_a_guest(songs):
    item = middling(songs)
    guests = guests_for(item, 60)
    look(songs)
    merge_ballots(guest=guests[-1], into=guests[-2])
    assert find_differences(songs.pk) == []
    assert IncidentVoter.objects.filter(voter=guests[-2]).count() == 1


def test_erased_votes_leave_the_incident(songs):
    item = middling(songs)
    guests = guests_for(item, 60)
    (incident,) = look(songs)
    voters = incident.voters.count()
    erase_votes(voter=guests[-1])
    assert incident.voters.count() == voters - 1
    assert find_differences(songs.pk) == []
    set_incident_state(incident, State.LIFTED)
    assert find_differences(songs.pk) == []


def test_the_same_after_any_sequence(songs):
    """Votes, trust, incidents and decisions in any order: the standings are those of the log, to the last bit."""
    rng, item = random.Random(7), middling(songs)
    guests = guests_for(item, 40)
    for _ in range(25):
        match rng.randrange(6):
            case 0:
                guests += guests_for(item, rng.randrange(1, 20), network=rng.choice([None, "10.9.9.9", "10.4.4.4"]))
            case 1:
                update_incidents(songs.pk)
            case 2:
                for incident in Incident.objects.all():
                    set_incident_state(incident, rng.choice([State.LIFTED, State.CONFIRMED]))
            case 3:
                set_trust(voter=rng.choice(guests), trust=rng.choice([0, 0.5, 1]))
            case 4:
                cast_vote(voter=rng.choice(guests), item=rng.choice(songs.items.all()), on=rng.random() < 0.7)
            case 5:
                rebuild_list(songs.pk)
        recount_list(songs.pk)
        assert find_differences(songs.pk) == []
    assert Incident.objects.exists()


def test_the_first_voters_of_a_list_are_no_incident(ada):
    ranked_list = create_list(voter=ada, title="New", prompt="", items=[NewItem("A"), NewItem("B")])
    guests_for(ranked_list.items.get(name="A"), 15, network=None)
    assert look(ranked_list) == []


def test_the_state_of_an_incident_is_decided_by_people(songs):
    guests_for(middling(songs), 60)
    (incident,) = look(songs)
    with pytest.raises(ValueError, match="opens an incident"):
        set_incident_state(incident, State.OPEN)


def test_a_decision_during_a_look_is_not_overruled(songs, monkeypatch):
    item = middling(songs)
    guests_for(item, 60)
    (incident,) = look(songs)
    guests_for(item, 30)

    def decided_meanwhile(*asked):
        found = surges_on_list(*asked)
        set_incident_state(incident, State.LIFTED)
        return found

    monkeypatch.setattr(incidents, "surges_on_list", decided_meanwhile)
    assert update_incidents(songs.pk) == []
    monkeypatch.undo()
    assert look(songs) == []
    assert Incident.objects.get().state == State.LIFTED


def test_two_looks_at_once_open_one_incident(songs, monkeypatch):
    guests_for(middling(songs), 60)

    def looked_meanwhile(*asked):
        found = surges_on_list(*asked)
        monkeypatch.undo()
        update_incidents(songs.pk)
        return found

    monkeypatch.setattr(incidents, "surges_on_list", looked_meanwhile)
    assert update_incidents(songs.pk) == []
    assert Incident.objects.count() == 1
    assert find_differences(songs.pk) == []


def test_the_rank_with_the_votes_follows_the_list(songs):
    item = middling(songs)
    guests_for(item, 60)
    (incident,) = look(songs)
    Incident.objects.update(rank_with=99)
    update_ranks_with(timezone.now() + timedelta(days=1))
    assert Incident.objects.get().rank_with == 99
    update_ranks_with(timezone.now() - timedelta(days=1))
    set_incident_state(incident, State.LIFTED)
    assert Incident.objects.get().rank_with == rank_of(item)
