"""The paste box: an error is explained, what was typed stays, and nothing is saved."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ranklore.drafts.models import Draft
from ranklore.drafts.tests.factories import make_draft, outline
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db

LIST = "Saddest songs\n\n1. Kokoro by Kagamine Rin\n2. Alone by Mika\n3. Bells by Mika\n"


def send(client: Client, **fields: object):
    """Submit the form of the paste box."""
    return client.post("/new", {"nonce": uuid.uuid4(), **fields})


def uploaded_file(content: bytes, name: str = "list.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pasted_list_becomes_a_draft(client):
    response = send(client, text=LIST)
    draft = Draft.objects.get()
    assert (response.status_code, response.url) == (303, f"/new/{draft.pk}")
    assert draft.get_page().title == "Saddest songs"
    assert [(item.name, item.credits) for item in draft.get_page().items] == [
        ("Kokoro", ("Kagamine Rin",)),
        ("Alone", ("Mika",)),
        ("Bells", ("Mika",)),
    ]
    assert client.get(response.url).status_code == 200


def test_a_file_is_read_like_a_paste(client):
    send(client, file=uploaded_file(LIST.encode()))
    assert outline(Draft.objects.get().get_page()) == ["Kokoro", "Alone", "Bells"]


def test_the_preview_names_the_encoding_of_a_file(client):
    text = "悲しい歌\n\n1. 心の奥にある言葉は届かない\n2. 雨の日に聞いた歌を覚えている\n3. さよならと書いた手紙\n"
    response = send(client, file=uploaded_file(text.encode("shift_jis")))
    preview = client.get(response.url).content.decode()
    assert "The file was read as Shift_JIS. If the letters look wrong, save the file as UTF-8 and try again." in preview
    assert "悲しい歌" in preview


def test_a_title_alone_is_enough_for_a_draft(client):
    send(client, title=" Best  soups ", prompt="Hot ones.")
    parsed = Draft.objects.get().get_page()
    assert (parsed.title, parsed.prompt, parsed.items) == ("Best soups", "Hot ones.", ())


def test_a_typed_title_replaces_the_title_of_the_page_which_is_kept(client):
    send(client, text=LIST, title="Songs to cry to", prompt="Tears only.")
    draft = Draft.objects.get()
    assert (draft.get_page().title, draft.get_page().prompt) == ("Songs to cry to", "Tears only.")
    kept = draft.source_note + "".join(outline(draft.get_page()))
    assert "Saddest songs" in kept  # as a note, or as an item


def test_markup_in_a_paste_is_shown_as_text(client):
    text = '<script>alert(1)</script> songs\n\n1. <img src=x onerror=alert(2)>\n2. Kokoro\n3. "><b>x</b>\n'
    response = client.post(
        "/new", {"nonce": uuid.uuid4(), "text": text, "title": "<script>alert(3)</script>", "prompt": "</textarea><b>"}
    )
    page = client.get(response.url).content.decode()
    assert "<script>alert" not in page and "<img" not in page and "</textarea><b>" not in page
    assert "&lt;script&gt;alert(3)" in page


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "text"),
        ("  \n\t\n ", "text"),
        ("one line only", "text"),
        ("x" * 1_000_000, "text"),
        ("A list\n\n" + "1. Kokoro\n" * 2 + "x" * 10_000_000, "text"),
        ("line\n" * 100_000, "text"),
        ("Songs\n\n1. Kok\x00oro\n2. Alone\n", "text"),
    ],
    ids=["empty", "blank", "one line", "one word of 1 MB", "10 MB", "100,000 lines", "NUL"],
)
def test_a_text_that_cannot_be_parsed_comes_back_with_an_error(client, text, field):
    response = client.post(
        "/new", {"nonce": uuid.uuid4(), "text": text, "title": "" if not text.strip() else "Songs", "prompt": "Why?"}
    )
    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field] and form.errors[field][0].endswith(".")
    assert form["text"].value() == text
    assert "Why?" in response.content.decode()
    assert not Draft.objects.exists() and not Voter.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40,
        b"Songs\n1. Kok\x00oro\n2. Alone\n",
        b"x" * 9_000_000,
        b"one line",
    ],
    ids=["empty", "picture", "NUL", "9 MB", "one line"],
)
def test_a_file_that_cannot_be_parsed_gives_an_error_at_its_field(client, content):
    response = send(client, file=uploaded_file(content), title="Kept")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
    assert 'value="Kept"' in response.content.decode()
    assert not Draft.objects.exists()


def test_a_text_and_a_file_together_are_refused(client):
    response = send(client, text=LIST, file=uploaded_file(LIST.encode()))
    assert response.status_code == 422
    assert "Send only one of the two." in response.content.decode() and "Kagamine Rin" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": "t" * 201}, "A title can have at most 200 characters. This one has 201."),
        ({"title": "Fine", "prompt": "p" * 2001}, "at most 2,000 characters. Yours has 2,001."),
        ({"prompt": "Only a question?"}, "or type a title."),
        ({}, "There is nothing to read yet."),
    ],
)
def test_each_error_is_shown_once(client, sent, sentence):
    response = send(client, **sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count(sentence) == 1
    assert all(text in page for text in sent.values())
    assert not Draft.objects.exists()


def test_only_the_author_sees_an_unfinished_draft(ada, ben, client_of):
    draft = make_draft(ada, "A", title="Half done")
    assert f"/new/{draft.pk}" in client_of(ada).get("/new").content.decode()
    assert "Half done" not in client_of(ben).get("/new").content.decode()


def test_opening_the_paste_box_saves_nothing(client):
    assert client.get("/new").status_code == 200
    assert client.put("/new").status_code == 405
    assert not Voter.objects.exists()


def test_a_form_sent_twice_makes_one_draft(client):
    sent = {"nonce": uuid.uuid4(), "text": LIST}
    first, second = (client.post("/new", sent) for _ in range(2))
    assert first.url == second.url
    assert Draft.objects.count() == 1


def test_a_page_that_was_corrected_and_sent_again_is_another_draft(client):
    nonce = uuid.uuid4()
    first, second = (client.post("/new", {"nonce": nonce, "text": text}) for text in (LIST, LIST + "4. Cold\n"))
    assert first.url != second.url
    assert "Cold" in client.get(second.url).content.decode()


def test_the_same_nonce_from_another_voter_makes_another_draft(ada, client_of):
    sent = {"nonce": uuid.uuid4(), "text": LIST}
    stranger = Client()
    assert client_of(ada).post("/new", sent).url != stranger.post("/new", sent).url
