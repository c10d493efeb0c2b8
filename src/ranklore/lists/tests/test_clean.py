"""Text made safe to keep, and quickly: nobody stops the site with one strange word."""

import pytest

from ranklore.lists.rules import clean_line, clean_text, name_key
from ranklore.lists.rules.clean import strip_invisible


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_marks_piled_up_on_one_letter_are_taken_down_to_thirty(clean):
    assert clean("a" + "\u0315\u0323" * 500_000) == clean("a" + "\u0315\u0323" * 15)


def test_what_was_taken_off_a_pile_is_counted():
    assert strip_invisible("e" + "\u0301" * 40) == ("e" + "\u0301" * 30, 10)


def test_accents_as_people_write_them_stay():
    for word in ("Vie\u0302\u0323t", "ne\u0301e", "กู้", "한글"):
        assert strip_invisible(word) == (word, 0)


def test_a_flood_of_joiners_is_taken_out_whole():
    text, removed = strip_invisible("👨\u200d" * 100_001)
    assert (text, removed) == ("👨" * 100_001, 100_001)


def test_the_same_name_has_one_key():
    assert name_key("The  Café!") == name_key("cafe\u0301")
