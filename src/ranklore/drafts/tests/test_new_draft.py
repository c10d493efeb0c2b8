"""The paste box: whatever is wrong gets a sentence, what was typed stays, and nothing is written."""

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
    """Fill the box in and press the button."""
    return client.post("/new", {"nonce": uuid.uuid4(), **fields})


def a_file(content: bytes, name: str = "list.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pasted_list_becomes_a_draft_to_look_at(client):
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
    send(client, file=a_file(LIST.encode()))
    assert outline(Draft.objects.get().get_page()) == ["Kokoro", "Alone", "Bells"]


def test_a_file_in_another_encoding_says_how_it_was_read(client):
    text = "悲しい歌\n\n1. 心の奥にある言葉は届かない\n2. 雨の日に聞いた歌を覚えている\n3. さよならと書いた手紙\n"
    response = send(client, file=a_file(text.encode("shift_jis")))
    preview = client.get(response.url).content.decode()
    assert "Read as Shift_JIS. If the letters look wrong, save the file as UTF-8 and try again." in preview
    assert "悲しい歌" in preview


def test_only_a_title_is_a_list_that_people_fill(client):
    send(client, title=" Best  soups ", prompt="Hot ones.")
    parsed = Draft.objects.get().get_page()
    assert (parsed.title, parsed.prompt, parsed.items) == ("Best soups", "Hot ones.", ())


def test_a_typed_title_goes_before_that_of_the_page_which_is_still_told(client):
    send(client, text=LIST, title="Songs to cry to", prompt="Tears only.")
    draft = Draft.objects.get()
    assert (draft.get_page().title, draft.get_page().prompt) == ("Songs to cry to", "Tears only.")
    told = draft.source_note + "".join(outline(draft.get_page()))
    assert "Saddest songs" in told  # as a note, or as the item that it may have been


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
def test_a_text_that_cannot_be_read_is_given_back_with_a_sentence(client, text, field):
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
def test_a_file_that_cannot_be_read_says_so_at_the_file(client, content):
    response = send(client, file=a_file(content), title="Kept")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
    assert 'value="Kept"' in response.content.decode()
    assert not Draft.objects.exists()


def test_a_text_and_a_file_at_once_are_one_too_many(client):
    response = send(client, text=LIST, file=a_file(LIST.encode()))
    assert response.status_code == 422
    assert "Send one of the two." in response.content.decode() and "Kagamine Rin" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": "t" * 201}, "A title can have at most 200 characters. This one has 201."),
        ({"title": "Fine", "prompt": "p" * 2001}, "at most 2,000 characters. Yours has 2,001."),
        ({"prompt": "Only a question?"}, "or give at least a title."),
        ({}, "There is nothing here yet."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(client, sent, sentence):
    response = send(client, **sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count(sentence) == 1
    assert all(text in page for text in sent.values())
    assert not Draft.objects.exists()


def test_a_draft_is_found_again_by_who_made_it_only(ada, ben, client_of):
    draft = make_draft(ada, "A", title="Half done")
    assert f"/new/{draft.pk}" in client_of(ada).get("/new").content.decode()
    assert "Half done" not in client_of(ben).get("/new").content.decode()


def test_looking_at_the_box_writes_nothing(client):
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


def test_the_form_of_another_opens_nothing_of_theirs(ada, client_of):
    sent = {"nonce": uuid.uuid4(), "text": LIST}
    stranger = Client()
    assert client_of(ada).post("/new", sent).url != stranger.post("/new", sent).url
