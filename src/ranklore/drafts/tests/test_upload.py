"""Parsing an upload, and the title and prompt that a person types for it."""

import pytest

from ranklore.drafts.tests.factories import make_page, outline
from ranklore.drafts.upload import ParsedUpload, check_upload_size, parse_bytes, with_title_and_prompt
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import ParsedPage, Question


def test_a_guessed_encoding_is_named():
    text = "Chansons tristes\n\n1. L'été où je suis parti\n2. La forêt brûlée\n3. Où es-tu allée ?\n"
    assert "The file was read as Windows-1252 (Western European)." in parse_bytes(text.encode("cp1252")).note
    assert parse_bytes(text.encode()).note == ""


def test_a_file_that_is_far_too_big_is_refused_before_it_is_read():
    with pytest.raises(PasteRefused, match=r"9,000\.0 MB\)\. A page can have at most 2,000,000 characters"):
        check_upload_size(9_000_000_000)


def test_without_a_typed_title_or_prompt_the_upload_is_unchanged():
    upload = ParsedUpload(make_page("A"), "Read as it is.")
    assert with_title_and_prompt(upload, "", "") == upload


def test_a_note_keeps_the_title_that_was_replaced():
    upload = with_title_and_prompt(ParsedUpload(make_page("A"), "Read as it is."), "Mine", "")
    assert upload.parsed.title == "Mine"
    assert upload.note == "Read as it is.\nThe page had its own title: “Saddest songs”."


def test_typing_the_same_title_adds_no_note():
    assert with_title_and_prompt(ParsedUpload(make_page("A")), "Saddest songs", "").note == ""


def test_a_doubtful_title_becomes_an_item_when_another_title_is_typed():
    asked = (Question(1, "maybe_page_title", "?"), Question(2, "no_title", "?"), Question(3, "numbers", "?"))
    parsed = with_title_and_prompt(ParsedUpload(make_page("A", title="Kokoro", questions=asked)), "Mine", "").parsed
    assert (parsed.title, outline(parsed), parsed.questions) == ("Mine", ["Kokoro", "A"], asked[2:])


def test_a_note_keeps_the_prompt_that_was_replaced():
    upload = ParsedUpload(ParsedPage("T", "Which one?", ()))
    assert with_title_and_prompt(upload, "", "Why?").note == "The page had its own question: “Which one?”"
    assert with_title_and_prompt(upload, "", "Which one?").note == ""
    assert with_title_and_prompt(upload, "", "Why?").parsed.prompt == "Why?"
