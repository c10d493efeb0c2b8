"""Following and unfollowing by plain forms. Sending one twice changes nothing, and there is an undo."""

import pytest
from django.http import Http404
from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.following.access import get_follow_target
from ranklore.following.actions.follows import follow_target, unfollow_target
from ranklore.following.follow_position import FollowPosition, parse_follow_position
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.queries.follows import follow_button_for, followed_targets_for
from ranklore.following.targets import target_for, target_for_topic
from ranklore.following.tests.factories import (
    follow_rows,
    notification_texts,
    sign_in_client,
    unread_count,
)
from ranklore.lists.actions.items import remove_item
from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ada):
    return client_of(ada)


def test_a_list_an_item_a_person_and_a_thread_can_be_followed(client, songs, dust, ada, ben, mo):
    first = make_comment(ben, dust)
    for row, page in ((songs, songs.get_absolute_url()), (dust, dust.get_absolute_url()), (mo, "/@mo")):
        answer = client.post("/follow", {"target": target_for(row).key, "on": "1"})
        assert (answer.status_code, answer.url) == (303, page)
        assert "Following" in client.get(page).content.decode()
    assert client.post("/follow", {"target": f"thread:{first.pk}", "on": "1"}).url == f"/c/{first.pk}"
    assert "Following" in client.get(f"/c/{first.pk}").content.decode()
    titles = [each.target.title for each in followed_targets_for(ada, None)[0]]
    assert titles == ["a thread on Dust", "mo", "Dust", "Saddest songs"]


def test_a_second_click_changes_nothing(client, songs, ada):
    for on in ("1", "1", "0", "0"):
        assert client.post("/follow", {"target": f"list:{songs.pk}", "on": on}).status_code == 303
        assert Follow.objects.filter(voter=ada).count() == int(on)


def test_a_guest_s_first_follow_makes_them_a_voter(songs):
    client = Client()
    client.post("/follow", {"target": f"list:{songs.pk}", "on": "1"})
    assert Follow.objects.get().voter.account is None
    assert "Saddest songs" in client.get("/following").content.decode()


