"""A deleted comment goes; where others answered it, a stone keeps its place."""

import pytest
from django.test import Client

from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.tests.make import make_comment

pytestmark = pytest.mark.django_db
TOMBSTONE = "This comment was deleted by its writer."


@pytest.fixture
def page(dust):
    def page(client=None):
        return (client or Client()).get(dust.get_absolute_url()).content.decode()

    return page


def test_without_replies_nothing_is_left(dust, ben, page):
    delete_comment(make_comment(ben, dust, "Gone"))
    assert TOMBSTONE not in page() and "Gone" not in page()


def test_with_a_reply_a_stone_is_left(dust, ben, cy, page):
    first = make_comment(ben, dust, "Gone")
    make_comment(cy, first, "Stays")
    delete_comment(first)
    assert TOMBSTONE in page() and "Gone" not in page() and "Stays" in page()


def test_a_stone_goes_with_the_last_reply(dust, ben, cy, page):
    first = make_comment(ben, dust)
    answer = make_comment(cy, first)
    further = make_comment(ben, answer)
    for comment in (first, answer, further):
        delete_comment(comment)
    assert TOMBSTONE not in page()
    restore_comment(further)
    assert page().count(TOMBSTONE) == 2  # of the first and of what it was an answer to


def test_a_deleted_reply_among_others_leaves_nothing(dust, ben, cy, page):
    first = make_comment(ben, dust)
    gone = make_comment(cy, first, "Gone")
    make_comment(cy, first, "Stays")
    delete_comment(gone)
    assert TOMBSTONE not in page() and "Gone" not in page() and "Stays" in page()


def test_only_the_writer_sees_that_they_deleted(dust, ben, cy, page, client_of):
    delete_comment(make_comment(ben, dust))
    assert "You deleted this comment" in page(client_of(ben))
    assert "deleted" not in page(client_of(cy))


def test_the_stone_counts_as_no_comment(dust, ben, cy, client):
    first = make_comment(ben, dust)
    make_comment(cy, first)
    delete_comment(first)
    assert client.get(dust.get_absolute_url()).context["talk"].total == 1
    assert client.get("/l/saddest-songs").context["head"].comments == 1
