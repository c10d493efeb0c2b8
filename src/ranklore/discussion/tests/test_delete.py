"""Deleting comments. A deleted comment with replies leaves a tombstone."""

import pytest
from django.test import Client

from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.tests.make import make_comment

pytestmark = pytest.mark.django_db
TOMBSTONE = "The author deleted this comment."


@pytest.fixture
def page(dust):
    def page(client=None):
        return (client or Client()).get(dust.get_absolute_url()).content.decode()

    return page


def test_a_deleted_comment_without_replies_disappears(dust, ben, page):
    delete_comment(make_comment(ben, dust, "Gone"))
    assert TOMBSTONE not in page() and "Gone" not in page()


def test_a_deleted_comment_with_a_reply_leaves_a_tombstone(dust, ben, cy, page):
    first = make_comment(ben, dust, "Gone")
    make_comment(cy, first, "Stays")
    delete_comment(first)
    assert TOMBSTONE in page() and "Gone" not in page() and "Stays" in page()


def test_a_tombstone_disappears_with_the_last_reply(dust, ben, cy, page):
    first = make_comment(ben, dust)
    reply = make_comment(cy, first)
    nested = make_comment(ben, reply)
    for comment in (first, reply, nested):
        delete_comment(comment)
    assert TOMBSTONE not in page()
    restore_comment(nested)
    assert page().count(TOMBSTONE) == 2  # of the first comment and of the first reply


def test_a_deleted_reply_without_replies_of_its_own_disappears(dust, ben, cy, page):
    first = make_comment(ben, dust)
    gone = make_comment(cy, first, "Gone")
    make_comment(cy, first, "Stays")
    delete_comment(gone)
    assert TOMBSTONE not in page() and "Gone" not in page() and "Stays" in page()


def test_only_the_author_sees_that_the_comment_was_deleted(dust, ben, cy, page, client_of):
    delete_comment(make_comment(ben, dust))
    assert "You deleted this comment" in page(client_of(ben))
    assert "deleted" not in page(client_of(cy))


def test_a_tombstone_is_not_counted_as_a_comment(dust, ben, cy, client):
    first = make_comment(ben, dust)
    make_comment(cy, first)
    delete_comment(first)
    assert client.get(dust.get_absolute_url()).context["discussion"].total == 1
    assert client.get("/l/saddest-songs").context["head"].comments == 1
