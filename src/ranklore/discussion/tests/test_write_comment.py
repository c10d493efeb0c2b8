"""Writing a comment."""

import uuid
from html import unescape

import pytest
from django.test import Client

from ranklore.core.forms import FORM_INCOMPLETE_MESSAGE
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.discussion.models import Comment
from ranklore.lists.actions.items import remove_item
from ranklore.parsing.result import ParsedComment
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


def form(**fields):
    return {"author": "mo", "text": "It aches.", "nonce": str(uuid.uuid4()), **fields}


def test_a_guest_writes_a_comment_and_sees_it(dust, client):
    response = client.post(f"{dust.get_absolute_url()}/comment", form())
    comment = Comment.objects.get()
    assert response.status_code == 303 and response.url.endswith(f"#comment-{comment.pk}")
    page = client.get(response.url).content.decode()
    assert "It aches." in page and "mo" in page
    assert 'value="mo"' in page  # the next form offers the name again


def test_a_form_sent_twice_is_one_comment(dust, client):
    twice = form()
    first, second = (client.post(f"{dust.get_absolute_url()}/comment", twice) for _ in range(2))
    assert first.url == second.url
    assert Comment.objects.count() == 1


def test_a_form_already_used_for_another_item_is_refused(dust, songs, ben, nonce):
    comment_on_item(voter=ben, item=dust, author="", text="One", nonce=nonce)
    with pytest.raises(Refused, match="already used for another comment"):
        comment_on_item(voter=ben, item=songs.items.get(name="Echo"), author="", text="Two", nonce=nonce)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write something first."),
        ({"text": " \n\u200b "}, "Write something first."),
        ({"text": "x" * 10_001}, "A comment can have at most 10,000 characters; this has 10,001."),
        ({"author": "x" * 41}, "A name can have at most 40 characters. This one has 41."),
        ({"text": "a\x00b"}, "Null characters are not allowed."),
        ({"nonce": "x"}, str(FORM_INCOMPLETE_MESSAGE)),
    ],
)
def test_bad_input_gets_an_error_message_and_keeps_the_typed_text(dust, client, fields, sentence):
    sent = form(**fields)
    response = client.post(f"{dust.get_absolute_url()}/comment", sent)
    assert response.status_code == 422
    assert sentence in unescape(response.content.decode())
    given_back = response.context["form"]
    assert (given_back["author"].value(), given_back["text"].value()) == (sent["author"], sent["text"])
    assert not Comment.objects.exists()


def test_a_removed_item_gets_no_comments(dust, client):
    remove_item(dust)
    response = client.post(f"{dust.get_absolute_url()}/comment", form())
    assert (
        response.status_code == 422
        and "was taken off this list, so you can no longer comment on it." in response.content.decode()
    )
    assert not Comment.objects.exists()


def test_markup_is_shown_as_text(dust, client):
    client.post(f"{dust.get_absolute_url()}/comment", form(text="<b>x</b>", author="<i>me"))
    page = client.get(dust.get_absolute_url()).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "&lt;i&gt;me" in page and "<b>x" not in page


def test_an_author_deletes_a_comment_and_restores_it(dust, client):
    client.post(f"{dust.get_absolute_url()}/comment", form())
    comment = Comment.objects.get()
    page = client.get(client.post(f"/c/{comment.pk}/delete").url).content.decode()
    assert "Your comment is deleted" in page
    assert "It aches." not in Client().get(dust.get_absolute_url()).content.decode()
    client.post(f"/c/{comment.pk}/delete", {"undo": "1"})
    assert "It aches." in Client().get(dust.get_absolute_url()).content.decode()


def test_only_the_author_can_delete_a_comment(dust, ben, cy, client_of, nonce):
    comment = comment_on_item(voter=ben, item=dust, author="ben", text="Mine", nonce=nonce)
    for stranger in (Client(), client_of(cy)):
        assert stranger.post(f"/c/{comment.pk}/delete").status_code == 404
    assert client_of(ben).post(f"/c/{2**70}/delete").status_code == 404
    comment.refresh_from_db()
    assert comment.deleted_at is None


def test_a_new_comment_appears_on_the_last_page(songs, dust, client):
    import_comments(songs, [(dust, ParsedComment(f"word {n}", n)) for n in range(60)])
    response = client.post(f"{dust.get_absolute_url()}/comment", form())
    assert "?page=2#comment-" in response.url
    assert "It aches." in client.get(response.url).content.decode()


def test_the_form_has_a_page_of_its_own(dust, client):
    assert client.get(f"{dust.get_absolute_url()}/comment").status_code == 200


def test_an_imported_comment_that_was_cut_off_says_so(songs, dust, client):
    import_comments(songs, [(dust, ParsedComment("And then she ...more", 3, cut=True))])
    page = client.get(dust.get_absolute_url()).content.decode()
    assert "And then she" in page and "...more" not in page
    assert "cut it off" in page


def test_a_broken_form_can_be_sent_again_as_it_comes_back(dust, client):
    page = client.post(f"{dust.get_absolute_url()}/comment", form(nonce="x")).context["form"]
    sent = {name: page[name].value() for name in ("author", "text", "nonce")}
    assert client.post(f"{dust.get_absolute_url()}/comment", sent).status_code == 303


@pytest.mark.parametrize("name", ["A guest", "from the PASTED page", "Simulated"])
def test_a_name_that_the_site_uses_is_refused(dust, client, name):
    response = client.post(f"{dust.get_absolute_url()}/comment", form(author=name))
    assert response.status_code == 422
    assert "Choose another one" in response.content.decode()


def test_a_changed_text_in_a_form_sent_twice_is_not_lost(dust, client):
    sent = form()
    client.post(f"{dust.get_absolute_url()}/comment", sent)
    again = client.post(f"{dust.get_absolute_url()}/comment", {**sent, "text": "It aches more."})
    assert again.status_code == 422
    given_back = {name: again.context["form"][name].value() for name in sent}
    assert given_back["text"] == "It aches more."
    assert client.post(f"{dust.get_absolute_url()}/comment", given_back).status_code == 303
    assert Comment.objects.count() == 2
