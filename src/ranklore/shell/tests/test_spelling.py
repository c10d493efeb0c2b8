"""Names that read the same are found to, and hostile text costs nothing."""

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.shell import kana, readings, spelling
from ranklore.shell.kana import romaji, sound_of
from ranklore.shell.spelling import NAME_MOST, WORD_MOST, WORDS_MOST, forms_of, plain, readings_of, words_of


def read_the_same(one, other):
    return not {*forms_of(one)}.isdisjoint(forms_of(other))


@pytest.mark.parametrize("module", [spelling, kana])
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
def test_two_spellings_of_one_name_read_the_same(one, other):
    assert read_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Time", "Chime"), ("Echo", "Dust"), ("C", "C#"), ("C#", "C++"), ("!!!", "???"), ("か", "が"), ("ー", "っ")],
)
def test_other_names_do_not(one, other):
    assert not read_the_same(one, other)


def test_a_reading_is_one_more_form_never_the_only_one():
    assert forms_of("魔女")[0] == "魔女" and "majo" in forms_of("魔女")


def test_without_the_extra_there_are_no_readings_and_all_else_holds(monkeypatch):
    monkeypatch.setattr(readings, "_reader", lambda: None)
    readings.reading_of.cache_clear()
    spelling._forms_of.cache_clear()
    try:
        assert readings_of("魔女") == ()
        assert forms_of("魔女") == ("魔女",)
    finally:
        readings.reading_of.cache_clear()
        spelling._forms_of.cache_clear()


def test_a_reader_that_fails_is_a_guess_less(monkeypatch, caplog):
    class Broken:
        def romaji(self, text):
            raise RuntimeError

    monkeypatch.setattr(readings, "_reader", Broken)
    readings.reading_of.cache_clear()
    try:
        assert readings_of("召使") == ()
    finally:
        readings.reading_of.cache_clear()


def test_only_what_has_kanji_is_given_to_the_reader(monkeypatch):
    monkeypatch.setattr(spelling, "reading_of", lambda text: pytest.fail("asked"))
    assert readings_of("Witch") == readings_of("ウィッチ") == ()


def test_every_two_signs_side_by_side_are_a_word_and_the_last_sign_too():
    assert words_of("初音ミク") == ("初音", "音み", "みく", "く", "miku")


def test_words_are_kept_once_in_their_order():
    assert words_of("Never, NEVER ever!") == ("never", "ever")


def test_plain_keeps_the_order_of_words():
    assert plain("  Rolling—Girl (wowaka) ") == "rolling girl wowaka"


@pytest.mark.parametrize(
    "word", ["sadness", "", "q", "x", "strength", "kan" * 30 + "q", "n" * 1000 + "q", "k" * 1000 + "q"]
)
def test_what_cannot_be_japanese_has_no_sound(word):
    assert sound_of(word) == ""


@pytest.mark.parametrize(("written", "said"), [("ー", ""), ("っ", ""), ("ゝ", ""), ("ゃ", "ya"), ("あっあ", "aa")])
def test_kana_out_of_place_is_no_error(written, said):
    assert romaji(written) == said


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
    begun = time.process_time()
    words, forms = words_of(text), forms_of(text)
    assert len(words) <= WORDS_MOST and all(len(word) <= WORD_MOST for word in words)
    assert all(len(form) <= 5 * NAME_MOST for form in forms)
    assert time.process_time() - begun < 5  # it would be minutes if marks were sorted, or a pattern tried in vain


@given(st.text())
def test_any_text_has_words_of_letters_and_forms_that_hold(text):
    for word in words_of(text):
        assert word and not any(sign.isspace() for sign in word)
        assert "\x00" not in word and not any("\ud800" <= sign <= "\udfff" for sign in word)
        assert words_of(word)  # a word found in an index can be asked for
    assert read_the_same(text, text) or forms_of(text) == ()


@pytest.mark.parametrize("syllable", ["na", "nna", "nnya", "ssa", "ssha", "zza"])
def test_a_long_word_that_is_nearly_japanese_is_read_in_one_way_only(syllable):
    assert sound_of(syllable * 2_000 + "xx") == ""
    assert sound_of(syllable * 2_000) != ""
