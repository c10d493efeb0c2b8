"""Account deletion: what is deleted and what stays."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import PublishedRanking, Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.core.tests.threads import in_threads
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.models import Comment, CommentNote, CommentRevision, HelpfulVote
from ranklore.drafts.models import Draft
from ranklore.drafts.tests.factories import make_draft
from ranklore.lists.access import get_list_for, get_own_list
from ranklore.lists.actions.content_notes import set_folded_notes, set_item_notes
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import FoldedNotes, ItemNote, RankedList
from ranklore.people.models import Account, Session
from ranklore.people.tests.accounts import account_of, add_passkey, long_ago, signed_in, signed_up
from ranklore.site.actions.account_deletion import delete_account

pytestmark = pytest.mark.django_db
ERASE_ALL = {"votes": "erase", "comments": "remove"}


@pytest.fixture
def mo(songs):
    """mo voted, commented and published a ranking on ada's list."""
    mo = account_of("mo")
    dust = songs.items.get(name="Dust")
    cast_vote(voter=mo.voter, item=dust)
    comment_on_item(voter=mo.voter, item=dust, author="mo", text="Mine.", nonce=uuid.uuid4())
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    make_draft(mo.voter, "A")
    return mo


@pytest.fixture
def own(mo):
    """A list that mo made."""
    own = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    cast_vote(voter=mo.voter, item=own.items.get())
    return own


def test_the_page_says_what_is_deleted_and_what_stays(mo, own, ben):
    cast_vote(voter=ben, item=create_list(title="Best teas", items=[NewItem("Oolong")], voter=mo.voter).items.get())
    page = signed_in(mo).get("/account/delete").content.decode()
    assert "These lists are deleted, because nobody else took part in them: “<bdi>Best soups</bdi>”" in page
    assert "1 of your lists stays" in page and "Your published ranking" in page


def test_everything_can_be_deleted(mo, own, songs):
    client = signed_in(mo)
    add_passkey(mo, "phone")
    response = client.post("/account/delete", ERASE_ALL, follow=True)
    assert "Your account is deleted." in response.content.decode()
    for gone in (Account, EmailAddress, Authenticator, Vote, PublishedRanking, Draft):
        assert not gone.objects.exists(), gone
    assert not Session.objects.filter(account_id=mo.pk).exists()
    assert [each.title for each in RankedList.objects.all()] == ["Saddest songs"]
    assert not Comment.objects.exclude(text="").exists()
    assert "Mine." not in client.get("/l/saddest-songs").content.decode()
    assert client.get("/@mo").status_code == 404
    assert find_differences(songs.pk) == []


def test_votes_and_comments_can_stay(mo, songs):
    signed_in(mo).post("/account/delete", {"votes": "keep", "comments": "keep"})
    vote = Vote.objects.filter(kind=Vote.Kind.PICK).get()
    assert vote.voter.account is None and vote.voter.name == ""
    assert find_differences(songs.pk) == []
    page = Client().get(songs.items.get(name="Dust").get_absolute_url()).content.decode()
    assert "Mine." in page and "Someone who left" in page and ">mo<" not in page


def test_published_rankings_can_stay_without_the_name(mo):
    address = f"/l/saddest-songs/by/{PublishedRanking.objects.get().key}"
    assert '<a href="/@mo"><bdi>mo</bdi></a>' in Client().get(address).content.decode()
    picture = Client().get(f"{address}.png").content
    client = signed_in(mo)
    assert (
        "Keep your published ranking, under the name “Someone who left”."
        in client.get("/account/delete").content.decode()
    )
    client.post("/account/delete", {"votes": "show", "comments": "remove"})
    page = Client().get(address).content.decode()
    assert "Ranked by <bdi>Someone who left</bdi>" in page and ">mo<" not in page
    assert Client().get(f"{address}.png").content != picture


@pytest.mark.parametrize("votes", ["erase", "keep"])
def test_published_rankings_are_deleted_otherwise(mo, votes):
    address = f"/l/saddest-songs/by/{PublishedRanking.objects.get().key}"
    signed_in(mo).post("/account/delete", {"votes": votes, "comments": "keep"})
    assert Client().get(address).status_code == 404


def test_no_cookie_leads_to_the_votes_that_stayed(mo, client_of):
    before = mo.voter
    delete_account(mo, keep_votes=True, keep_comments=True)
    assert "You have not voted" in client_of(before).get("/me").content.decode()


@pytest.mark.parametrize("who", ["votes", "comments", "adds"])
def test_a_list_that_others_took_part_in_stays(mo, own, ben, who):
    pea = own.items.get()
    if who == "votes":
        cast_vote(voter=ben, item=pea)
    elif who == "comments":
        comment_on_item(voter=ben, item=pea, author="ben", text="Soup!", nonce=uuid.uuid4())
    else:
        add_item(ranked_list=own, voter=ben, name="Leek", nonce=uuid.uuid4())
    delete_account(mo, keep_votes=False, keep_comments=False)
    assert RankedList.objects.filter(pk=own.pk).exists()
    assert Client().get(own.get_absolute_url()).status_code == 200


