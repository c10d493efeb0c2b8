"""The pages of notifications, the unread count and marking as read."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.notification_settings import mark_read
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Event, EventTopic, Topic
from ranklore.following.queries.events import UNREAD_COUNT_MAX, count_unread
from ranklore.following.queries.notifications import notifications_for
from ranklore.following.tests.factories import (
    create_account,
    follow_rows,
    unread_count,
)
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ada):
    return client_of(ada)


def test_empty_pages_say_what_to_do(client, settings):
    settings.SITE_ADDRESS = "https://ranklore.example"
    assert "No notifications yet" in client.get("/notices").content.decode()
    assert "No older notifications" in client.get("/notices?before=1").content.decode()
    page = Client().get("/following").content.decode()
    assert "You follow nothing else yet" in page and "You are a guest" in page
    settings.SITE_ADDRESS = ""
    for path in ("/notices", "/following"):
        page = Client().get(path).content.decode()
        assert "This site does not send e-mails about what you follow" in page and "Sign up" not in page


def test_opening_the_page_marks_nothing_as_read_but_its_form_does(client, dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    assert unread_count(ada) == 1
    assert 'class="bar-count">1<' in client.get("/about").content.decode()
    page = client.get("/notices").content.decode()
    assert unread_count(ada) == 1 and "notification-new" in page
    last_event = page.split('name="last_event" value="')[1].split('"')[0]
    assert client.post("/notices/read", {"last_event": last_event, "quiet": "1"}).status_code == 204
    page = client.get("/notices").content.decode()
    assert (
        unread_count(ada) == 0 and "notification-new" not in page and "bar-count" not in page and "Mark all" not in page
    )
    make_comment(ben, dust)
    assert unread_count(ada) == 1
    assert client.post("/notices/read", {"last_event": "999999"}).url == "/notices"
    assert unread_count(ada) == 0


@pytest.mark.parametrize("last_event", ["", "x", "9" * 40, "-1"])
def test_invalid_input_marks_nothing_as_read(client, dust, ada, ben, last_event):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    client.post("/notices/read", {"last_event": last_event})
    assert unread_count(ada) == 1


def test_the_header_makes_no_query_for_a_visitor(django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/about")


def test_notifications_are_never_cached(client):
    for page in ("/notices", "/following"):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_a_visitor_has_no_notifications(client):
    assert notifications_for(Voter()).notifications == ()


def test_the_last_seen_event_never_goes_back_or_beyond_the_newest(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC))
    mark_read(voter=ada, last_event=10**18)
    assert count_unread(ada) == 0
    make_comment(ben, dust)
    assert unread_count(ada) == 1
    mark_read(voter=ada, last_event=0)
    assert unread_count(ada) == 1
    mark_read(voter=Voter(), last_event=1)


def test_the_unread_count_stops_at_a_hundred(dust, ada, ben):
    follow_rows(ada, dust, dust.list)
    comment = make_comment(ben, dust)
    for _ in range(120):
        comment.pk, comment.nonce, comment._state.adding = None, None, True
        comment.save()
    assert unread_count(ada) == UNREAD_COUNT_MAX
    assert unread_count(Voter()) == 0


def test_a_full_page_links_to_older_notifications(dust, ada, ben, monkeypatch):
    monkeypatch.setattr("ranklore.following.queries.notifications.EVENT_TOPICS_PER_PAGE", 2)
    follow_rows(ada, dust)
    for n in range(3):
        make_comment(ben, dust, str(n))
    collect_events(datetime.now(UTC))
    page = notifications_for(ada)
    assert page.notifications[0].event_count == 2 and page.next_before and page.is_first
    older = notifications_for(ada, page.next_before)
    assert older.notifications[0].event_count == 1 and older.next_before is None and not older.is_first


@pytest.mark.parametrize("first", [10**8, 10**17])
def test_older_pages_work_with_large_ids(dust, ada, ben, client_of, monkeypatch, first):
    monkeypatch.setattr("ranklore.following.queries.notifications.EVENT_TOPICS_PER_PAGE", 1)
    follow_rows(ada, dust)
    make_comment(ben, dust, "Older.")
    make_comment(ben, dust, "Newer.")
    collect_events(datetime.now(UTC))
    for event in Event.objects.order_by("-pk"):
        Event.objects.filter(pk=event.pk).delete()  # with its topic
        event.pk += first
        event.save(force_insert=True)
        EventTopic.objects.create(topic=Topic.objects.get(item=dust), event=event)
    client = client_of(ada)
    page = client.get("/notices").content.decode()
    assert "Newer." in page and "Older." not in page
    older = client.get("/notices" + page.split('rel="next" href="')[1].split('"')[0]).content.decode()
    assert "Older." in older and "Newer." not in older


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 19, "\u0663"])
def test_an_invalid_page_is_the_newest(dust, ada, ben, client_of, before):
    follow_rows(ada, dust)
    make_comment(ben, dust, "Newer.")
    collect_events(datetime.now(UTC))
    assert "Newer." in client_of(ada).get("/notices", {"before": before}).content.decode()


def queries_of(ask) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_events(songs, dust, ada, ben, mo, client_of):
    client = client_of(ada)
    follow_rows(ada, songs, dust, mo)
    counts = []
    for n in (1, 12):
        for m in range(n):
            make_comment(ben, make_comment(ada, dust))
            make_comment(mo.voter, CommentTarget(songs))
            add_item(ranked_list=songs, voter=ben, name=f"Fog {n} {m}", nonce=uuid.uuid4())
            create_list(title=f"Best {n} {m}", voter=mo.voter)
        collect_events(datetime.now(UTC))
        counts.append((queries_of(lambda: client.get("/notices")), queries_of(lambda: client.get("/following"))))
        assert queries_of(lambda: count_unread(ada)) == 2
    assert counts[0] == counts[1]
    assert create_account("ray")


def test_an_unread_count_of_zero_takes_one_query(songs, dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    assert queries_of(lambda: count_unread(ada)) == 1
    collect_events(datetime.now(UTC))
    assert count_unread(ada) == 1
    mark_read(voter=ada, last_event=notifications_for(ada).last_event)
    assert queries_of(lambda: count_unread(ada)) == 1
