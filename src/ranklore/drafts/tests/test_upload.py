"""From the bytes of a file, and a person's own words for it, to what was understood."""

import pytest

from ranklore.drafts.tests.factories import make_page, outline
from ranklore.drafts.upload import ParsedUpload, check_upload_size, parse_bytes, with_title_and_prompt
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import ParsedPage, Question


def test_an_encoding_that_was_guessed_is_named():
    text = "Chansons tristes\n\n1. L'été où je suis parti\n2. La forêt brûlée\n3. Où es-tu allée ?\n"
    assert "Read as Windows-1252 (Western European)." in parse_bytes(text.encode("cp1252")).note
    assert parse_bytes(text.encode()).note == ""


def test_a_file_that_is_far_too_big_is_not_even_read():
    with pytest.raises(PasteRefused, match=r"9,000\.0 MB large; a page can have at most 2,000,000 characters"):
        check_upload_size(9_000_000_000)


def test_without_words_of_their_own_the_page_speaks():
    reading = ParsedUpload(make_page("A"), "Read as it is.")
    assert with_title_and_prompt(reading, "", "") == reading


def test_the_title_of_a_page_that_is_replaced_is_told():
    reading = with_title_and_prompt(ParsedUpload(make_page("A"), "Read as it is."), "Mine", "")
    assert reading.parsed.title == "Mine"
    assert reading.note == "Read as it is.\nThe title of the page itself was “Saddest songs”."


def test_the_same_title_again_is_nothing_to_tell():
    assert with_title_and_prompt(ParsedUpload(make_page("A")), "Saddest songs", "").note == ""


def test_a_line_that_may_be_no_title_is_an_item_when_a_title_is_given():
    asked = (Question(1, "maybe_page_title", "?"), Question(2, "no_title", "?"), Question(3, "numbers", "?"))
    parsed = with_title_and_prompt(ParsedUpload(make_page("A", title="Kokoro", questions=asked)), "Mine", "").parsed
    assert (parsed.title, outline(parsed), parsed.questions) == ("Mine", ["Kokoro", "A"], asked[2:])


def test_a_prompt_that_is_replaced_is_told():
    reading = ParsedUpload(ParsedPage("T", "Which one?", ()))
    assert with_title_and_prompt(reading, "", "Why?").note == "The page itself asked: “Which one?”"
    assert with_title_and_prompt(reading, "", "Which one?").note == ""
    assert with_title_and_prompt(reading, "", "Why?").parsed.prompt == "Why?"
