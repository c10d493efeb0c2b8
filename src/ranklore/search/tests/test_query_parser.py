"""Parse queries into index expressions, and highlight their matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.search.highlight import highlight, snippet
from ranklore.text.search_query import QUERY_CHARS_MAX, QUERY_WORDS_MAX, IndexTerm, parse_query
from ranklore.text.search_tokens import (
    PHONETIC_MARK,
    TYPO_MARK,
    WHOLE_NAME_MARK,
    credited_name_tokens,
    name_tokens,
    spelled_words,
    typo_tokens,
)


def terms(asked):
    return [term for group in asked for way in group for term in way]


def test_an_empty_query_has_empty_expressions():
    for typed in (None, "", "  ", "\x00", "\u200b"):
        query = parse_query(typed)
        assert query.is_empty
        assert query.named() == query.in_names() == query.nearly_in_names() == query.in_texts() == ()


def test_only_the_last_word_can_be_a_prefix():
    assert terms(parse_query("dusty bel").in_names()) == [IndexTerm("dusty"), IndexTerm("bel", True)]
    assert terms(parse_query("dusty bell").in_texts(is_start=True)) == [IndexTerm("dusty"), IndexTerm("bell", True)]
    assert terms(parse_query("dusty bel").in_texts(is_start=True)) == [IndexTerm("dusty"), IndexTerm("bel")]


def test_a_single_letter_matches_only_the_start_of_a_name():
    assert parse_query("d").in_names() == () and terms(parse_query("d").named(is_start=True))


def test_a_single_kanji_matches_the_start_of_a_bigram():
    assert IndexTerm("悪", True) in terms(parse_query("悪").in_names())
    assert IndexTerm("悪の", False) in terms(parse_query("悪ノ").in_names())


def test_romaji_is_also_searched_by_its_sound():
    assert IndexTerm(PHONETIC_MARK + "meshitsukai", True) in terms(parse_query("mesitukai").in_names())
    assert IndexTerm("meshitsukai") in terms(parse_query("mesitukai").in_texts())


def test_a_long_query_is_cut_and_marked():
    assert not parse_query("a b c").dropped
    for typed in ("x" * 10_000, " ".join(map(str, range(100))), "悪" * 5_000, "a" * (QUERY_CHARS_MAX + 1)):
        query = parse_query(typed)
        assert query.dropped and len(query.text) <= QUERY_CHARS_MAX and len(query.words) <= QUERY_WORDS_MAX
        assert len(terms(query.nearly_in_names() or query.in_names())) < 150


def test_other_spellings_are_listed():
    assert parse_query("悪ノ召使").other_spellings() == ("aku no meshitsukai",)
    assert parse_query("ろーりん").other_spellings() == ("roorin", "rorin")
    assert parse_query("sadness").other_spellings() == ()


@given(st.text())
def test_any_query_becomes_valid_index_terms(typed):
    query = parse_query(typed)
    for asked in (
        query.named(),
        query.named(is_start=True),
        query.in_names(),
        query.nearly_in_names(),
        query.in_texts(),
    ):
        for group in asked:
            assert group and all(group)
        for term in terms(asked):
            assert term.word and not {*term.word} & {*" \"'\\*()\x00"} and term.word.split() == [term.word]


@pytest.mark.parametrize(("one", "other"), [("servant", "sevrant"), ("evil", "evill"), ("heartache", "heartahce")])
def test_words_that_differ_by_a_typo_share_a_token(one, other):
    assert {*typo_tokens(one)} & {*typo_tokens(other)}


def test_numbers_kanji_and_short_words_have_no_typo_tokens():
    assert typo_tokens("1999") == typo_tokens("悪の召使") == typo_tokens("sad") == ()


def test_only_names_have_a_whole_name_token():
    words = credited_name_tokens(["Dust"], ["Mika Sato"]).split()
    assert WHOLE_NAME_MARK + "dust" in words and "mika" in words and WHOLE_NAME_MARK + "mikasato" not in words
    assert TYPO_MARK + "dst" in words and spelled_words(" ".join(words)) == ["dust", "mika", "sato"]
    assert name_tokens(["Dust"], ["Which hurts?"]).split()[-2:] == ["which", "hurts"]


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Rolling Girl", "girl", "Rolling <mark>Girl</mark>"),
        ("Rolling Girl", "rol", "<mark>Rol</mark>ling Girl"),
        ("Café Noir", "cafe", "<mark>Café</mark> Noir"),
        ("Ærø ferry", "aero", "<mark>Ærø</mark> ferry"),
        ("初音ミクの消失", "ミク", "初音<mark>ミク</mark>の消失"),
        ("ローリンガール feat", "roringaru", "<mark>ローリンガール</mark> feat"),
        ("Mesitukai two", "meshitsukai", "<mark>Mesitukai</mark> two"),
        ("Don’t go", "dont", "<mark>Don’t</mark> go"),
        ("a <b> c", "c", "a &lt;b&gt; <mark>c</mark>"),
        ("Dust", "dust", "<mark>Dust</mark>"),
        ("Rolling Girl", "ro gi", "<mark>Ro</mark>lling <mark>Gi</mark>rl"),
        ("Without it, not with me", "with me", "Without it, not <mark>with</mark> <mark>me</mark>"),
        ("", "dust", ""),
        ("_ _", "dust", "_ _"),
    ],
)
def test_matches_are_highlighted(text, typed, shown):
    assert highlight(text, parse_query(typed)) == shown


def test_only_some_runs_of_a_long_japanese_text_are_read(monkeypatch):
    asked = []
    monkeypatch.setattr("ranklore.search.highlight.kanji_readings", lambda written: asked.append(written) or ())
    text = " ".join(chr(0x4E00 + n) * 2 for n in range(3_000))
    assert "<mark>一万</mark>" in snippet(f"{text} 一万", parse_query("一万"))
    assert len(asked) == 100


def test_a_corrected_word_is_highlighted():
    assert highlight("Bells ring", parse_query("belsl"), ["bells"]) == "<mark>Bells</mark> ring"


def test_a_snippet_shows_the_part_with_the_most_matches():
    text = f"A life of it. {'More and more. ' * 30}The servant of evil, and of evil. {'Less. ' * 60}"
    assert "The <mark>servant</mark> <mark>of</mark> <mark>evil</mark>" in snippet(text, parse_query("servant of evil"))
    assert snippet(f"of it {'x ' * 200}of", parse_query("of")).startswith("<mark>of</mark> it")


def test_a_snippet_of_a_short_text_is_the_whole_text():
    assert snippet("one two", parse_query("two")) == "one <mark>two</mark>"
    assert snippet("x" * 500, parse_query("two")) == "x" * 220 + " …"


@given(st.text(), st.text(max_size=20))
def test_highlighting_does_not_change_the_text(text, typed):
    from html import unescape

    shown = highlight(text, parse_query(typed))
    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == unescape(unescape(text)) or "&" in text
