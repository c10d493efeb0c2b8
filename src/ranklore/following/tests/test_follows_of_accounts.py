"""Follows when a guest signs in, an account or list is deleted, and data is exported."""

import io
import json
import uuid
import zipfile

import pytest

from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.account_merge import merge_follows
from ranklore.following.actions.notification_settings import mark_read, set_digest_frequency, set_reply_notifications
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.queries.follows import followed_targets_for
from ranklore.following.tests.factories import (
    create_account,
    follow_rows,
    notification_texts,
    sign_in_client,
    unread_count,
)
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


def test_the_follows_of_a_guest_move_to_their_account(songs, dust, ben, client_of, mo):
    guest = Voter.objects.create(name="pat")
    follow_rows(guest, songs, dust, mo)
    follow_rows(mo.voter, songs)
    first, mine = make_comment(guest, dust), make_comment(mo.voter, dust)
    make_comment(ben, first)
    make_comment(ben, mine)
    assert unread_count(guest) == 3  # the two replies, and mo's comment
    sign_in_client(mo, client_of(guest))
    assert sorted(each.target.title for each in followed_targets_for(mo.voter, None)[0]) == ["Dust", "Saddest songs"]
    assert notification_texts(mo.voter) == ["ben replied to you on Dust"] * 2
    assert not Follow.objects.filter(voter=guest).exists()


def test_the_settings_of_a_guest_move_to_an_account_without_settings(dust, ada, ben, mo):
    guest = Voter.objects.create(name="pat")
    follow_rows(guest, dust)
    make_comment(ben, dust)
    assert unread_count(guest) == 1
    mark_read(voter=guest, last_event=10**9)
    set_reply_notifications(voter=guest, on=False)
    merge_follows(guest=guest, into=mo.voter)
    assert unread_count(mo.voter) == 0 and not NotificationSettings.objects.get().wants_replies
    other = Voter.objects.create(name="pat")
    first = make_comment(other, dust)
    make_comment(ben, first)
    assert unread_count(other) == 1
    merge_follows(guest=other, into=mo.voter)
    assert NotificationSettings.objects.get().voter == mo.voter
    assert notification_texts(mo.voter)[0] == "ben commented on Dust"  # because mo follows Dust; replies are off


def test_account_deletion_deletes_follows_and_settings(songs, dust, ada, ben, mo):
    follow_rows(mo.voter, songs)
    follow_rows(ada, mo)
    make_comment(ben, make_comment(mo.voter, dust))
    mark_read(voter=mo.voter, last_event=1)
    set_digest_frequency(voter=mo.voter, frequency="daily", today=mo.created_at.date())
    assert unread_count(ada) == 1
    sign_in_client(mo).post("/account/delete", {"votes": "erase", "comments": "keep"})
    assert (
        not Follow.objects.exists()
        and not Topic.objects.exclude(list=songs).exists()
        and not NotificationSettings.objects.exists()
    )
    assert notification_texts(ada) == []


def test_a_deleted_list_takes_its_events_with_it(ada, mo):

    own = create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    pea = own.items.get()
    first = make_comment(mo.voter, pea)
    follow_rows(ada, own, pea, first, mo)
    add_item(ranked_list=own, voter=mo.voter, name="Leek", nonce=uuid.uuid4())
    make_comment(mo.voter, first)
    assert unread_count(ada) == 2
    sign_in_client(mo).post("/account/delete", {"votes": "erase", "comments": "remove"})
    assert notification_texts(ada) == [] and not Follow.objects.exists()


def test_the_data_export_has_the_follows(songs, mo):
    follow_rows(mo.voter, songs, create_account("ray"))
    archive = zipfile.ZipFile(io.BytesIO(sign_in_client(mo).get("/account/download").content))
    copy = json.loads(archive.read("following.json"))
    assert [each["kind"] for each in copy["follows"]] == ["person", "list"]
    assert copy["email"] == "off" and copy["replies"] is True
    assert save_voter(mo.voter) == mo.voter
