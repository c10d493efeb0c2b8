"""Following and unfollowing: by plain forms, once however often they are sent, with a way back."""

import uuid

import pytest
from django.http import Http404
from django.test import Client

from ranklore.ballots.actions import keep_order_private, publish_order, put_in_order
from ranklore.discussion.actions import delete_comment
from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.following import actions
from ranklore.following.access import get_thing
from ranklore.following.models import Follow, Reader, Topic
from ranklore.following.queries import button_for, followed_by, notices_for
from ranklore.following.rules import Held, held_in
from ranklore.following.tests.make import account_of, follows, signed_in, told, unread
from ranklore.following.topics import thing_of, thing_of_topic
from ranklore.lists.actions import remove_item
from ranklore.people.actions import save_voter, take_name
from ranklore.people.models import Account, Voter
from ranklore.shell.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ada):
    return client_of(ada)


def test_a_list_an_item_a_person_and_a_thread_can_be_followed(client, songs, dust, ada, ben, mo):
    first = said(ben, dust)
    for row, page in ((songs, songs.get_absolute_url()), (dust, dust.get_absolute_url()), (mo, "/@mo")):
        answer = client.post("/follow", {"what": thing_of(row).key, "on": "1"})
        assert (answer.status_code, answer.url) == (303, page)
        assert "Following" in client.get(page).content.decode()
    assert client.post("/follow", {"what": f"thread:{first.pk}", "on": "1"}).url == f"/c/{first.pk}"
    assert "Following" in client.get(f"/c/{first.pk}").content.decode()
    titles = [each.thing.title for each in followed_by(ada, None)[0]]
    assert titles == ["a thread on Dust", "mo", "Dust", "Saddest songs"]


def test_a_second_click_changes_nothing(client, songs, ada):
    for on in ("1", "1", "0", "0"):
        assert client.post("/follow", {"what": f"list:{songs.pk}", "on": on}).status_code == 303
        assert Follow.objects.filter(voter=ada).count() == int(on)


def test_a_guest_s_first_follow_makes_them_a_voter(songs):
    client = Client()
    client.post("/follow", {"what": f"list:{songs.pk}", "on": "1"})
    assert Follow.objects.get().voter.account is None
    assert "Saddest songs" in client.get("/following").content.decode()