def test_helpful_votes_and_content_notes_are_deleted_with_the_votes(mo, songs, ben):
    dust = songs.items.get(name="Dust")
    theirs = comment_on_item(voter=ben, item=dust, author="ben", text="Yes.", nonce=uuid.uuid4())
    set_helpful(voter=mo.voter, comment=theirs, on=True)
    set_comment_notes(voter=mo.voter, comment=theirs, notes=["death"])
    set_item_notes(voter=mo.voter, item=dust, notes=["death"])
    set_folded_notes(voter=mo.voter, notes=["war"])
    delete_account(mo, keep_votes=False, keep_comments=False)
    for gone in (HelpfulVote, CommentNote, ItemNote, FoldedNotes):
        assert not gone.objects.exists(), gone
    theirs.refresh_from_db()
    assert (theirs.helpful, theirs.score) == (0, 0)


def test_revisions_are_deleted_with_the_comment(mo, songs):
    comment = Comment.objects.get()
    CommentRevision.objects.create(comment=comment, text="Mine, once.")
    delete_account(mo, keep_votes=True, keep_comments=False)
    assert not CommentRevision.objects.exists()


def test_a_list_is_deleted_with_its_threads(mo, own):
    pea = own.items.get()
    first = comment_on_item(voter=mo.voter, item=pea, author="", text="One.", nonce=uuid.uuid4())
    comment_on_item(voter=mo.voter, item=pea, author="", text="Two.", nonce=uuid.uuid4(), parent=first)
    set_comment_notes(voter=mo.voter, comment=first, notes=["death"])
    set_item_notes(voter=mo.voter, item=pea, notes=["death"])
    delete_account(mo, keep_votes=True, keep_comments=True)
    assert not RankedList.objects.filter(pk=own.pk).exists()


def test_deletion_signs_out_other_browsers(mo):
    elsewhere, here = signed_in(mo), signed_in(mo)
    here.post("/account/delete", ERASE_ALL)
    assert elsewhere.get("/account").url.startswith("/sign-in")
    assert elsewhere.get("/").status_code == 200


def test_deleting_twice_changes_nothing(mo):
    client = signed_in(mo)
    client.post("/account/delete", ERASE_ALL)
    assert client.post("/account/delete", ERASE_ALL).url.startswith("/sign-in")
    delete_account(mo, keep_votes=False, keep_comments=False)
    assert not Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_deletions_at_once_delete_once(mo, songs):
    in_threads(
        *[lambda: delete_account(Account.objects.filter(pk=mo.pk).first() or mo, keep_votes=False, keep_comments=True)]
        * 2
    )
    assert not Account.objects.exists()
    assert find_differences(songs.pk) == []


def test_a_failed_deletion_changes_nothing(mo, own, monkeypatch):
    def fail(account):
        raise RuntimeError

    monkeypatch.setattr("ranklore.site.actions.account_deletion.delete_account_row", fail)
    votes = Vote.objects.count()
    with pytest.raises(RuntimeError):
        delete_account(mo, keep_votes=False, keep_comments=False)
    assert Vote.objects.count() == votes and PublishedRanking.objects.exists()
    assert RankedList.objects.filter(pk=own.pk).exists()


def test_an_old_session_must_reauthenticate_before_it_deletes(mo):
    client = long_ago(signed_in(mo))
    assert client.get("/account/delete").url.startswith("/account/prove")
    assert client.post("/account/delete", ERASE_ALL).url.startswith("/account/prove")
    assert Account.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"votes": "erase"}, {"votes": "all", "comments": "keep"}])
def test_an_incomplete_form_deletes_nothing(mo, fields):
    response = signed_in(mo).post("/account/delete", fields)
    assert response.status_code == 422
    assert Account.objects.exists()


def test_the_address_can_sign_up_again(mo):
    delete_account(mo, keep_votes=False, keep_comments=False)
    signed_up("kay", email="mo@example.org")
    assert Account.objects.get().name == "kay"


@pytest.fixture
def deleted_when_found(mo, monkeypatch):
    """mo's list, which is deleted with mo just after a view has loaded it."""
    soups = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)

    def in_view(where, find):
        def find_and_delete(voter, slug):
            found = find(voter, slug)
            delete_account(mo, keep_votes=False, keep_comments=False)
            return found

        monkeypatch.setattr(f"ranklore.{where}.{find.__name__}", find_and_delete)
        return soups.get_absolute_url()

    return in_view


@pytest.mark.parametrize(
    ("form", "view", "typed"),
    [
        ("talk/comment", "discussion.views.write", {"text": "I like them.", "author": ""}),
        ("add", "site.views.add_item", {"name": "Leek"}),
    ],
)
def test_text_for_a_list_that_was_just_deleted_is_kept_in_the_form(
    ben, client_of, deleted_when_found, form, view, typed
):
    address = deleted_when_found(view, get_list_for)
    answer = client_of(ben).post(f"{address}/{form}", {**typed, "nonce": uuid.uuid4()})
    page = answer.content.decode()
    assert answer.status_code == 422 and "This list was deleted a moment ago" in page
    assert next(filter(None, typed.values())) in page


def test_tags_for_a_list_that_was_just_deleted_are_kept_in_the_form(mo, deleted_when_found):
    address = deleted_when_found("lists.views.filing", get_own_list)
    answer = signed_in(mo).post(f"{address}/tags", {"category": "", "tags": "warm, green"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "This list was deleted a moment ago" in page and "warm, green" in page
