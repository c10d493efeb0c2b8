"""Notifications: new events on what a voter follows, each once, without what was deleted."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.notification_settings import mark_read, set_reply_notifications
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Event, EventTopic, Follow
from ranklore.following.queries.events import nearest_reasons, received_events_for
from ranklore.following.queries.notifications import notifications_for
from ranklore.following.tests.factories import (
    follow_rows,
    notification_texts,
    strip_isolates,
    unread_count,
)
from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.actions.names import take_name
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


def test_replies_are_notified_by_default(dust, ada, ben):
    make_comment(ben, make_comment(ada, dust))
    assert notification_texts(ada) == ["ben replied to you on Dust"]
    assert notification_texts(ben) == []


def test_a_reply_to_a_reply_is_notified_to_its_author_only(dust, ada, ben, cy):
    make_comment(cy, make_comment(ben, make_comment(ada, dust)))
    assert notification_texts(ben) == ["cy replied to you on Dust"]
    assert notification_texts(ada) == ["ben replied to you on Dust"]


def test_nobody_is_notified_of_their_own_actions(songs, dust, ada):
    follow_rows(ada, songs, dust)
    make_comment(ada, make_comment(ada, dust))
    add_item(ranked_list=songs, voter=ada, name="Fog", nonce=uuid.uuid4())
    assert notification_texts(ada) == [] and unread_count(ada) == 0


def test_replies_can_be_turned_off_and_on(dust, ada, ben):
    first = make_comment(ada, dust)
    set_reply_notifications(voter=ada, on=False)
    make_comment(ben, first)
    assert notification_texts(ada) == []
    set_reply_notifications(voter=ada, on=True)
    assert notification_texts(ada) == []  # replies from meanwhile are not notified
    make_comment(ben, first)
    assert notification_texts(ada) == ["ben replied to you on Dust"]
    set_reply_notifications(voter=ada, on=False)
    assert notification_texts(ada) == []


def test_comments_on_a_target_share_a_notification(songs, dust, ada, ben, cy):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    assert notification_texts(ada) == ["ben commented on Dust"]
    make_comment(cy, dust)
    make_comment(cy, dust)
    assert notification_texts(ada) == ["3 new comments on Dust, by cy and ben"]


def test_more_authors_are_counted(dust, ada):
    follow_rows(ada, dust)
    for name in ("a", "b", "c", "d", "e"):
        make_comment(Voter.objects.create(name=name), dust)
    assert notification_texts(ada) == ["5 new comments on Dust, by e, d, c and 2 others"]


def test_a_followed_list_notifies_of_comments_and_new_items(songs, dust, ada, ben):
    follow_rows(ada, songs)
    make_comment(ben, CommentTarget(songs))
    make_comment(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    assert notification_texts(ada) == ["Fog is new on Saddest songs", "2 new comments on Saddest songs, by ben"]
    add_item(ranked_list=songs, voter=ben, name="Grey", nonce=uuid.uuid4())
    notices = notifications_for(ada).notifications if collect_events(datetime.now(UTC)) else ()
    assert strip_isolates(notices[0].plain_text) == "2 new items on Saddest songs"
    assert [strip_isolates(line) for line in notices[0].plain_lines] == ["Grey", "Fog"]


def test_an_event_of_several_topics_is_notified_once_with_the_closest_reason(songs, dust, ada, ben):
    first = make_comment(ada, dust)
    follow_rows(ada, songs, dust, first)
    make_comment(ben, first)
    assert notification_texts(ada) == ["ben replied to you on Dust"]
    assert unread_count(ada) == 1


def test_a_thread_can_be_followed(dust, ada, ben, cy):
    first = make_comment(ada, dust)
    follow_rows(ben, first)
    reply = make_comment(cy, first)
    make_comment(cy, reply)
    assert notification_texts(ben) == ["2 new replies in a thread on Dust, by cy"]
    delete_comment(first)
    assert notification_texts(ben) == ["2 new replies in a thread on Dust, by cy"]


def test_a_followed_person_notifies_of_lists_rankings_and_comments(songs, dust, ada, mo):
    follow_rows(ada, mo)
    make_comment(mo.voter, dust)
    create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    assert notification_texts(ada) == [
        "mo published a ranking of Saddest songs",
        "mo made the list Best soups",
        "mo commented on Dust",
    ]
    make_comment(mo.voter, CommentTarget(songs))
    other = create_list(title="Best teas", items=[NewItem("Oolong")], voter=mo.voter)
    save_ranking(voter=mo.voter, ranked_list=other, item_ids=[other.items.get().pk])
    publish_ranking(voter=mo.voter, ranked_list=other)
    assert notification_texts(ada) == ["mo published 2 rankings", "mo made 2 lists", "mo wrote 2 comments"]


def test_notifications_show_the_current_name(dust, ada, mo):
    follow_rows(ada, mo)
    make_comment(mo.voter, dust)
    collect_events(datetime.now(UTC))
    take_name(mo, "moritz")
    assert notification_texts(ada) == ["moritz commented on Dust"]


def test_comments_on_a_published_ranking_are_notified_to_its_owner_only(songs, dust, ada, ben):
    follow_rows(ada, songs)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_ranking(voter=ben, ranked_list=songs, name="ben")
    make_comment(Voter.objects.create(name="cy"), CommentTarget(songs, ranking_key=shown.key))
    assert notification_texts(ben) == ["cy commented on your ranking of Saddest songs"]
    assert notification_texts(ada) == []
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert notification_texts(ben) == [] and unread_count(ben) == 0


def test_deleted_things_are_neither_shown_nor_counted(songs, dust, ada, ben, mo):
    follow_rows(ada, songs, mo)
    comment = make_comment(ben, dust)
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    assert unread_count(ada) == 3
    delete_comment(comment)
    remove_item(fog)
    unpublish_ranking(voter=mo.voter, ranked_list=songs)
    assert notification_texts(ada) == [] and unread_count(ada) == 0
    restore_comment(comment)
    restore_item(fog)
    assert unread_count(ada) == 2


def test_events_of_a_closed_account_are_not_shown(dust, ada, mo):
    follow_rows(ada, mo)
    make_comment(mo.voter, dust)
    assert unread_count(ada) == 1
    mo.is_active = False
    mo.save()
    assert notification_texts(ada) == [] and unread_count(ada) == 0


def test_events_are_grouped_by_day_and_by_unread(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC))
    mark_read(voter=ada, last_event=Event.objects.latest("pk").pk)
    make_comment(ben, dust)
    notices = notifications_for(ada).notifications if collect_events(datetime.now(UTC)) else ()
    assert [(strip_isolates(each.plain_text), each.is_new) for each in notices] == [
        ("ben commented on Dust", True),
        ("ben commented on Dust", False),
    ]
    Event.objects.update(at=datetime.now(UTC) - timedelta(days=1))
    Follow.objects.update(since=datetime.now(UTC) - timedelta(days=2))
    make_comment(ben, dust)
    assert len(notification_texts(ada)) == 3


def test_previews_hide_spoilers_and_noted_comments(dust, ada, ben):
    follow_rows(ada, dust)
    for text, more, preview in (
        ("He ||dies||.", {}, "He [spoiler]."),
        ("All of it.", {"is_spoiler": True}, "[Spoiler]"),
        ("He dies.", {"notes": ["death"]}, "[Content note: death]"),
        ("w " * 300, {}, " ".join(["w"] * 120) + " …"),
    ):
        make_comment(ben, dust, text, **more)
        collect_events(datetime.now(UTC))
        assert notifications_for(ada).notifications[0].preview == preview
        mark_read(voter=ada, last_event=Event.objects.latest("pk").pk)


def test_several_lists_and_rankings_of_a_person_are_named(songs, ada, mo):
    follow_rows(ada, mo)
    for title in ("Best soups", "Best teas"):
        made = create_list(title=title, items=[NewItem("Pea")], voter=mo.voter)
        save_ranking(voter=mo.voter, ranked_list=made, item_ids=[made.items.get().pk])
        publish_ranking(voter=mo.voter, ranked_list=made)
    collect_events(datetime.now(UTC))
    lines = [[strip_isolates(line) for line in notice.plain_lines] for notice in notifications_for(ada).notifications]
    assert lines == [["Best teas", "Best soups"], ["Best teas", "Best soups"]]


def test_guests_without_a_name_and_rankings_are_named(songs, dust, ada, ben, mo):
    follow_rows(ada, mo)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_ranking(voter=ben, ranked_list=songs, name="ben")
    make_comment(mo.voter, CommentTarget(songs, ranking_key=shown.key))
    assert notification_texts(ada) == ["mo commented on a ranking of Saddest songs"]
    make_comment(Voter.objects.create(), make_comment(ada, dust))
    assert notification_texts(ada)[0] == "A guest replied to you on Dust"


def test_an_unknown_content_note_still_hides_a_preview(dust, ada, ben, settings):
    follow_rows(ada, dust)
    make_comment(ben, dust, "He dies.", notes=["death"])
    settings.CONTENT_NOTES = []
    collect_events(datetime.now(UTC))
    assert notifications_for(ada).notifications[0].preview == "[Content note]"


def test_rows_deleted_meanwhile_are_skipped(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC))
    row = EventTopic.objects.values_list("event", "topic").get()
    assert [each.event.pk for each in received_events_for([row, (row[0], 10**9), (10**9, row[1])])] == [row[0]]
    assert nearest_reasons([row], {}, {}) == []


def test_the_topic_of_a_closed_account_gives_no_events(dust, ada, mo):
    follow_rows(ada, mo)
    make_comment(mo.voter, dust)
    collect_events(datetime.now(UTC))
    rows = list(EventTopic.objects.values_list("event", "topic"))
    mo.is_active = False
    mo.save()
    assert received_events_for(rows) == []