def test_htmx_gets_the_button_and_the_sentence(client, songs):
    answer = client.post("/follow", {"what": f"list:{songs.pk}", "on": "1"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'aria-pressed="true"' in page and "hx-swap-oob" in page
    page = client.post(
        "/follow", {"what": f"list:{songs.pk}", "on": "0"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'aria-pressed="false"' in page and 'name="held"' in page


def test_an_unfollowed_thing_can_be_put_back_as_it_was(client, dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    assert told(ada)
    back = client.post("/follow", {"what": f"item:{dust.pk}", "on": "0", "back": "following"}).url
    page = client.get(back).content.decode()
    assert "Undo: follow" in page and told(ada) == []
    held = page.split('name="held" value="')[1].split('"')[0]
    answer = client.post("/follow", {"what": f"item:{dust.pk}", "on": "1", "held": held, "back": "following"})
    assert answer.url == "/following"
    assert told(ada) == ["ben commented on Dust"]


def test_an_undo_reaches_no_further_than_now(dust, ada):
    actions.follow(voter=ada, thing=thing_of(dust), held=held_in(f"{10**17}.9999999999"))
    follow = Follow.objects.get()
    assert follow.after == 0 and follow.since.year < 2100


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "x.1", "1.99999999999", "٣.1", "-1.1", "1.1.1", "1" * 19 + ".1"])
def test_nonsense_for_an_undo_is_passed_over(text):
    assert held_in(text) is None


def test_an_undo_is_read_as_it_is_written():
    held = held_in("7.1700000000")
    assert isinstance(held, Held) and str(held) == "7.1700000000"


@pytest.mark.parametrize(
    "what",
    ["", "list", "list:", "list:0", "list:x", "vote:1", "list:" + "9" * 18, "list:" + "9" * 40, "list:٣", "\x00:1"],
)
def test_what_is_not_there_cannot_be_followed(client, what):
    assert client.post("/follow", {"what": what, "on": "1"}).status_code == 404
    assert not Topic.objects.exists()


def test_what_went_cannot_be_followed(dust, ada, ben, mo):
    comment = said(ben, dust)
    reply = said(ada, comment)
    with pytest.raises(Http404):
        get_thing(f"thread:{reply.pk}")
    delete_comment(comment)
    delete_comment(reply)
    remove_item(dust)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    for row in (comment, dust, mo):
        with pytest.raises(Http404):
            get_thing(thing_of(row).key)


def test_a_thread_whose_first_comment_was_deleted_goes_on_and_is_let_go(client, dust, ada, ben, cy):
    first = said(ben, dust)
    follows(ada, first)
    reply = said(cy, first)
    delete_comment(first)
    key, page = f"thread:{first.pk}", f"/c/{first.pk}"
    assert told(ada) == ["cy commented on Dust"]
    assert 'aria-pressed="true"' in client.get(page).content.decode()
    assert key in client.get("/following").content.decode()
    client.post("/follow", {"what": key, "on": "0"})
    assert not Follow.objects.filter(voter=ada).exists()
    assert 'aria-pressed="false"' in client.get(page).content.decode()
    client.post("/follow", {"what": key, "on": "1"})
    delete_comment(reply)
    assert client.post("/follow", {"what": key, "on": "0"}).status_code == 303
    assert not Follow.objects.filter(voter=ada).exists()
    assert client.post("/follow", {"what": key, "on": "1"}).status_code == 404


def test_nobody_lets_go_of_what_another_follows(client, dust, ben, mo):
    follows(ben, mo)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    assert client.post("/follow", {"what": f"person:{mo.pk}", "on": "0"}).status_code == 404
    assert Client().post("/follow", {"what": f"person:{mo.pk}", "on": "0"}).status_code == 404
    assert Follow.objects.count() == 1


def test_a_thread_on_a_ranking_is_there_to_be_followed_while_the_ranking_is_published(songs, dust, ada, ben):
    put_in_order(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_order(voter=ben, ranked_list=songs, name="ben")
    thread = said(ben, Subject(songs, order_key=shown.key))
    follows(ada, thread)
    assert len(followed_by(ada, None)[0]) == 1
    keep_order_private(voter=ben, ranked_list=songs)
    with pytest.raises(Http404):
        get_thing(f"thread:{thread.pk}")
    assert followed_by(ada, None)[0] == ()


def test_somebody_without_a_name_cannot_be_followed(db):
    nobody = Account.objects.create(email="no@example.org")
    with pytest.raises(Http404):
        get_thing(f"person:{nobody.pk}")


def test_nobody_follows_themselves(mo):
    client = signed_in(mo)
    answer = client.post("/follow", {"what": f"person:{mo.pk}", "on": "1"}, follow=True)
    assert "This is you." in answer.content.decode() and not Follow.objects.exists()
    assert 'id="follow"' not in client.get("/@mo").content.decode()


def test_a_person_who_never_wrote_can_be_followed_and_found_after_a_new_name(client, ada, mo):
    Voter.objects.filter(account=mo).delete()
    assert client.post("/follow", {"what": f"person:{mo.pk}", "on": "1"}).url == "/@mo"
    take_name(mo, "moritz")
    assert [each.thing.address for each in followed_by(ada, None)[0]] == ["/@moritz"]


def test_there_is_an_end_to_what_one_follows(songs, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.FOLLOWS_MOST", 1)
    follows(ada, dust)
    with pytest.raises(Refused, match="which is the most"):
        follows(ada, songs)


def test_what_went_takes_no_room(songs, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.FOLLOWS_MOST", 1)
    follows(ada, dust)
    remove_item(dust)
    follows(ada, songs)
    assert Follow.objects.count() == 2


def test_what_is_followed_is_followed_again_where_there_is_no_room(client, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.FOLLOWS_MOST", 1)
    for _ in range(2):
        page = client.post("/follow", {"what": f"item:{dust.pk}", "on": "1"}, follow=True).content.decode()
        assert "What is new shows up under Notices." in page and "the most" not in page


def test_what_went_is_not_on_the_page_until_it_comes_back(songs, dust, ada, mo):
    follows(ada, songs, dust, mo)
    remove_item(dust)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    followed, pages = followed_by(ada, None)
    assert [each.thing.title for each in followed] == ["Saddest songs"] and pages.total == 1
    assert [thing_of_topic(topic) is None for topic in Topic.objects.order_by("pk")] == [False, True, True]


def test_who_follows_nothing_unfollows_nothing(songs, ada):
    assert actions.unfollow(voter=Voter(), thing=thing_of(songs)) is None
    assert actions.unfollow(voter=ada, thing=thing_of(songs)) is None
    assert not button_for(Voter(), thing_of(songs)).is_on
    assert followed_by(Voter(), None)[0] == ()
    with pytest.raises(TypeError):
        thing_of(ada)


def test_replies_are_turned_off_and_on_by_a_button(client, dust, ada, ben):
    said(ben, said(ada, dust))
    assert unread(ada) == 1
    assert "on unless you turn it off" in client.get("/following").content.decode()
    assert client.post("/following/replies", {"on": "0"}).url == "/following"
    assert not Reader.objects.get(voter=ada).wants_replies and unread(ada) == 0
    client.post("/following/replies", {"on": "1"})
    assert Reader.objects.get(voter=ada).wants_replies


def test_the_pages_say_what_to_do_when_there_is_nothing(client, settings):
    settings.SITE_ADDRESS = "https://ranklore.example"
    assert "Nothing yet" in client.get("/notices").content.decode()
    assert "No older notices" in client.get("/notices?before=1").content.decode()
    page = Client().get("/following").content.decode()
    assert "You follow nothing else yet" in page and "As a guest" in page
    settings.SITE_ADDRESS = ""
    for path in ("/notices", "/following"):
        page = Client().get(path).content.decode()
        assert "This site sends no digests" in page and "Sign up" not in page


def test_looking_changes_nothing_and_the_form_of_the_page_marks_as_read(client, dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    assert unread(ada) == 1
    assert 'class="bar-count">1<' in client.get("/about").content.decode()
    page = client.get("/notices").content.decode()
    assert unread(ada) == 1 and "told-new" in page
    upto = page.split('name="upto" value="')[1].split('"')[0]
    assert client.post("/notices/read", {"upto": upto, "quiet": "1"}).status_code == 204
    page = client.get("/notices").content.decode()
    assert unread(ada) == 0 and "told-new" not in page and "bar-count" not in page and "Mark all" not in page
    said(ben, dust)
    assert unread(ada) == 1
    assert client.post("/notices/read", {"upto": "999999"}).url == "/notices"
    assert unread(ada) == 0


@pytest.mark.parametrize("upto", ["", "x", "9" * 40, "-1"])
def test_nonsense_marks_nothing_as_read(client, dust, ada, ben, upto):
    follows(ada, dust)
    said(ben, dust)
    client.post("/notices/read", {"upto": upto})
    assert unread(ada) == 1


def test_a_visitor_is_asked_nothing_of_the_database_for_the_header(django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/about")


def test_notices_are_kept_by_no_cache(client):
    for page in ("/notices", "/following"):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_too_many_changes_are_asked_to_wait(client, songs, settings):
    from ranklore.shell.rules import read_limits

    settings.LIMITS = read_limits("follows=1/m")
    client.post("/follow", {"what": f"list:{songs.pk}", "on": "1"})
    answer = client.post("/follow", {"what": f"list:{songs.pk}", "on": "0"})
    assert answer.status_code == 429 and "Too many changes of what you follow" in answer.content.decode()


def test_what_a_guest_follows_goes_to_their_account(songs, dust, ben, client_of, mo):
    guest = Voter.objects.create(name="pat")
    follows(guest, songs, dust, mo)
    follows(mo.voter, songs)
    first, mine = said(guest, dust), said(mo.voter, dust)
    said(ben, first)
    said(ben, mine)
    assert unread(guest) == 3  # the two replies, and mo's comment
    signed_in(mo, client_of(guest))
    assert sorted(each.thing.title for each in followed_by(mo.voter, None)[0]) == ["Dust", "Saddest songs"]
    assert told(mo.voter) == ["ben replied to you on Dust"] * 2
    assert not Follow.objects.filter(voter=guest).exists()


def test_a_guest_s_marker_and_wishes_go_along_where_the_account_has_none(dust, ada, ben, mo):
    guest = Voter.objects.create(name="pat")
    follows(guest, dust)
    said(ben, dust)
    assert unread(guest) == 1
    actions.mark_read(voter=guest, upto=10**9)
    actions.hear_replies(voter=guest, on=False)
    actions.merge_follows(guest=guest, into=mo.voter)
    assert unread(mo.voter) == 0 and not Reader.objects.get().wants_replies
    other = Voter.objects.create(name="pat")
    first = said(other, dust)
    said(ben, first)
    assert unread(other) == 1
    actions.merge_follows(guest=other, into=mo.voter)
    assert Reader.objects.get().voter == mo.voter
    assert told(mo.voter)[0] == "ben commented on Dust"  # which is followed; not as a reply


def test_leaving_takes_it_all(songs, dust, ada, ben, mo):
    follows(mo.voter, songs)
    follows(ada, mo)
    said(ben, said(mo.voter, dust))
    actions.mark_read(voter=mo.voter, upto=1)
    actions.choose_digest(voter=mo.voter, often="daily", today=mo.created_at.date())
    assert unread(ada) == 1
    signed_in(mo).post("/account/delete", {"votes": "erase", "comments": "keep"})
    assert (
        not Follow.objects.exists() and not Topic.objects.exclude(list=songs).exists() and not Reader.objects.exists()
    )
    assert told(ada) == []


def test_a_list_that_goes_takes_its_news_along(ada, mo):
    from ranklore.lists.actions import NewItem, add_item, create_list

    own = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    pea = own.items.get()
    first = said(mo.voter, pea)
    follows(ada, own, pea, first, mo)
    add_item(ranked_list=own, voter=mo.voter, name="Leek", nonce=uuid.uuid4())
    said(mo.voter, first)
    assert unread(ada) == 2
    signed_in(mo).post("/account/delete", {"votes": "erase", "comments": "remove"})
    assert told(ada) == [] and not Follow.objects.exists()


def test_the_own_copy_says_what_one_follows(songs, mo):
    import io
    import json
    import zipfile

    follows(mo.voter, songs, account_of("ray"))
    archive = zipfile.ZipFile(io.BytesIO(signed_in(mo).get("/account/download").content))
    copy = json.loads(archive.read("following.json"))
    assert [each["kind"] for each in copy["follows"]] == ["person", "list"]
    assert copy["email"] == "off" and copy["replies"] is True
    assert save_voter(mo.voter) == mo.voter


def test_a_visitor_has_no_notices(client):
    assert notices_for(Voter()).notices == ()
