"""Replies and threads."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.discussion_page import get_discussion_page
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.items import remove_item
from ranklore.people.models import Account, Voter

pytestmark = pytest.mark.django_db


def form(**fields):
    return {"author": "mo", "text": "So do I.", "nonce": str(uuid.uuid4()), **fields}


def threads_on_page(item, voter=None):
    """The threads on the page as (first text, [(level, text), ...])."""
    page = get_discussion_page(CommentTarget.of(item), voter or Voter(), None)
    texts = dict(Comment.objects.values_list("pk", "text"))
    return [(texts[each.first.id], [(r.level, texts[r.id]) for r in each.replies]) for each in page.threads]


def test_a_reply_appears_under_its_parent(dust, ben, client):
    first, other = make_comment(ben, dust, "One"), make_comment(ben, dust, "Two")
    response = client.post(f"/c/{first.pk}/reply", form())
    reply = Comment.objects.latest("pk")
    assert response.status_code == 303 and response.url == f"{dust.get_absolute_url()}#comment-{reply.pk}"
    assert (reply.parent, reply.thread, reply.item) == (first, first, dust)
    make_comment(ben, other, "Me too")
    assert threads_on_page(dust) == [("One", [(1, "So do I.")]), ("Two", [(1, "Me too")])]


def test_a_reply_form_sent_twice_is_one_reply(dust, ben, client):
    first, twice = make_comment(ben, dust), form()
    answers = [client.post(f"/c/{first.pk}/reply", twice).url for _ in range(2)]
    assert answers[0] == answers[1] and Comment.objects.count() == 2


def test_a_form_already_used_for_another_comment_is_refused(dust, ben, client):
    first, other, twice = make_comment(ben, dust), make_comment(ben, dust), form()
    client.post(f"/c/{first.pk}/reply", twice)
    response = client.post(f"/c/{other.pk}/reply", twice)
    assert (
        response.status_code == 422
        and "This form was already used for another comment. Send it again." in response.content.decode()
    )


def test_a_reply_to_a_deleted_comment_is_refused_and_kept_in_the_form(dust, ben, client):
    first = make_comment(ben, dust, "A secret")
    delete_comment(first)
    response = client.post(f"/c/{first.pk}/reply", form(text="My long answer"))
    page = response.content.decode()
    assert (
        response.status_code == 422
        and "The comment you are replying to was just deleted. Your text is still here." in page
    )
    assert "My long answer" in page and "A secret" not in page
    assert Comment.objects.count() == 1


def test_a_comment_on_a_removed_item_gets_no_replies(dust, ben, client):
    first = make_comment(ben, dust)
    remove_item(dust)
    assert client.post(f"/c/{first.pk}/reply", form()).status_code == 404


def test_deep_replies_are_not_indented_further_and_name_the_parent_author(dust, ben, cy, client):
    above = make_comment(ben, dust, "0")
    for n in range(1, 6):
        above = make_comment((ben, cy)[n % 2], above, str(n))
    assert threads_on_page(dust) == [("0", [(1, "1"), (2, "2"), (3, "3"), (3, "4"), (3, "5")])]
    assert "to <bdi>cy</bdi>" in client.get(dust.get_absolute_url()).content.decode()


def test_a_deep_reply_does_not_name_the_author_of_a_deleted_comment(dust, ben, client):
    first = above = make_comment(ben, dust, "0", author="Zoe")
    for n in range(1, 6):
        above = make_comment(ben, above, str(n), author=f"Name {n}")
    pages = (dust.get_absolute_url(), f"/c/{first.pk}")
    assert all("to <bdi>Name 4</bdi>" in client.get(page).content.decode() for page in pages)
    delete_comment(Comment.objects.get(text="4"))
    assert not any("Name 4" in client.get(page).content.decode() for page in pages)


def test_a_deep_reply_uses_the_current_name_of_the_parent_author(dust, ben, client):
    first = above = make_comment(ben, dust, "0")
    for _ in range(5):
        above = make_comment(ben, above, author="signed before")
    ben.account = Account.objects.create(email="mo@example.org", name="molly")
    ben.save()
    for page in (dust.get_absolute_url(), f"/c/{first.pk}"):
        text = client.get(page).content.decode()
        assert "to <bdi>molly</bdi>" in text and "signed before" not in text


def test_a_long_thread_shows_the_first_replies_and_links_to_the_rest(dust, ben, client):
    first = make_comment(ben, dust)
    for n in range(14):
        make_comment(ben, first, f"Answer {n}.")
    page = client.get(dust.get_absolute_url()).content.decode()
    assert "Answer 9." in page and "Answer 10." not in page and "4 more replies" in page
    assert "Answer 13." in client.get(f"/c/{first.pk}").content.decode()


def test_a_late_reply_is_found_on_the_page_of_its_thread(dust, ben, client_of):
    first, client = make_comment(ben, dust), client_of(ben)
    for n in range(60):
        make_comment(ben, first, f"Answer {n}.")
    response = client.post(f"/c/{first.pk}/reply", form(text="The last"))
    last = Comment.objects.latest("pk")
    assert response.url == f"/c/{first.pk}?page=2#comment-{last.pk}"
    assert "The last" in client.get(response.url).content.decode()
    assert client.get(f"/c/{last.pk}").url == response.url


def test_ten_thousand_nested_replies_are_harmless(dust, ben, client):
    first = make_comment(ben, dust, "The top")
    chain = (
        Comment(
            pk=first.pk + n + 1,
            list_id=dust.list_id,
            item=dust,
            thread=first,
            parent_id=first.pk + n,
            voter=ben,
            text=f"Deep {n}",
        )
        for n in range(10_000)
    )
    Comment.objects.bulk_create(chain, batch_size=500)
    with CaptureQueriesContext(connection) as captured:
        assert "Deep 9<" in client.get(dust.get_absolute_url()).content.decode()
        assert "Deep 9999<" in client.get(f"/c/{first.pk}?page=200").content.decode()
    assert len(captured) < 60


def test_queries_do_not_grow_with_threads_and_replies(dust, songs, ben, cy, client_of):
    echo, reader = songs.items.get(name="Echo"), client_of(cy)

    def queries(item):
        with CaptureQueriesContext(connection) as captured:
            reader.get(item.get_absolute_url())
        return len(captured)

    for item, threads in ((dust, 2), (echo, 12)):
        for _ in range(threads):
            above = make_comment(ben, item)
            for _ in range(threads):
                above = make_comment(cy, above)
    queries(dust)  # fills the cache of item names
    assert queries(dust) == queries(echo)


def test_a_deleted_or_unknown_thread_has_no_page(dust, ben, client):
    first = make_comment(ben, dust)
    assert client.get(f"/c/{first.pk}").status_code == 200
    delete_comment(first)
    assert [client.get(f"/c/{pk}").status_code for pk in (first.pk, first.pk + 9, 2**70)] == [404] * 3


def test_the_metadata_of_a_thread_page_contains_no_spoiler(dust, ben):
    open_one, all_of_it = (
        make_comment(ben, dust, "He ||dies|| here."),
        make_comment(ben, dust, "It was a dream.", is_spoiler=True),
    )
    heads = [Client().get(f"/c/{each.pk}").content.decode().split("</head>")[0] for each in (open_one, all_of_it)]
    assert "He [spoiler] here." in heads[0] and "dies" not in heads[0]
    assert "dream" not in heads[1]
