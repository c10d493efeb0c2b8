"""Unsubscribe links in digests, and the frequency chosen on the page."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.unsubscribe import unsubscribe_by_link
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.tests.digest.factories import run_digests
from ranklore.following.tests.factories import create_account, follow_rows, notification_texts, sign_in_client
from ranklore.following.unsubscribe_links import UnsubscribeLink, unsubscribe_path
from ranklore.people.models import Account, Voter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_address")]


@pytest.fixture
def email(mo, news, mailoutbox):
    run_digests()
    return mailoutbox[0]


def unsubscribe_path_in(email):
    return urlsplit(email.extra_headers["List-Unsubscribe"].strip("<>")).path


def test_a_mail_program_unsubscribes_without_page_cookie_or_csrf_token(mo, email):
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = Client(enforce_csrf_checks=True).post(unsubscribe_path_in(email), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    settings = NotificationSettings.objects.get()
    assert settings.digest == "off" and settings.next_digest_on is None
    again = Client(enforce_csrf_checks=True).post(unsubscribe_path_in(email), {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_opening_the_link_stops_nothing(mo, email):
    client = Client()
    for _ in range(2):
        page = client.get(unsubscribe_path_in(email)).content.decode()
        assert "Stop these e-mails?" in page and "noindex" in page
    assert client.head(unsubscribe_path_in(email)).status_code == 200
    assert NotificationSettings.objects.get().digest == "daily"


def test_the_page_stops_digests_and_starts_them_again(mo, email):
    client, address = Client(enforce_csrf_checks=True), unsubscribe_path_in(email)
    assert client.post(address).url == address
    page = client.get(address).content.decode()
    assert "E-mails are off" in page and "Send the e-mails again" in page and "mo@" not in page
    client.post(address, {"on": "1"})
    assert NotificationSettings.objects.get().digest == "daily"
    client.post(address, {"on": "1"})
    assert NotificationSettings.objects.get().digest == "daily"


def test_a_link_in_a_digest_unfollows_one_target(mo, dust, email):
    links = [part.split('"')[0] for part in email.alternatives[0][0].split('href="')[1:] if "/stop/" in part]
    address, client = urlsplit(links[0]).path, Client()
    page = client.get(address).content.decode()
    assert "Unfollow?" in page and "Dust" in page
    before = notification_texts(mo.voter)
    done = client.post(address).url
    page = client.get(done).content.decode()
    assert not Follow.objects.exists() and "Unfollowed" in page and "Follow <bdi>Dust</bdi> again" in page
    position = page.split('name="position" value="')[1].split('"')[0]
    client.post(address, {"on": "1", "position": position})
    assert Follow.objects.get().topic.item == dust and notification_texts(mo.voter) == before == [
        "ben commented on Dust"
    ]
    for nothing in ({}, {"position": "nonsense"}):
        client.post(address)
        assert not Follow.objects.exists()
        client.post(address, {"on": "1", **nothing})
        assert Follow.objects.get().topic.item == dust and notification_texts(mo.voter) == []


def test_a_mail_program_cannot_resubscribe(mo, email):
    answer = Client().post(unsubscribe_path_in(email), {"List-Unsubscribe": "One-Click", "on": "1"})
    assert answer.content == b"You are unsubscribed.\n" and NotificationSettings.objects.get().digest == "off"


def test_a_link_cannot_exceed_the_limit_of_follows(mo, songs, dust, email, monkeypatch):
    address, client = unsubscribe_path(UnsubscribeLink(mo.voter.pk, topic_id=Topic.objects.get(item=dust).pk)), Client()
    client.post(address)
    follow_rows(mo.voter, songs)
    monkeypatch.setattr("ranklore.following.actions.follows.FOLLOWS_MAX", 1)
    page = client.post(address, {"on": "1"}, follow=True).content.decode()
    assert "You can’t follow more than 1 things." in page and "Unfollowed" in page
    assert [follow.topic.list for follow in Follow.objects.all()] == [songs]


def test_a_link_does_not_name_targets_that_are_hidden(mo, songs, dust, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_ranking(voter=ben, ranked_list=songs, name="ben")
    ray = create_account("ray")
    things = [make_comment(ben, CommentTarget(songs, ranking_key=shown.key)), dust, ray]
    follow_rows(mo.voter, *things)
    topics = Topic.objects.exclude(thread=None, person=None).values_list("pk", flat=True)
    links = [unsubscribe_path(UnsubscribeLink(mo.voter.pk, topic_id=pk)) for pk in topics]
    client = Client()
    assert len(links) == 2 and all("Unfollow?" in client.get(link).content.decode() for link in links)
    unpublish_ranking(voter=ben, ranked_list=songs)
    Account.objects.filter(pk=ray.pk).update(is_active=False)
    for link in links:
        page = client.get(link).content.decode()
        assert "There is nothing to stop" in page and "Saddest songs" not in page and "ray" not in page
        client.post(link)
        client.post(link, {"on": "1"})
    assert [follow.topic.item for follow in Follow.objects.filter(voter=mo.voter)] == [dust]


def test_a_link_in_a_digest_turns_off_replies(mo, dust, ben, mailoutbox):
    make_comment(ben, make_comment(mo.voter, dust))
    run_digests()
    topic = Topic.objects.get(replies_to=mo.voter)
    address, client = unsubscribe_path(UnsubscribeLink(mo.voter.pk, topic_id=topic.pk)), Client()
    assert "Turn off notifications about replies?" in client.get(address).content.decode()
    client.post(address)
    assert not NotificationSettings.objects.get().wants_replies
    page = client.get(address).content.decode()
    assert "Notifications about replies are off" in page and "Turn on again" in page
    client.post(address, {"on": "1"})
    assert NotificationSettings.objects.get().wants_replies


def test_a_link_says_so_if_its_target_or_voter_was_deleted(mo, dust, email):
    topic = Topic.objects.get(item=dust)
    about, all_of_it = unsubscribe_path(UnsubscribeLink(mo.voter.pk, topic_id=topic.pk)), unsubscribe_path_in(email)
    topic.delete()
    client = Client()
    client.post(about, {"on": "1"})
    assert "There is nothing to stop" in client.get(about).content.decode()
    Voter.objects.filter(pk=mo.voter.pk).update(account=None)
    client.post(all_of_it)
    client.post(all_of_it, {"on": "1"})
    assert "There is nothing to stop" in client.get(all_of_it).content.decode()
    assert NotificationSettings.objects.get().digest == "off"


@pytest.mark.parametrize("token", ["x", "x:y:z", "WzFd:1:x", "%00", "%F0%9F%98%80"])
def test_a_link_that_we_did_not_sign_is_not_found(token):
    assert Client().get(f"/stop/{token}").status_code == 404
    assert Client().post(f"/stop/{token}", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_a_link_with_an_unknown_frequency_starts_nothing(mo):
    unsubscribe_by_link(UnsubscribeLink(mo.voter.pk))
    Client().post(unsubscribe_path(UnsubscribeLink(mo.voter.pk, frequency="hourly")), {"on": "1"})
    assert NotificationSettings.objects.get().digest == "off"


# --- the frequency


def test_the_frequency_is_chosen_on_the_page(mo):
    client = sign_in_client(mo)
    assert client.get("/following/digest").url == "/following#digest"
    assert client.post("/following/digest", {"digest": "weekly"}).url == "/following#digest"
    page = client.get("/following").content.decode()
    assert 'value="weekly" checked' in page and "mo@example.org" in page
    due = NotificationSettings.objects.get().next_digest_on
    client.post("/following/digest", {"digest": "weekly"})
    assert NotificationSettings.objects.get().next_digest_on == due


@pytest.mark.parametrize("digest", ["", "hourly", "\x00"])
def test_an_invalid_frequency_is_refused(mo, digest):
    answer = sign_in_client(mo).post("/following/digest", {"digest": digest})
    assert answer.status_code == 422 and "Choose how often" in answer.content.decode()
    assert NotificationSettings.objects.get().digest == "daily"


def test_a_guest_cannot_choose_a_frequency(client):
    assert client.post("/following/digest", {"digest": "daily"}).url.startswith("/sign-in")
