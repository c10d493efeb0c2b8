"""Cleaned text is safe to store, and cleaning hostile text is fast."""

import pytest

from ranklore.text.clean import clean_line, clean_text, name_key, strip_invisible


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_a_letter_keeps_at_most_thirty_marks(clean):
    assert clean("a" + "\u0315\u0323" * 500_000) == clean("a" + "\u0315\u0323" * 15)


def test_removed_marks_are_counted():
    assert strip_invisible("e" + "\u0301" * 40) == ("e" + "\u0301" * 30, 10)


def test_ordinary_accents_stay():
    for word in ("Vie\u0302\u0323t", "ne\u0301e", "กู้", "한글"):
        assert strip_invisible(word) == (word, 0)


def test_too_many_joiners_are_all_removed():
    text, removed = strip_invisible("👨\u200d" * 100_001)
    assert (text, removed) == ("👨" * 100_001, 100_001)


def test_the_same_name_has_one_key():
    assert name_key("The  Café!") == name_key("cafe\u0301")
