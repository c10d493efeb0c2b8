"""Which names are valid, and which look alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.people.names import NAME_MAX, NAME_MIN, clean_account_name, skeleton
from ranklore.text.errors import Refused


@pytest.mark.parametrize(
    "name",
    [
        "mo",
        "Mika-Sato",
        "josé_92",
        "Łukasz",
        "Æon",
        "тест",
        "Νίκη",
        "悪ノ召使",
        "初音ミク",
        "한국어",
        "สมชาย",
        "नमस्ते",
        "محمد",
        "שלום",
        "badminton",
        "model",
        "x" * NAME_MAX,
    ],
)
def test_names_in_all_scripts_are_accepted_unchanged(name):
    assert clean_account_name(name) == name


INVALID_NAMES = """
    m/o @mo -mo mo- m..o m-_o 12 1.2 m😀o ﷺ m½ m\u00ado m\u202eo m\u200bo m\u200do \u0301mo mo\u0301\u0301\u0301\u0301
"""


@pytest.mark.parametrize(
    "name", ["", "m", "x" * (NAME_MAX + 1), "mo mo", "m\x00o", "mo\u00a0mo", *INVALID_NAMES.split()]
)
def test_text_that_cannot_be_a_name_is_refused(name):
    with pytest.raises(Refused) as refused:
        clean_account_name(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["аdmin", "mоritz", "ᴍᴏʀɪᴛᴢ", "ɑda", "paypaⅼа", "νίκe", "mo悪", "ǀan", "Ꮇo"])
def test_letters_of_different_scripts_are_refused(name):
    with pytest.raises(Refused, match="one script"):
        clean_account_name(name)


RESERVED = """
    admin Admin ADM1N a-d-m-i-n the.admin admin_mo mod2 moderator ranklore RankLore-news ｒａｎｋｌｏｒｅ staff me new
    sign-in guest модератор 管理人
"""


@pytest.mark.parametrize("name", RESERVED.split())
def test_names_that_speak_for_the_site_are_reserved(name):
    with pytest.raises(Refused, match="is reserved"):
        clean_account_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mo", "MO"),
        ("mika-sato", "Mika.Sato"),
        ("Ian", "lan"),
        ("b0b", "bob"),
        ("josé", "jose"),
        ("modern", "modem"),
        ("vvill", "will"),
        ("аре", "ape"),  # Cyrillic
        ("ΡΟΤΑΤΟ", "potato"),  # Greek
        ("ロ口", "口ロ"),  # katakana and kanji
        ("ｍｏ", "mo"),
        ("straße", "strasse"),
        ("søren", "soren"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("mo", "moe"), ("анна", "инна"), ("かく", "がく"), ("कि", "कु")])
def test_different_names_stay_different(one, other):
    assert skeleton(one) != skeleton(other)


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_refused(text):
    try:
        name = clean_account_name(text)
    except Refused:
        return
    assert NAME_MIN <= len(name) <= NAME_MAX
    assert clean_account_name(name) == name
    assert not any(unicodedata.category(each)[0] in "CZ" for each in name)
    assert 0 < len(skeleton(name)) <= 200


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=2, max_size=30))
def test_a_name_in_upper_case_is_the_same_name(text):
    assert skeleton(text) == skeleton(unicodedata.normalize("NFKC", text).casefold())


def test_text_that_is_far_too_long_is_refused_without_decomposing_it():
    pile = "a" + "\u0301\u0323" * 500_000  # sorting these marks would take an hour
    with pytest.raises(Refused, match="has 1,000,001"):
        clean_account_name(pile)
    assert skeleton(pile) == "a"


def test_a_name_with_decomposed_letters_is_composed():
    assert clean_account_name(unicodedata.normalize("NFD", "ệ" * 30)) == "ệ" * 30
