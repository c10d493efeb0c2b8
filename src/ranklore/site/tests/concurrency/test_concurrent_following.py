"""Concurrent workers, follows, claims and deletions: no event is written twice or lost, and nothing fails."""

import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import connection

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Vote
from ranklore.core.tests.threads import in_threads
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.follows import follow_target, unfollow_target
from ranklore.following.actions.notification_settings import mark_read, set_reply_notifications
from ranklore.following.jobs import event_collector
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Event, EventTopic, Follow, NotificationSettings, Topic
from ranklore.following.targets import target_for
from ranklore.following.tests import conftest
from ranklore.following.tests.factories import create_account, follow_rows, notification_texts, unread_count
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import ListTag, Tag
from ranklore.people.models import Account, Voter
from ranklore.site.actions import account_claim, account_deletion
from ranklore.site.actions.account_claim import claim_guest
from ranklore.site.actions.account_deletion import delete_account
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
BLOCKED = 1.0
"""Seconds after which the other thread would be done if it did not have to wait."""
cursor_started, dust, mo = conftest.cursor_started, conftest.dust, conftest.mo


def look():
    collect_events(datetime.now(UTC))


def test_many_concurrent_workers_write_each_event_once(songs, dust, ada, ben):
    follow_rows(ada, songs, dust)
    first = make_comment(ada, dust)
    for n in range(20):
        make_comment(ben, dust if n % 2 else first)
        add_item(ranked_list=songs, voter=ben, name=f"Song {n}", nonce=uuid.uuid4())
    in_threads(*[look] * 4)
    look()
    assert Event.objects.count() == 41 and unread_count(ada) == 40
    assert (
        EventTopic.objects.count()
        == len({*EventTopic.objects.values_list("topic", "event")})
        == 20 + 10 * 2 + 10 * 3 + 2
    )


def test_concurrent_clicks_make_one_follow(songs, ada):
    thing = target_for(songs)

    def click():
        for _ in range(8):
            follow_target(voter=ada, target=thing)
            unfollow_target(voter=ada, target=thing)

    in_threads(click, click, click)
    follow_target(voter=ada, target=thing)
    assert Follow.objects.count() == 1 and Topic.objects.count() == 1


def test_concurrent_first_clicks_of_a_guest_make_one_voter(songs, dust):
    key = uuid.uuid4()
    in_threads(*[lambda row=row: follow_rows(Voter(key=key), row) for row in (songs, dust, songs, dust)])
    assert Follow.objects.count() == 2 and Voter.objects.filter(key=key).count() == 1


def test_concurrent_follows_do_not_exceed_the_limit(songs, dust, ada, mo, monkeypatch):
    monkeypatch.setattr("ranklore.following.actions.follows.FOLLOWS_MAX", 1)
    rows = [songs, mo, *songs.items.all()]
    refused = []

    def click(row):
        try:
            follow_rows(ada, row)
        except Refused as no:
            refused.append(str(no))

    in_threads(*[lambda row=row: click(row) for row in rows])
    assert Follow.objects.count() == 1
    assert len(refused) == len(rows) - 1 and all("follow more than" in each for each in refused)


def test_following_something_that_is_being_deleted_is_refused(ada, mo):
    soups = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    things = [target_for(row) for row in (soups, soups.items.get(), make_comment(mo.voter, soups.items.get()), mo)]
    delete_account(mo, keep_votes=False, keep_comments=False)
    for thing in things:
        with pytest.raises(Refused, match="has been deleted"):
            follow_target(voter=ada, target=thing)
    assert not Topic.objects.exists() and not Follow.objects.exists()


def meanwhile(monkeypatch, job):
    """Return two functions to run at once: a worker that writes events, and a job that starts before it is done.

    The worker finishes when the job has ended, or after BLOCKED seconds if the job has to wait for it.
    """
    writing, done = threading.Event(), threading.Event()
    write = event_collector.write_events

    def write_slowly(told):
        made = write(told)
        writing.set()
        done.wait(BLOCKED)
        return made

    def other():
        writing.wait(10)
        job()
        done.set()

    monkeypatch.setattr(event_collector, "write_events", write_slowly)
    return look, other


