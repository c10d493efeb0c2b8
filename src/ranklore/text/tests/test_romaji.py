"""Romaji and phonetic keys: odd input is no error and is cheap."""

import pytest

from ranklore.text.romaji import kana_to_romaji, phonetic_key


@pytest.mark.parametrize(
    "word", ["sadness", "", "q", "x", "strength", "kan" * 30 + "q", "n" * 1000 + "q", "k" * 1000 + "q"]
)
def test_a_word_that_cannot_be_japanese_has_no_phonetic_key(word):
    assert phonetic_key(word) == ""


@pytest.mark.parametrize(("kana", "romaji"), [("ー", ""), ("っ", ""), ("ゝ", ""), ("ゃ", "ya"), ("あっあ", "aa")])
def test_stray_kana_is_no_error(kana, romaji):
    assert kana_to_romaji(kana) == romaji


@pytest.mark.parametrize("syllable", ["na", "nna", "nnya", "ssa", "ssha", "zza"])
def test_a_long_word_that_is_almost_japanese_is_matched_in_linear_time(syllable):
    assert phonetic_key(syllable * 2_000 + "xx") == ""
    assert phonetic_key(syllable * 2_000) != ""
