"""What is there already and reads like a new name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.lists.duplicates import (
    ITEM_NAMES,
    LIST_TITLES,
    MATCHES_MAX,
    DuplicateIndex,
    KnownName,
    MatchOptions,
    title_words,
)
from ranklore.lists.tests.duplicate_samples import samples


def book(*names: str, credits: tuple[str, ...] = (), manner: MatchOptions = ITEM_NAMES) -> DuplicateIndex:
    return DuplicateIndex((KnownName(n, (name,), credits) for n, name in enumerate(names)), manner)


def found(known: DuplicateIndex, *typed: str, credits: tuple[str, ...] = ()) -> list[int]:
    return [each.key for each in known.alike(typed, credits)]


@pytest.mark.parametrize(
    ("file", "manner"), [("duplicate_items.txt", ITEM_NAMES), ("duplicate_lists.txt", LIST_TITLES)]
)
def test_doubles_are_offered_and_new_names_are_let_through(file: str, manner: MatchOptions) -> None:
    offered = first = duplicates = troubled = new = 0
    for sample in samples(file):
        there = DuplicateIndex(sample.known, manner)
        for typed, listed in sample.duplicates:
            names = [sample.name_of(key) for key in found(there, typed)]
            duplicates, offered, first = duplicates + 1, offered + (listed in names), first + (names[:1] == [listed])
            assert len(names) <= MATCHES_MAX
        for typed in sample.new:
            new, troubled = new + 1, troubled + bool(found(there, typed))
    print(f"\n{file}: {offered} of {duplicates} duplicates offered ({offered / duplicates:.1%}), {first} of them first")
    print(f"{file}: {troubled} of {new} new names met an offer ({troubled / new:.1%})")
    assert duplicates >= 50 <= new
    assert offered >= 0.9 * duplicates and troubled <= 0.05 * new


def test_the_double_of_the_seed_page_is_offered_under_each_of_its_names() -> None:
    assert found(book("Witch", "Rolling Girl"), "Witch Hunt") == [0]
    assert found(book("Witch Hunt", "Rolling Girl"), "Witch") == [0]


def test_a_name_inside_a_longer_one_comes_after_the_name_itself() -> None:
    assert found(book("Witch Hunt", "Witch", credits=("Megurine Luka",)), "Witch - Megurine Luka") == [1, 0]


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("The Servant of Evil", "Servant of Evl"),
        ("Servant of Evil", "The Sevant of Evil"),
        ("La Chanson de Roland", "Chansonn de Roland"),
        ("The Riddler", "A Ridler"),
    ],
)
def test_a_slip_is_forgiven_with_the_article_and_without(listed: str, typed: str) -> None:
    assert found(book(listed), typed) == [0]


def test_an_article_is_no_letter_of_a_short_name() -> None:
    assert found(book("The Lie"), "Die") == found(book("The Mist"), "A List") == []


def test_another_script_reads_the_same() -> None:
    assert found(book("魔女", "千本桜"), "majo") == [0]
    assert found(book("majo"), "魔女") == [0]


def test_every_name_of_both_counts() -> None:
    there = DuplicateIndex([KnownName(7, ("Servant of Evil", "悪ノ召使"))])
    assert found(there, "Something else", "aku no meshitsukai") == [7]


def test_a_credit_that_the_list_knows_is_split_off() -> None:
    there = book("Witch", "Kokoro", credits=("Megurine Luka",))
    assert there.without_maker("Kokoro by Luka") == ("Kokoro", ("Luka",))
    assert there.without_maker("Stand by Me") == ("Stand by Me", ())


def test_much_the_same_name_by_others_is_offered_and_a_longer_one_is_not() -> None:
    there = book("Rain", "Rain Song", credits=("Mika",))
    assert found(there, "Rain", credits=("Gumi",)) == [0]
    assert found(there, "Rain", credits=("mika",)) == [0, 1]


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("Final Fantasy VII", "Final Fantasy VI"),
        ("Portal 2", "Portal"),
        ("Toy Story", "Toy Story 3"),
        ("C", "C++"),
        ("Lie", "Die"),
        ("Melt", "Meltdown"),
        ("!!!", "???"),
    ],
)
def test_these_are_two(listed: str, typed: str) -> None:
    assert found(book(listed), typed) == []


def test_what_many_items_have_in_common_tells_nothing() -> None:
    series = [f"Star Wars: Part {word}" for word in ("Ash", "Birch", "Cedar", "Dogwood")]
    assert found(book(*series), "Star Wars") == found(book(*series), "Star Wars: Elm") == []
    assert found(book(series[0]), "Star Wars") == [0]


def test_signs_alone_are_the_same_as_themselves() -> None:
    assert found(book("!!!"), "!!!") == [0]


def test_nothing_is_like_nothing() -> None:
    assert found(book("Rain"), "") == found(book("Rain"), "\u200b") == found(book(), "Rain") == []
    assert title_words(" \u200b ") == ()


def test_a_book_that_is_made_anew_says_the_same_and_forgets_what_went() -> None:
    first = book("Rain", "Snow")
    second = DuplicateIndex([KnownName(1, ("Snow",)), KnownName(2, ("Hail",))], before=first)
    assert (found(second, "snow"), found(second, "hail"), found(second, "rain")) == ([1], [2], [])


def test_titles_ask_the_same_without_the_words_of_rankings() -> None:
    there = book("Most Depressing Vocaloid Songs", "Best films of all time", manner=LIST_TITLES)
    assert found(there, "Top 10 depressing vocaloid songs ever") == [0]
    assert found(there, "What is the greatest film?") == [1]
    assert found(there, "Worst films of all time") == []
    assert {"depressing", "vocaloid", "song"} <= set(title_words("The Most Depressing Vocaloid Songs"))
    assert "the" not in title_words("The Most Depressing Vocaloid Songs")


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_any_name_may_be_compared_with_any(names: list[str], typed: str, credits: list[str]) -> None:
    there = DuplicateIndex(KnownName(n, (name,), tuple(credits)) for n, name in enumerate(names))
    assert len(there.alike([typed], credits)) <= MATCHES_MAX
    assert len(title_words(typed)) <= 60


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "- " * 5_000, "(" * 4_000, "a by " * 2_000, "\ud800\x00", "e\u0301" * 3_000]
)
def test_a_hostile_name_is_only_a_name(typed: str) -> None:
    there = book("Rain", "Snow by Night", "(Hail)", credits=("Mika by Night", "x"))
    there.alike([typed, typed], [typed])
    DuplicateIndex([KnownName(0, (typed,), (typed,))]).alike(["x"])
    title_words(typed)