@on_postgresql
def test_signing_up_while_a_worker_runs_keeps_reply_notifications(dust, ben, mo, monkeypatch):
    guest = Voter.objects.create(name="pat")
    mine = make_comment(guest, dust)
    follow_rows(guest, dust)
    follow_rows(mo.voter, dust)
    make_comment(ben, mine)
    in_threads(*meanwhile(monkeypatch, lambda: claim_guest(account=mo, guest_key=guest.key)))
    monkeypatch.undo()
    assert notification_texts(mo.voter) == ["ben replied to you on Dust"]
    assert not Topic.objects.filter(replies_to=guest).exists() and not Event.objects.filter(actor=guest).exists()
    make_comment(ben, mine)
    assert notification_texts(mo.voter)[0] == "ben replied to you on Dust" and unread_count(mo.voter) == 2


@on_postgresql
def test_turning_replies_off_while_a_worker_runs_takes_effect(dust, ada, ben, monkeypatch):
    make_comment(ada, make_comment(ben, dust))
    in_threads(*meanwhile(monkeypatch, lambda: set_reply_notifications(voter=ben, on=False)))
    monkeypatch.undo()
    assert (
        not NotificationSettings.objects.get(pk=ben.pk).wants_replies and not Follow.objects.filter(voter=ben).exists()
    )
    assert unread_count(ben) == 0


@on_postgresql
def test_deleting_an_account_while_a_worker_runs_leaves_no_events(ada, mo, monkeypatch):
    soups = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    first = make_comment(mo.voter, soups.items.get())
    follow_rows(ada, soups, first, mo)
    make_comment(mo.voter, first)
    in_threads(*meanwhile(monkeypatch, lambda: delete_account(mo, keep_votes=False, keep_comments=False)))
    monkeypatch.undo()
    look()
    assert not Event.objects.exists() and not Topic.objects.exists()


@on_postgresql
def test_claiming_a_guest_and_deleting_an_account_do_not_deadlock(monkeypatch):
    """They would deadlock if they did not take the same lock first."""
    mo, ray = create_account("mo"), create_account("ray")
    soups = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    guest = Voter.objects.create(name="pat")
    cast_vote(voter=guest, item=soups.items.get())
    begins = threading.Barrier(2)

    def together(holds):
        def held(*args):
            holds(*args)
            with suppress(threading.BrokenBarrierError):
                begins.wait(BLOCKED)

        return held

    monkeypatch.setattr(account_claim, "lock_boards_of", together(account_claim.lock_boards_of))
    monkeypatch.setattr(account_deletion, "delete_follows_of", together(account_deletion.delete_follows_of))
    in_threads(
        lambda: claim_guest(account=ray, guest_key=guest.key),
        lambda: delete_account(mo, keep_votes=False, keep_comments=False),
    )
    assert Vote.objects.get(voter=ray.voter).item.name == "Pea" and not Account.objects.filter(pk=mo.pk).exists()


def test_a_guest_is_claimed_while_the_account_follows_the_same(songs, dust, ada, mo):
    guest = Voter.objects.create(name="pat")
    follow_rows(guest, songs, dust)
    mark_read(voter=guest, last_event=1)

    def again():
        for row in (songs, dust):
            follow_target(voter=mo.voter, target=target_for(row))
        mark_read(voter=mo.voter, last_event=1)

    in_threads(lambda: claim_guest(account=mo, guest_key=guest.key), again)
    assert Follow.objects.filter(voter=mo.voter, topic__replies_to=None).count() == 2
    assert NotificationSettings.objects.get().voter == mo.voter


def test_concurrent_tag_changes_keep_the_tag_counts_right(ada, ben):
    lists = [create_list(title=f"List {n}") for n in range(3)]
    words = ["one", "two", "three", "four", "five", "six", "seven"]

    def name(which):
        for n in range(8):
            tags = [words[(n * (which + 2) + m * (which + 1)) % 7] for m in range(5)]
            file_list(lists[which % 3], category="music", tags=tags if which % 2 else reversed(tags))

    in_threads(*[lambda which=which: name(which) for which in range(4)])
    assert {tag.key: tag.list_count for tag in Tag.objects.all()} == {
        tag.key: ListTag.objects.filter(tag=tag).count() for tag in Tag.objects.all()
    }
