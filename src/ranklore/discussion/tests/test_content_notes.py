"""Content notes on comments, and collapsing comments by their notes."""

import uuid

import pytest
from django.test import Client

from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.models import Comment, CommentNote
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.content_notes import set_folded_notes
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(dust, ben):
    return make_comment(ben, dust, "She never woke up.")


def notes_of(comment):
    comment.refresh_from_db()
    return comment.notes


def test_a_content_note_by_the_author_appears_at_once(dust, client):
    form = {"text": "She never woke up.", "notes": ["death", "illness"], "nonce": str(uuid.uuid4())}
    client.post(f"{dust.get_absolute_url()}/comment", form)
    assert Comment.objects.get().notes == ["death", "illness"]
    assert '<span class="tag note">illness</span>' in Client().get(dust.get_absolute_url()).content.decode()


def test_a_content_note_appears_when_two_readers_suggest_it(comment, ada, cy, client_of):
    for reader, shown in ((cy, []), (cy, []), (ada, ["death"])):
        response = client_of(reader).post(f"/c/{comment.pk}/notes", {"notes": ["death"]})
        assert response.status_code == 303 and notes_of(comment) == shown


def test_the_form_shows_the_notes_this_voter_chose(comment, ben, cy, client_of):
    set_comment_notes(voter=cy, comment=comment, notes=["death"])
    pages = [client_of(reader).get(f"/c/{comment.pk}/notes").content.decode() for reader in (cy, ben)]
    assert [page.count("checked") for page in pages] == [1, 0]
    assert "your notes appear at once" in pages[1] and "2 readers" in pages[0]


def test_a_suggested_note_can_be_withdrawn(comment, ada, cy):
    for reader in (ada, cy):
        set_comment_notes(voter=reader, comment=comment, notes=["death"])
    set_comment_notes(voter=cy, comment=comment, notes=[])
    assert notes_of(comment) == []


def test_the_author_changes_the_notes_while_editing(comment, ben, client_of):
    sent = {"text": comment.text, "made_from": "0", "notes": ["death", "no-such-note"]}
    client_of(ben).post(f"/c/{comment.pk}/edit", sent)
    assert notes_of(comment) == ["death"]
    client_of(ben).post(f"/c/{comment.pk}/edit", {"text": comment.text, "made_from": "0"})
    assert notes_of(comment) == []


def test_an_unknown_note_is_ignored(comment, ben, client_of):
    assert client_of(ben).post(f"/c/{comment.pk}/notes", {"notes": ["x" * 900, "sex", "\x00"]}).status_code == 303
    assert notes_of(comment) == ["sex"]


def test_a_comment_with_a_collapsed_note_opens_in_place(comment, dust, ben, cy, client_of):
    set_comment_notes(voter=ben, comment=comment, notes=["death"])
    client_of(cy).post("/me/notes", {"notes": ["death"]})
    for address in (dust.get_absolute_url(), "/l/saddest-songs", "/l/saddest-songs/talk", f"/c/{comment.pk}"):
        page = client_of(cy).get(address).content.decode()
        folded = page[page.index('<details class="hidden-words">') :]
        assert "Content note: death" in folded[: folded.index("She never woke up.")]
        assert 'class="hidden-words"' not in Client().get(address).content.decode()
    set_folded_notes(voter=cy, notes=[])
    assert 'class="hidden-words"' not in client_of(cy).get(dust.get_absolute_url()).content.decode()


def test_a_deleted_comment_gets_no_notes(comment, ada):
    delete_comment(comment)
    with pytest.raises(Refused):
        set_comment_notes(voter=ada, comment=comment, notes=["death"])
    assert Client().get(f"/c/{comment.pk}/notes").status_code == 404
    assert not CommentNote.objects.exists()


def test_a_note_about_suicide_shows_an_offer_of_help(comment, dust, ben, settings, client):
    set_comment_notes(voter=ben, comment=comment, notes=["suicide-and-self-harm"])
    assert "help-offer" not in client.get(dust.get_absolute_url()).content.decode()
    settings.HELP_SENTENCE, settings.HELP_LINK = "You can talk to <someone>.", "https://example.org/help"
    page = client.get(dust.get_absolute_url()).content.decode()
    assert "You can talk to &lt;someone&gt;." in page and 'href="https://example.org/help"' in page
    set_comment_notes(voter=ben, comment=comment, notes=["death"])
    assert "help-offer" not in client.get(dust.get_absolute_url()).content.decode()


def test_a_note_removed_from_the_settings_is_not_shown(comment, dust, ben, settings, client):
    set_comment_notes(voter=ben, comment=comment, notes=["death"])
    settings.CONTENT_NOTES = ["War", "war", " ", "Flashing  lights"]
    page = client.get(dust.get_absolute_url()).content.decode()
    assert 'class="tag note"' not in page
    assert page.count('value="flashing-lights"') == 2  # in the form of a new comment and in the form of the item
