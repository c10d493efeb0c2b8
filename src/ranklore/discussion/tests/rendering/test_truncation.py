"""Splitting long texts without losing any of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.discussion.rendering.truncation import split_long_text, strip_cut_mark


def test_a_short_text_is_not_split():
    assert split_long_text("Short.") == ("Short.", "")


def test_a_long_text_is_split_after_a_sentence():
    text = "One two three. " * 60
    opening, rest = split_long_text(text)
    assert opening.endswith("three.") and rest.startswith("One")


def test_japanese_text_is_split_after_a_sentence_too():
    opening, rest = split_long_text("泣いた。" * 200)
    assert opening.endswith("。") and rest


def test_text_without_sentences_is_split_after_a_word():
    opening, _ = split_long_text("word " * 200)
    assert opening.endswith("word")


def test_one_endless_word_is_split_anywhere():
    opening, rest = split_long_text("x" * 10_000)
    assert opening + rest == "x" * 10_000 and rest


def test_many_short_lines_are_split():
    opening, rest = split_long_text("\n".join("abc" for _ in range(40)))
    assert opening.count("\n") == 9 and rest.count("\n") == 29


@given(st.text(max_size=3000), st.integers(50, 500))
def test_no_word_is_lost_by_splitting(text, opening):
    head, rest = split_long_text(text, opening)
    assert (head + rest).split() == text.split() or "".join((head + rest).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "kept"), [("a ...more", "a"), ("a...more", "a"), ("...more", ""), ("no more", "no more")]
)
def test_the_cut_mark_is_removed(text, kept):
    assert strip_cut_mark(text) == kept
