"""From the bytes of a file, and a person's own words for it, to what was understood."""

import pytest

from ranklore.exchange.reading import Reading, check_size, read_bytes, with_own_words
from ranklore.exchange.tests.make import outline, page
from ranklore.lists.rules import Pasted, PasteRefused, Question


def test_an_encoding_that_was_guessed_is_named():
    text = "Chansons tristes\n\n1. L'été où je suis parti\n2. La forêt brûlée\n3. Où es-tu allée ?\n"
    assert "Read as Windows-1252 (Western European)." in read_bytes(text.encode("cp1252")).note
    assert read_bytes(text.encode()).note == ""


def test_a_file_that_is_far_too_big_is_not_even_read():
    with pytest.raises(PasteRefused, match=r"9,000\.0 MB large; a page can have at most 2,000,000 characters"):
        check_size(9_000_000_000)


def test_without_words_of_their_own_the_page_speaks():
    reading = Reading(page("A"), "Read as it is.")
    assert with_own_words(reading, "", "") == reading


def test_the_title_of_a_page_that_is_replaced_is_told():
    reading = with_own_words(Reading(page("A"), "Read as it is."), "Mine", "")
    assert reading.pasted.title == "Mine"
    assert reading.note == "Read as it is.\nThe title of the page itself was “Saddest songs”."


def test_the_same_title_again_is_nothing_to_tell():
    assert with_own_words(Reading(page("A")), "Saddest songs", "").note == ""


def test_a_line_that_may_be_no_title_is_an_item_when_a_title_is_given():
    asked = (Question(1, "maybe_page_title", "?"), Question(2, "no_title", "?"), Question(3, "numbers", "?"))
    pasted = with_own_words(Reading(page("A", title="Kokoro", questions=asked)), "Mine", "").pasted
    assert (pasted.title, outline(pasted), pasted.questions) == ("Mine", ["Kokoro", "A"], asked[2:])


def test_a_prompt_that_is_replaced_is_told():
    reading = Reading(Pasted("T", "Which one?", ()))
    assert with_own_words(reading, "", "Why?").note == "The page itself asked: “Which one?”"
    assert with_own_words(reading, "", "Which one?").note == ""
    assert with_own_words(reading, "", "Why?").pasted.prompt == "Why?"
