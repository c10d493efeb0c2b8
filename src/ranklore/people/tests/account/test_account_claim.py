"""Signing up or in claims what the guest of the browser did."""

import uuid

import pytest
from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import PublishedRanking, Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import list_vote_form
from ranklore.core.tests.threads import in_threads
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.models import Comment
from ranklore.drafts.tests.factories import make_draft
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.people.access import GUEST_COOKIE
from ranklore.people.models import Account, Voter
from ranklore.people.tests.accounts import PASSWORD, account_of, signed_in, signed_up
from ranklore.site.actions.account_claim import ClaimedCounts, claim_guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(songs):
    return {item.name: item for item in songs.items.all()}


@pytest.fixture
def guest(songs, items):
    """A guest who voted, commented, added an item and made a list."""
    guest = Voter.objects.create(name="pat")
    add_item(ranked_list=songs, voter=guest, name="Fog", nonce=uuid.uuid4())
    cast_vote(voter=guest, item=items["Dust"])
    cast_vote(voter=guest, item=items["Echo"], kind=Vote.Kind.DOWN)
    comment_on_item(voter=guest, item=items["Dust"], author="pat", text="Mine.", nonce=uuid.uuid4())
    create_list(title="Best soups", voter=guest)
    return guest


def test_signing_up_makes_the_guest_the_account_s_voter(guest, client_of, songs):
    client = client_of(guest)
    before = client.cookies[GUEST_COOKIE].value
    signed_up("mo", client)
    page = client.get("/").content.decode()
    assert "What you did as a guest is now in your account: 2 votes, 1 comment, 1 list, 1 item." in page
    account = Account.objects.get()
    assert account.voter.pk == guest.pk and account.voter.name == "mo"
    my_votes = " ".join(client.get("/me").content.decode().split())
    assert "You have 2 votes. You have voted on 1 list." in my_votes
    assert find_differences(songs.pk) == []
    stranger = Client()
    stranger.cookies[GUEST_COOKIE] = before
    assert "You have not voted on anything yet" in stranger.get("/me").content.decode()


def test_signing_in_merges_the_guest_into_the_account(guest, client_of, songs, items):
    mo = account_of("mo")
    cast_vote(voter=mo.voter, item=items["Alone"])
    cast_vote(voter=mo.voter, item=items["Echo"])  # later than the guest's vote on it, so this one counts
    save_ranking(voter=guest, ranked_list=songs, item_ids=[items["Dust"].pk])
    publish_ranking(voter=guest, ranked_list=songs, name="mo")
    draft = make_draft(guest, "A")
    client = signed_in(mo, client_of(guest))
    assert "is now in your account: " in client.get("/").content.decode()
    said = votes_on_items(mo.voter, [item.pk for item in items.values()])
    assert said == {items["Alone"].pk: "pick", items["Dust"].pk: "pick", items["Echo"].pk: "pick"}
    assert Comment.objects.get().voter == mo.voter
    assert PublishedRanking.objects.get().voter == mo.voter
    assert songs.items.get(name="Fog").added_by == mo.voter
    draft.refresh_from_db()
    assert draft.voter == mo.voter
    assert client.get(f"/new/{draft.pk}").status_code == 200
    assert find_differences(songs.pk) == []


def test_a_guest_is_merged_once(guest, songs, items):
    """A second merge would take the guest's retractions for newer votes."""
    mo, key = account_of("mo"), guest.key
    assert claim_guest(account=mo, guest_key=key).votes == 2
    assert claim_guest(account=mo, guest_key=key) == ClaimedCounts()
    assert votes_on_items(mo.voter, [items["Dust"].pk]) == {items["Dust"].pk: "pick"}


def test_signing_in_does_not_restore_votes_that_were_set_aside(guest, songs):
    mo, ray = account_of("mo"), account_of("ray")
    set_trust(voter=guest, trust=0)
    claim_guest(account=mo, guest_key=guest.key)
    mo.voter.refresh_from_db()
    assert mo.voter.trust == 0
    claim_guest(account=ray, guest_key=Voter.objects.create(trust=1).key)
    ray.voter.refresh_from_db()
    assert ray.voter.trust == 1
    assert find_differences(songs.pk) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_voter", [True, False])
