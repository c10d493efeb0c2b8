"""A reader that has the newest feed gets 304 without a body."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.models import Comment
from ranklore.discussion.tests.make import make_comment
from ranklore.exchange.views import feeds
from ranklore.lists.actions.items import add_item
from ranklore.lists.models import RankedList

pytestmark = pytest.mark.django_db
LIST = "/l/saddest-songs/feed"


@pytest.fixture
def comment(songs, ben):
    return make_comment(ben, songs.items.get(name="Dust"))


def etag():
    return re.sub("^W/", "", Client().get(LIST)["ETag"])


@pytest.mark.parametrize("address", [LIST, "/feed"])
def test_an_unchanged_feed_is_not_rendered_or_sent_again(comment, address, monkeypatch):
    first = Client().get(address)
    monkeypatch.delattr(feeds, "render_atom")
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": f'"other", W/{first["ETag"].removeprefix("W/")}'},
        {"if-none-match": first["ETag"], "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        again = Client().get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"] and again["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("given", ["x", '"', "W/", "\udcff", "*, x", "Thu, 99 Foo 0000"])
def test_invalid_condition_headers_are_ignored(comment, given):
    assert Client().get(LIST, headers={"if-none-match": given, "if-modified-since": given}).status_code == 200


def test_the_etag_changes_only_when_the_content_does(comment, songs, ben, cy, nonce):
    seen = [etag()]

    def is_new():
        seen.append(etag())
        return seen[-1] not in seen[:-1]

    assert etag() == seen[0]
    add_item(ranked_list=songs, voter=cy, name="New", nonce=nonce)
    assert not is_new()
    make_comment(cy, songs.items.get(name="Cold"))
    assert is_new()
    set_comment_notes(voter=ben, comment=comment, notes=["war"])
    assert is_new()
    Comment.objects.filter(pk=comment.pk).update(text="Otherwise.", notes=[], words="")
    assert is_new()
    RankedList.objects.update(title="Sadder songs", words="")
    assert is_new()
    before = etag()
    delete_comment(comment)
    assert is_new()
    restore_comment(comment)
    assert etag() == before
    assert Client().get(LIST, headers={"if-none-match": seen[0]}).status_code == 200


def test_another_address_of_the_site_has_another_etag(comment):
    assert Client().get(LIST, secure=True)["ETag"] != Client().get(LIST)["ETag"]


def test_a_feed_is_the_same_for_everybody(comment, ben, client_of):
    for client in (Client(), client_of(ben)):
        response = client.get(LIST)
        assert not response.cookies and "Cookie" not in response.get("Vary", "")
        assert response["X-Robots-Tag"] == "noindex" and response["X-Content-Type-Options"] == "nosniff"


def test_if_modified_since_alone_is_ignored(comment, songs, ben):
    """Otherwise news of the same second would be missed, and rank changes, which are dated at midnight."""
    later = http_date(timezone.now().timestamp() + 60)
    make_comment(ben, songs.items.get(name="Cold"))
    response = Client().get(LIST, headers={"if-modified-since": later})
    assert response.status_code == 200 and "Last-Modified" not in response
