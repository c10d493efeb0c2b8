"""Who decides about incidents, and what the public sees of it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from ranklore.ballots.actions.account_deletion import delete_votes_of_list
from ranklore.ballots.actions.incidents import set_incident_state, update_incidents
from ranklore.ballots.models import Incident, Standing
from ranklore.ballots.tests.incidents.crowds import guests_for, list_with_past
from ranklore.lists.models import RankedList
from ranklore.moderation.access import is_moderator, moderators
from ranklore.moderation.actions.decisions import decide_incident
from ranklore.moderation.actions.moderators import add_moderator, remove_moderator
from ranklore.moderation.models import Decision, Moderator
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of, signed_in
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db
State = Incident.State


@pytest.fixture
def incident(ada):
    songs = list_with_past(ada)
    guests_for(songs.items.get(name="Song 4"), 60)
    (incident,) = update_incidents(songs.pk)
    return incident


@pytest.fixture
def mo():
    account = account_of("mo")
    add_moderator(account)
    return account


def address_of(incident):
    return f"/l/{incident.list.slug}/incidents/{incident.pk}"


def text_of(response):
    return " ".join(response.content.decode().split())


def decide(client, incident, state):
    return client.post(f"{address_of(incident)}/decide", {"state": state})


def test_a_moderator_decides_and_everybody_can_read_it(incident, mo):
    client = signed_in(mo)
    assert "Confirm: keep them set aside" in text_of(client.get(address_of(incident)))
    assert decide(client, incident, "confirmed").status_code == 303
    incident.refresh_from_db()
    assert incident.state == State.CONFIRMED
    page = text_of(Client().get(address_of(incident)))
    assert "confirmed. The votes stay set aside." in page
    assert 'href="/@mo"' in page
    assert "Decide as a moderator" not in page


@pytest.mark.parametrize("who", ["a guest", "a member", "a former moderator", "the maker"])
def test_nobody_else_decides(incident, mo, who):
    remove_moderator(mo)
    client = signed_in({"a member": lambda: account_of("li"), "a former moderator": lambda: mo}[who]()) if who in (
        "a member", "a former moderator",
    ) else Client()  # fmt: skip
    if who == "the maker":
        client = signed_in(account_of("ky"))
        RankedList.objects.filter(pk=incident.list_id).update(created_by=Voter.objects.get(account__name="ky"))
    ranks = list(Standing.objects.order_by("item").values())
    answer = decide(client, incident, "lifted")
    assert answer.status_code == 403
    assert "Only moderators can decide about an incident. Nothing was changed." in text_of(answer)
    incident.refresh_from_db()
    assert incident.state == State.OPEN
    assert list(Standing.objects.order_by("item").values()) == ranks
    assert "Decide as a moderator" not in text_of(client.get(address_of(incident)))


def test_a_role_that_was_lost_while_the_page_was_open(incident, mo):
    voter = mo.voter
    remove_moderator(mo)
    with pytest.raises(Refused):
        decide_incident(moderator=voter, incident=incident, state=State.LIFTED)
    assert not Decision.objects.exists()


def test_a_second_click_writes_nothing(incident, mo):
    client = signed_in(mo)
    decide(client, incident, "lifted")
    answer = client.post(f"{address_of(incident)}/decide", {"state": "lifted"}, follow=True)
    assert "This was decided already. Nothing was changed." in text_of(answer)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("state", ["open", "", "gone", "lifted\x00"])
def test_other_states_are_refused(incident, mo, state):
    assert decide(signed_in(mo), incident, state).status_code == 400
    incident.refresh_from_db()
    assert incident.state == State.OPEN


def test_an_incident_belongs_to_its_list(incident, mo, songs):
    client = signed_in(mo)
    wrong = f"/l/{songs.slug}/incidents/{incident.pk}"
    assert client.get(wrong).status_code == 404
    assert client.post(f"{wrong}/decide", {"state": "lifted"}).status_code == 404
    assert client.get(f"/l/{songs.slug}/incidents/999").status_code == 404
    assert client.get(f"/l/{songs.slug}/incidents/{2**70}").status_code == 404


def test_the_pages_of_a_list_tell_of_it(incident):
    songs, item = incident.list, incident.item
    for path in (f"/l/{songs.slug}", item.get_absolute_url(), f"/l/{songs.slug}/incidents"):
        assert "votes for Song 4" in text_of(Client().get(path)), path
    other = songs.items.get(name="Song 0")
    assert "Set aside" not in text_of(Client().get(other.get_absolute_url()))
    set_incident_state(incident, State.LIFTED)
    assert "incident-notice" not in text_of(Client().get(f"/l/{songs.slug}"))
    assert "Counted again" in text_of(Client().get(f"/l/{songs.slug}/incidents"))


def test_a_list_without_incidents_says_so(songs, django_assert_num_queries):
    assert "No votes on this list were ever set aside." in text_of(Client().get(f"/l/{songs.slug}/incidents"))


def test_voters_see_that_their_votes_do_not_count(incident, client_of):
    voter = incident.voters.select_related("voter").last().voter
    page = text_of(client_of(voter).get(f"/me/l/{incident.list.slug}"))
    assert "Your votes on <bdi>Song 4</bdi> are set aside." in page
    assert address_of(incident) in page
    set_incident_state(incident, State.LIFTED)
    assert "are set aside" not in text_of(client_of(voter).get(f"/me/l/{incident.list.slug}"))


def test_a_decision_outlives_its_moderator(incident, mo):
    decide_incident(moderator=mo.voter, incident=incident, state=State.LIFTED)
    Voter.objects.filter(account=mo).update(account=None)
    mo.delete()
    assert not Moderator.objects.exists()
    assert "A former moderator" in text_of(Client().get(address_of(incident)))


def test_an_incident_that_ended_by_itself_says_so(incident):
    Incident.objects.filter(pk=incident.pk).update(state=State.LIFTED)
    assert "ended by itself" in text_of(Client().get(address_of(incident)))


def test_roles_are_given_and_taken_by_a_command(capsys):
    account = account_of("mo")
    call_command("role", "mo", "moderator")
    assert is_moderator(account.voter)
    call_command("role", "mo", "moderator")
    call_command("role")
    call_command("role", "mo", "member")
    assert moderators() == []
    assert capsys.readouterr().out.splitlines() == [
        "mo is now a moderator.",
        "mo is already a moderator.",
        "mo: moderator",
        "mo is now a member.",
    ]


@pytest.mark.parametrize(("arguments", "message"), [(["mo"], "Say which role"), (["li", "member"], "no account")])
def test_a_command_that_cannot_be_done(arguments, message):
    account_of("mo")
    with pytest.raises(CommandError, match=message):
        call_command("role", *arguments)


def test_a_list_is_deleted_with_its_incidents(incident, mo):
    decide_incident(moderator=mo.voter, incident=incident, state=State.CONFIRMED)
    delete_votes_of_list(incident.list_id)
    assert not Incident.objects.exists()
    assert not Decision.objects.exists()
