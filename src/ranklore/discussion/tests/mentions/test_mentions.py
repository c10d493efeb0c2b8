"""Mentions of items in comments: in labelled samples of the seed page and of our own."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.discussion.mentions.detection import Mention, find_mentions
from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.discussion.tests.mentions.labelled_samples import labels, seed_only, seed_page

OWN_LIST = [
    *("Alone", "Rain", "Cold", "Lie", "Rain Again", "Paper Plane", "Golden Hour", "The Long Goodbye", "Café Nuit"),
    *("Don't Wait Up", "My Old House", "Regen", "Liebe", "Letters from the Last Lighthouse", "Half - Drowned Meadow"),
    *("Glass Garden (Garasu no Niwa)", "Winter: A Letter Home", "Harbour Nights / Hafenlicht", "Echo", "ECHO!", "Self"),
    *("It", "Us", "Up", "The Room", "The End of the World", "Get Out"),
    *("BTR", "Help! I'm Late", "7", "Silent Letters", "Letterz in Home", "ココロ", "雨の街", "心"),
]
OWN = NameIndex(ItemNames(number, name) for number, name in enumerate(OWN_LIST))
MARKED = re.compile(r"\[([^]]+)\]\(((?:[^()]|\([^)]*\))+)\)")


def mentions_of_others(text: str, names: NameIndex, about: int | None = None) -> list[Mention]:
    """The mentions that become links: not those of the item that the comment is about."""
    return [mention for mention in find_mentions(text, names) if mention.item_id != about]


def mentioned(text: str, about: int | None = None) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], OWN_LIST[each.item_id]) for each in mentions_of_others(text, OWN, about)]


def own_sentences() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for line in labels("own_mentions.txt"):
        yield MARKED.sub(r"\1", line), [(words, item) for words, item in MARKED.findall(line)]


def scores(wanted: Counter, found: Counter) -> tuple[float, float]:
    """Precision and recall."""
    right = (wanted & found).total()
    return right / found.total(), right / wanted.total()


@seed_only
def test_mentions_in_the_comments_of_the_seed_page():
    page = seed_page()
    labelled = [line.split("\t") for line in labels("seed_mentions.tsv")]
    wanted = [Counter(), Counter()]
    for line, words, item in labelled:
        wanted[page.half(int(line))][(int(line), words.casefold(), item)] += item != "-"
    found = [Counter(), Counter()]
    for item, line, text in page.comments:
        for each in mentions_of_others(text, page.names, item):
            words = text[each.start : each.end].casefold().removeprefix("the ")
            at = line + text.count("\n", 0, each.start)
            found[page.half(at)][(at, words, page.names_by_line[each.item_id])] += 1
    for half in (0, 1):
        precision, recall = scores(wanted[half], found[half])
        print(f"\nhalf {half}: {wanted[half].total()} names, precision {precision:.1%}, recall {recall:.1%}")
        print("  missed", list(wanted[half] - found[half]), "wrong", list(found[half] - wanted[half]))
        assert precision >= 0.95 and recall >= 0.9


def test_mentions_in_our_own_samples_are_found_without_false_ones():
    wanted, found = Counter(), Counter()
    for number, (text, names) in enumerate(own_sentences()):
        wanted.update((number, *each) for each in names)
        found.update((number, *each) for each in mentioned(text, about=OWN_LIST.index("Self")))
    precision, recall = scores(wanted, found)
    print(f"\nour own: {wanted.total()} names, precision {precision:.1%}, recall {recall:.1%}")
    print("  missed", list(wanted - found))
    assert list(found - wanted) == []
    assert recall >= 0.95


def test_the_longest_name_wins():
    assert mentioned("We played Rain Again twice.") == [("Rain Again", "Rain Again")]


def test_a_name_shared_by_two_items_is_no_mention():
    assert mentioned("I mean the song “Echo”.") == []


def test_aliases_are_names_too():
    names = NameIndex([ItemNames(0, "Paper Plane", ["Kamihikouki"]), ItemNames(1, "Boat", ["Paper Boat"])])
    found = find_mentions("I heard Kamihikouki and Paper Boat.", names)
    assert [each.item_id for each in found] == [0, 1]


def test_a_full_name_wins_over_the_short_form_of_another_item():
    names = NameIndex([ItemNames(0, "Glass Garden (Live)"), ItemNames(1, "Glass Garden")])
    assert [each.item_id for each in find_mentions("I like Glass Garden.", names)] == [1]


def test_shorter_names_inside_the_name_of_the_own_item_are_no_mentions():
    assert mentioned("I love Rain Again.", about=OWN_LIST.index("Rain Again")) == []


def test_a_link_includes_a_plural_s_but_no_possessive():
    assert mentioned("I like Rain's drums and Paper Planes.") == [("Rain", "Rain"), ("Paper Planes", "Paper Plane")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I love The Long Goodby so much", "The Long Goodby"),
        ("I love the Long Godobye so much", "the Long Godobye"),
        ("Play leters from the last lighthouse", "leters from the last lighthouse"),
        ("Play letters of the last lighthouse", None),
        ("Play me Silnet Letters now", "Silnet Letters"),
        ("Play me Silent Lettters now", "Silent Lettters"),
        ("Play me Silent Better now", None),
        ("Play me Goldn Hour now", "Goldn Hour"),
        ("Play me Rian now", None),
        ("play me goldn hour now", None),
        ("Play Silent Letters in Home", "Silent Letters"),
    ],
)
def test_one_typo_in_a_long_name_is_tolerated(text, words):
    assert [found for found, _ in mentioned(text)] == ([words] if words else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nobody beats BTR here.", ["BTR"]),
        ("I heard Help! I'm Late on a bus.", ["Help! I'm Late"]),
        ("It was golden. Hour after hour it rained.", []),
        ("I gave it a 7 of ten, and track “7” too.", ["7"]),
        ("今日は心が痛い。「心」は名曲。", ["心"]),
        ("Rain 心", []),
        ("ROLL ON, RAIN, YOU ARE SO MUCH BETTER", []),
        ("ich höre Regen und das ist nicht die Liebe", []),
        ("I met the King of Rain there.", []),
        ("Fan of Rain", []),
        ("Rain of Ash is from another game.", []),
        ("Miku's Rain is fine.", ["Rain"]),
        ("I read Rain of", ["Rain"]),
        ("Of Rain I know nothing.", ["Rain"]),
    ],
)
def test_which_words_are_meant_as_a_name(text, words):
    assert [found for found, _ in mentioned(text)] == words


@pytest.mark.parametrize(
    "empty", [[], [ItemNames(1, "")], [ItemNames(1, "★!!")], [ItemNames(1, "( )"), ItemNames(2, "-")]]
)
def test_a_list_without_names_has_no_mentions(empty):
    assert find_mentions("Anything (at all) - “so”.", NameIndex(empty)) == []


HOSTILE = [
    "x" * 1_000_000,
    '"' * 10_000,
    "rain " * 20_000,
    "Rain Again " * 10_000,
    "a'" * 50_000,
    "(" * 10_000 + "Rain",
    "雨の" * 10_000,
    ("Rain Again" + " " * 100_000 + "paper plane") * 3,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_only_text(text):
    found = find_mentions(text, OWN)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_two_thousand_similar_names_are_handled():
    called = [f"Song {n} Love" for n in range(1000)] + [f"{n} of Love" for n in range(1000)]
    names = NameIndex(ItemNames(number, name) for number, name in enumerate(called))
    assert len(find_mentions("Song of Love, Song 7 Love. " * 300, names)) == 300


MARKS = ["rain", "the", "“", "”", "'s", ".", ", ", "-", "is sadder than", "of", "雨", "\n", "é", "(", ")"]
PIECES = st.sampled_from(OWN_LIST + MARKS)
TEXTS = st.text(max_size=300) | st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS, st.none() | st.integers(0, len(OWN_LIST)))
def test_mentions_are_inside_the_text_in_order_and_do_not_overlap(text, about):
    found = mentions_of_others(text, OWN, about)
    assert all(0 <= each.start < each.end <= len(text) and each.item_id != about for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.lists(st.text(max_size=30), max_size=12), TEXTS)
def test_any_names_can_be_searched_in_any_text(names, text):
    find_mentions(text, NameIndex(ItemNames(number, name, names[:1]) for number, name in enumerate(names)))


NAMES = st.lists(st.text("abcdeäö", min_size=2, max_size=9).map(str.capitalize), min_size=1, max_size=5).map(" ".join)


@given(NAMES, st.sampled_from(["I heard “{}” today.", "This is like 「{}」", "it was *{}* again"]))
def test_a_name_in_quotation_marks_is_found(name, sentence):
    text = sentence.format(name)
    assert [text[each.start : each.end] for each in find_mentions(text, NameIndex([ItemNames(1, name)]))] == [name]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("「ｺｺﾛ」は名曲。", ["ｺｺﾛ"]),
        ("My favourite is “こころ”.", ["こころ"]),
        ("I played Pa\u00adper Plane and Golden\u200b Hour.", ["Pa\u00adper Plane", "Golden\u200b Hour"]),
        ("I heard “ローリンガール” and ﾛｰﾘﾝ･ｶﾞｰﾙ today.", ["ローリンガール", "ﾛｰﾘﾝ･ｶﾞｰﾙ"]),
        ("I saw Lodz Again twice.", ["Lodz Again"]),
        ("ฟัง เพลงรัก อีก", ["เพลงรัก"]),
        ("ฟังเพลงรักอีก", []),
    ],
)
def test_a_name_is_found_in_every_way_to_write_its_letters(text, words):
    names = [*OWN_LIST, "ローリン・ガール", "Łódź Again", "เพลงรัก"]
    index = NameIndex(ItemNames(number, name) for number, name in enumerate(names))
    assert [text[each.start : each.end] for each in find_mentions(text, index)] == words