def test_htmx_gets_the_button_and_the_message(client, songs):
    answer = client.post("/follow", {"target": f"list:{songs.pk}", "on": "1"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'aria-pressed="true"' in page and "hx-swap-oob" in page
    page = client.post(
        "/follow", {"target": f"list:{songs.pk}", "on": "0"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'aria-pressed="false"' in page and 'name="position"' in page


def test_an_undo_restores_the_follow_as_it_was(client, dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    assert notification_texts(ada)
    back = client.post("/follow", {"target": f"item:{dust.pk}", "on": "0", "back": "following"}).url
    page = client.get(back).content.decode()
    assert "Undo: follow" in page and notification_texts(ada) == []
    position = page.split('name="position" value="')[1].split('"')[0]
    answer = client.post("/follow", {"target": f"item:{dust.pk}", "on": "1", "position": position, "back": "following"})
    assert answer.url == "/following"
    assert notification_texts(ada) == ["ben commented on Dust"]


def test_an_undo_cannot_start_in_the_future(dust, ada):
    follow_target(voter=ada, target=target_for(dust), position=parse_follow_position(f"{10**17}.9999999999"))
    follow = Follow.objects.get()
    assert follow.after_event == 0 and follow.since.year < 2100


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "x.1", "1.99999999999", "٣.1", "-1.1", "1.1.1", "1" * 19 + ".1"])
def test_an_invalid_position_is_ignored(text):
    assert parse_follow_position(text) is None


def test_a_position_is_parsed_as_it_is_written():
    position = parse_follow_position("7.1700000000")
    assert isinstance(position, FollowPosition) and str(position) == "7.1700000000"


@pytest.mark.parametrize(
    "what",
    ["", "list", "list:", "list:0", "list:x", "vote:1", "list:" + "9" * 18, "list:" + "9" * 40, "list:٣", "\x00:1"],
)
def test_an_unknown_target_cannot_be_followed(client, what):
    assert client.post("/follow", {"target": what, "on": "1"}).status_code == 404
    assert not Topic.objects.exists()


def test_a_deleted_target_cannot_be_followed(dust, ada, ben, mo):
    comment = make_comment(ben, dust)
    reply = make_comment(ada, comment)
    with pytest.raises(Http404):
        get_follow_target(f"thread:{reply.pk}")
    delete_comment(comment)
    delete_comment(reply)
    remove_item(dust)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    for row in (comment, dust, mo):
        with pytest.raises(Http404):
            get_follow_target(target_for(row).key)


def test_a_thread_can_be_unfollowed_after_its_first_comment_was_deleted(client, dust, ada, ben, cy):
    first = make_comment(ben, dust)
    follow_rows(ada, first)
    reply = make_comment(cy, first)
    delete_comment(first)
    key, page = f"thread:{first.pk}", f"/c/{first.pk}"
    assert notification_texts(ada) == ["cy commented on Dust"]
    assert 'aria-pressed="true"' in client.get(page).content.decode()
    assert key in client.get("/following").content.decode()
    client.post("/follow", {"target": key, "on": "0"})
    assert not Follow.objects.filter(voter=ada).exists()
    assert 'aria-pressed="false"' in client.get(page).content.decode()
    client.post("/follow", {"target": key, "on": "1"})
    delete_comment(reply)
    assert client.post("/follow", {"target": key, "on": "0"}).status_code == 303
    assert not Follow.objects.filter(voter=ada).exists()
    assert client.post("/follow", {"target": key, "on": "1"}).status_code == 404


def test_only_a_follower_can_unfollow_a_closed_account(client, dust, ben, mo):
    follow_rows(ben, mo)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    assert client.post("/follow", {"target": f"person:{mo.pk}", "on": "0"}).status_code == 404
    assert Client().post("/follow", {"target": f"person:{mo.pk}", "on": "0"}).status_code == 404
    assert Follow.objects.count() == 1


def test_a_thread_on_a_ranking_can_be_followed_while_the_ranking_is_published(songs, dust, ada, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_ranking(voter=ben, ranked_list=songs, name="ben")
    thread = make_comment(ben, CommentTarget(songs, ranking_key=shown.key))
    follow_rows(ada, thread)
    assert len(followed_targets_for(ada, None)[0]) == 1
    unpublish_ranking(voter=ben, ranked_list=songs)
    with pytest.raises(Http404):
        get_follow_target(f"thread:{thread.pk}")
    assert followed_targets_for(ada, None)[0] == ()


def test_somebody_without_a_name_cannot_be_followed(db):
    nobody = Account.objects.create(email="no@example.org")
    with pytest.raises(Http404):
        get_follow_target(f"person:{nobody.pk}")


def test_nobody_follows_themselves(mo):
    client = sign_in_client(mo)
    answer = client.post("/follow", {"target": f"person:{mo.pk}", "on": "1"}, follow=True)
    assert "You can’t follow yourself." in answer.content.decode() and not Follow.objects.exists()
    assert 'id="follow"' not in client.get("/@mo").content.decode()


def test_a_person_who_never_wrote_can_be_followed_and_renamed(client, ada, mo):
    Voter.objects.filter(account=mo).delete()
    assert client.post("/follow", {"target": f"person:{mo.pk}", "on": "1"}).url == "/@mo"
    take_name(mo, "moritz")
    assert [each.target.address for each in followed_targets_for(ada, None)[0]] == ["/@moritz"]


def test_the_number_of_follows_is_limited(songs, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.follows.FOLLOWS_MAX", 1)
    follow_rows(ada, dust)
    with pytest.raises(Refused, match="You can’t follow more than 1 things"):
        follow_rows(ada, songs)


def test_deleted_targets_do_not_count_against_the_limit(songs, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.follows.FOLLOWS_MAX", 1)
    follow_rows(ada, dust)
    remove_item(dust)
    follow_rows(ada, songs)
    assert Follow.objects.count() == 2


def test_following_again_works_at_the_limit(client, dust, ada, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.follows.FOLLOWS_MAX", 1)
    for _ in range(2):
        page = client.post("/follow", {"target": f"item:{dust.pk}", "on": "1"}, follow=True).content.decode()
        assert "You will find what is new on the page “Notifications”." in page and "more than" not in page


def test_deleted_targets_are_not_on_the_page(songs, dust, ada, mo):
    follow_rows(ada, songs, dust, mo)
    remove_item(dust)
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    followed, pages = followed_targets_for(ada, None)
    assert [each.target.title for each in followed] == ["Saddest songs"] and pages.total == 1
    assert [target_for_topic(topic) is None for topic in Topic.objects.order_by("pk")] == [False, True, True]


def test_unfollowing_something_not_followed_changes_nothing(songs, ada):
    assert unfollow_target(voter=Voter(), target=target_for(songs)) is None
    assert unfollow_target(voter=ada, target=target_for(songs)) is None
    assert not follow_button_for(Voter(), target_for(songs)).is_on
    assert followed_targets_for(Voter(), None)[0] == ()
    with pytest.raises(TypeError):
        target_for(ada)


def test_replies_are_turned_off_and_on_by_a_button(client, dust, ada, ben):
    make_comment(ben, make_comment(ada, dust))
    assert unread_count(ada) == 1
    assert "Turn off" in client.get("/following").content.decode()
    assert client.post("/following/replies", {"on": "0"}).url == "/following"
    assert not NotificationSettings.objects.get(voter=ada).wants_replies and unread_count(ada) == 0
    client.post("/following/replies", {"on": "1"})
    assert NotificationSettings.objects.get(voter=ada).wants_replies


def test_follows_are_rate_limited(client, songs, settings):
    settings.LIMITS = parse_rate_limits("follows=1/m")
    client.post("/follow", {"target": f"list:{songs.pk}", "on": "1"})
    answer = client.post("/follow", {"target": f"list:{songs.pk}", "on": "0"})
    assert answer.status_code == 429 and "Too many changes of what you follow" in answer.content.decode()
