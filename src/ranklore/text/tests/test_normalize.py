"""Spellings of one name share a form, and hostile text is cheap."""

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.text import kanji, normalize, romaji
from ranklore.text.normalize import (
    NAME_CHARS_MAX,
    WORD_CHARS_MAX,
    WORDS_MAX,
    equivalent_forms,
    kanji_readings,
    normalize_text,
    search_words,
)


def are_equivalent(one, other):
    return not {*equivalent_forms(one)}.isdisjoint(equivalent_forms(other))


@pytest.mark.parametrize("module", [normalize, romaji])
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("悪ノ召使", "Aku no Meshitsukai"),
        ("悪ノ召使", "悪の召使"),
        ("悪ノ召使", "aku no mesitukai"),
        ("ローリンガール", "rorin garu"),
        ("ローリンガール", "ろーりんがーる"),
        ("ﾛｰﾘﾝｶﾞｰﾙ", "Rōringāru"),
        ("きって", "kitte"),
        ("まっちゃ", "matcha"),
        ("しんぶん", "shimbun"),
        ("ちゅうごく", "tyuugoku"),
        ("じゃっかん", "zyakkan"),
        ("ディーヴァ", "diva"),
        ("ファントム", "fantomu"),
        ("こゝろ", "kokoro"),
        ("Toukyou", "東京"),
        ("Café del Mar", "CAFE DEL MAR"),
        ("Don’t Stop", "dont stop"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Rock-n-Roll", "Rock N' Roll"),
        ("Ærø", "aero"),
        ("Straße", "STRASSE"),
        ("مَرْحَبًا", "مرحبا"),
        ("ёлка", "Елка"),
        ("Ｗｉｔｃｈ　Ｈｕｎｔ", "witch hunt"),
    ],
)
def test_two_spellings_of_one_name_share_a_form(one, other):
    assert are_equivalent(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Time", "Chime"), ("Echo", "Dust"), ("C", "C#"), ("C#", "C++"), ("!!!", "???"), ("か", "が"), ("ー", "っ")],
)
def test_different_names_share_no_form(one, other):
    assert not are_equivalent(one, other)


def test_a_reading_is_an_extra_form_never_the_only_one():
    assert equivalent_forms("魔女")[0] == "魔女" and "majo" in equivalent_forms("魔女")


def test_without_cutlet_names_have_no_readings_but_keep_their_forms(monkeypatch):
    monkeypatch.setattr(kanji, "_reader", lambda: None)
    kanji.kanji_reading.cache_clear()
    normalize._equivalent_forms.cache_clear()
    try:
        assert kanji_readings("魔女") == ()
        assert equivalent_forms("魔女") == ("魔女",)
    finally:
        kanji.kanji_reading.cache_clear()
        normalize._equivalent_forms.cache_clear()


def test_a_failing_reader_gives_no_reading(monkeypatch, caplog):
    class Broken:
        def romaji(self, text):
            raise RuntimeError

    monkeypatch.setattr(kanji, "_reader", Broken)
    kanji.kanji_reading.cache_clear()
    try:
        assert kanji_readings("召使") == ()
    finally:
        kanji.kanji_reading.cache_clear()


def test_only_names_with_kanji_are_read(monkeypatch):
    monkeypatch.setattr(normalize, "kanji_reading", lambda text: pytest.fail("asked"))
    assert kanji_readings("Witch") == kanji_readings("ウィッチ") == ()


def test_japanese_is_split_into_bigrams_and_the_last_character():
    assert search_words("初音ミク") == ("初音", "音み", "みく", "く", "miku")


def test_each_word_is_listed_once_in_order():
    assert search_words("Never, NEVER ever!") == ("never", "ever")


def test_normalizing_keeps_the_order_of_words():
    assert normalize_text("  Rolling—Girl (wowaka) ") == "rolling girl wowaka"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a" + "\u0315\u0300" * 500_000,
        "\u05d0" + "\u05b0\u05ad\u0591" * 300_000,
        "\u0f40" + "\u0f71\u0f72" * 400_000,
        "\u202e\u0645" * 500_000,
        "\ud800" * 1_000_000,
        "\ufdfa" * 300_000,
        "漢" * 1_000_000,
        "かゝっー" * 250_000,
        "か" + "\u3099\u302a" * 300_000,
        "kan" * 300_000 + "q",
        " ".join(map(str, range(200_000))),
        "\x00" * 1_000_000,
    ],
)
def test_a_megabyte_of_anything_is_bounded(text):
    start = time.process_time()
    words, forms = search_words(text), equivalent_forms(text)
    assert len(words) <= WORDS_MAX and all(len(word) <= WORD_CHARS_MAX for word in words)
    assert all(len(form) <= 5 * NAME_CHARS_MAX for form in forms)
    assert time.process_time() - start < 5  # sorting marks or backtracking would take minutes


@given(st.text())
def test_any_text_has_valid_words_and_equivalent_forms(text):
    for word in search_words(text):
        assert word and not any(sign.isspace() for sign in word)
        assert "\x00" not in word and not any("\ud800" <= sign <= "\udfff" for sign in word)
        assert search_words(word)  # a word of the index can be searched
    assert are_equivalent(text, text) or equivalent_forms(text) == ()