def test_two_sign_ins_at_once_claim_once(guest, items, has_voter):
    mo, key = account_of("mo"), guest.key
    if not has_voter:
        Voter.objects.filter(account=mo).delete()
    mo = Account.objects.get()
    claimed = []
    in_threads(*[lambda: claimed.append(claim_guest(account=mo, guest_key=key).votes)] * 3)
    assert votes_on_items(Voter.objects.get(account=mo), [items["Dust"].pk]) == {items["Dust"].pk: "pick"}
    assert find_differences(items["Dust"].list_id) == []


@pytest.mark.django_db(transaction=True)
def test_two_accounts_at_once_do_not_share_a_guest(guest, items):
    accounts, key = [account_of("mo"), account_of("ray")], guest.key
    in_threads(*[lambda account=account: claim_guest(account=account, guest_key=key) for account in accounts])
    picks = [votes_on_items(account.voter, [items["Dust"].pk]) for account in accounts]
    assert sorted(map(len, picks)) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_votes_cast_during_a_claim_do_not_stop_it(guest, songs, items):
    mo, key = account_of("mo"), guest.key

    def vote():
        for n in range(12):
            cast_vote(voter=guest, item=items[("Alone", "Bells", "Cold")[n % 3]], on=n < 6)

    in_threads(vote, vote, lambda: claim_guest(account=mo, guest_key=key))
    assert votes_on_items(mo.voter, [items["Dust"].pk]) == {items["Dust"].pk: "pick"}
    assert find_differences(songs.pk) == []


def test_a_claim_that_fails_leaves_the_guest_a_guest(guest, client_of, monkeypatch):
    mo = account_of("mo")

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("ranklore.site.actions.account_claim.merge_comments", fail)
    client = client_of(guest)
    client.raise_request_exception = False
    assert client.post("/sign-in", {"login": mo.email, "password": PASSWORD}).status_code == 500
    assert not client.get("/").wsgi_request.user.is_authenticated
    my_votes = " ".join(client.get("/me").content.decode().split())
    assert "You have 2 votes. You have voted on 1 list." in my_votes


def test_no_cookie_leads_to_the_voter_of_an_account(client_of):
    """The key of a voter is useless once an account has it, in case it ever leaks."""
    mo = account_of("mo")
    assert "You have not voted" in client_of(mo.voter).get("/me").content.decode()
    ray = account_of("ray")
    claim_guest(account=ray, guest_key=mo.voter.key)
    mo.voter.refresh_from_db()
    assert mo.voter.account == mo


def test_a_vote_belongs_to_the_account_that_is_signed_in(songs):
    mo = account_of("mo")
    client = signed_in(mo)
    client.post("/l/saddest-songs/vote", list_vote_form(client, songs, "Dust"))
    assert Vote.objects.get().voter == mo.voter


def test_a_comment_shows_the_name_of_the_account(songs, items):
    mo = account_of("mo")
    client = signed_in(mo)
    address = items["Dust"].get_absolute_url()
    assert 'name="author"' not in client.get(address).content.decode()
    client.post(f"{address}/comment", {"text": "Mine.", "author": "ray", "nonce": uuid.uuid4()})
    page = client.get(address).content.decode()
    assert '<a href="/@mo"' in page and "ray" not in page
    client.post("/account/name", {"name": "moritz"})
    assert '<a href="/@moritz"' in client.get(address).content.decode()


def test_a_guest_who_did_nothing_gets_no_claim_message(songs):
    client = signed_up("mo")
    assert "as a guest" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("claimed", "words"),
    [
        (ClaimedCounts(), ""),
        (ClaimedCounts(votes=1), "What you did as a guest is now in your account: 1 vote."),
        (
            ClaimedCounts(votes=1200, comments=2),
            "What you did as a guest is now in your account: 1,200 votes, 2 comments.",
        ),
    ],
)
def test_the_claim_message_counts_what_was_claimed(claimed, words):
    assert claimed.message == words
