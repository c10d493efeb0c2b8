"""Text is folded in one place, and each form of a text is what it was."""

import io
import re
import tokenize
from pathlib import Path

import pytest

from ranklore.text.characters import script_of
from ranklore.text.clean import clean_line, name_key
from ranklore.text.confusables import confusable_skeleton
from ranklore.text.normalize import accentless_text, accentless_words, normalize_text, written_signs, written_words

SOURCE = Path(__file__).parents[2]
FOLDING = re.compile(r"\bunicodedata\b|\bcasefold\b")
# A range of letters of a script, of marks or of invisible characters, as in a table of our own.
TABLE = re.compile(
    "[\u0300-\u036f\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\u200b-\u200f\u202a-\u202e]-"
    r"|\\u(?:0300|036f|05[0-9a-f]{2}|06[0-9a-f]{2}|200[b-f]|202[a-e]|30[4-9a-f][0-9a-f]|3400|4e00|9fff|ff[69][0-9a-f])"
)
EXCEPTIONS = {
    "ballots/share_image.py": "asks which characters combine, to draw them with the letter before",
    "parsing/encoding.py": "guesses the encoding of a file from the ranges and categories of its characters",
    "text": "is the place",
}


def code_of(path):
    """The source of a module without comments."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return "\n".join(token.string for token in tokens if token.type != tokenize.COMMENT)


def test_only_the_text_package_folds_text():
    modules = [path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")]
    folding = {
        name
        for name in modules
        if not {"tests", "migrations"} & {*name.split("/")}
        and name.split("/")[0] not in EXCEPTIONS
        and name not in EXCEPTIONS
        and (FOLDING.search(code := code_of(SOURCE / name)) or TABLE.search(code))
    }
    assert folding == set()


@pytest.mark.parametrize(
    "code",
    ["unicodedata.category(a)", "a.casefold()", '"\\u0300-\\u036f"', '"[ぁ-ん]"', '"[\\u4e00-\\u9fff]"', '"\\u200b"'],
)
def test_a_rule_of_its_own_is_noticed(code):
    assert FOLDING.search(code) or TABLE.search(code)


@pytest.mark.parametrize(
    ("text", "key", "accentless", "words", "skeleton"),
    [
        ("Café", "café", "cafe", "cafe", "cafe"),
        ("Straße", "strasse", "strasse", "strasse", "strasse"),
        ("ŁÓDŹ", "łódź", "łodz", "lodz", "lodz"),
        ("Ærø", "ærø", "ærø", "aero", "aero"),
        ("ёлка", "ёлка", "елка", "елка", "eлka"),
        ("Ελλάς", "ελλάσ", "ελλασ", "ελλασ", "eλλao"),
        ("ＬＵＫＡ", "luka", "luka", "luka", "luka"),
        ("ﾛｰﾘﾝｶﾞｰﾙ", "ローリンガール", "ローリンガール", "ろーりんがーる", "口-リン力\u3099-ル"),
        ("か゛", "が", "が", "が", "か\u3099"),
        ("C++", "c++", "c++", "c", "c++"),
        ("C#", "c#", "c#", "c", "c#"),
        ("Don’t", "dont", "don’t", "dont", "don’t"),
        ("The Beatles", "beatles", "the beatles", "the beatles", "the beatles"),
        ("Simon & Garfunkel", "simonandgarfunkel", "simon & garfunkel", "simon and garfunkel", "slmon & garfunkel"),
        ("&", "&", "&", "and", "&"),
        ("!!!", "!!!", "!!!", "", "!!!"),
        ("한글", "한글", "한글", "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("กู้", "กู้", "กู้", "กู้", "กู้"),
        ("مَرْحَبًا", "مَرْحَبًا", "مرحبا", "مرحبا", "مرحبا"),
        ("שָׁלוֹם", "שָׁלוֹם", "שלום", "שלום", "שלום"),
        ("हिन्दी", "हिन्दी", "हिन्दी", "हिन्दी", "हिन्दी"),
        ("a\u200bb", "ab", "ab", "ab", "a\u200bb"),
        ("½", "1⁄2", "1⁄2", "1 2", "l⁄2"),
        ("1️⃣", "1️⃣", "1", "1", "l"),
    ],
)
def test_the_forms_of_a_text(text, key, accentless, words, skeleton):
    assert (name_key(text), accentless_text(text), normalize_text(text)) == (key, accentless, words)
    assert confusable_skeleton(text) == skeleton


def test_a_text_of_nothing_but_accents_has_a_skeleton():
    assert confusable_skeleton("ـــ") == "ـــ"


def test_a_sound_mark_joins_its_kana_in_every_form():
    for form in (name_key, accentless_text, normalize_text, confusable_skeleton):
        assert form("か゛") == form("が") == form("か\u3099")
        assert form("ｶﾞ") == form("ガ") == form("カ゛")


def test_accentless_words_keep_pictures_and_the_symbols_that_are_asked_for():
    assert accentless_words("Rock ’n’ Röll, C++ (😀)!", "+") == ["rock", "n", "roll", "c++", "😀"]


def test_words_keep_their_places_in_the_text():
    text = "Don’t a\u200bb & ｶﾞｷﾞの紙, Łódź"
    assert [(text[start:end], plain) for start, end, plain in written_words(text)] == [
        ("Don’t", "dont"),
        ("a\u200bb", "ab"),
        ("&", "and"),
        ("ｶﾞｷﾞの紙", "がぎの紙"),
        ("Łódź", "lodz"),
    ]


def test_signs_of_scripts_without_spaces_are_words_of_their_own():
    text = "ｶﾞか゛紙\u200b飛 rain"
    assert [(text[start:end], plain) for start, end, plain in written_signs(text)] == [
        ("ｶﾞ", "が"),
        ("か゛", "が"),
        ("紙", "紙"),
        ("飛", "飛"),
        ("rain", "rain"),
    ]


@pytest.mark.parametrize("text", ["", "ـ", "\u0301", "\u3164", "゛"])
def test_a_text_without_letters_has_no_words(text):
    assert list(written_words(text)) == list(written_signs(text)) == []


@pytest.mark.parametrize("text", ["漢" + "\u200b" * 300_000, "a" + "'" * 300_000, "ʼ" * 300_000, "か゛" * 100_000])
def test_reading_the_words_of_a_long_text_takes_linear_time(text):
    assert len(list(written_words(text))) <= 1
    assert len(list(written_signs(text))) <= 100_000


@pytest.mark.parametrize(
    ("letter", "script"),
    [("a", "LATIN"), ("人", "HAN"), ("々", "HAN"), ("ｶ", "KATAKANA"), ("ー", "KATAKANA"), ("\n", "")],
)
def test_the_script_of_a_letter(letter, script):
    assert script_of(letter) == script


def test_cleaning_keeps_what_is_drawn():
    assert clean_line(" 葛\U000e0100飾\ufffd ") == "葛\U000e0100飾\ufffd"
