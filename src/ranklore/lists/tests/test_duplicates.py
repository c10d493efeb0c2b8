"""Find names that may be duplicates of a new one."""

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


def index_of(*names: str, credits: tuple[str, ...] = (), options: MatchOptions = ITEM_NAMES) -> DuplicateIndex:
    return DuplicateIndex((KnownName(n, (name,), credits) for n, name in enumerate(names)), options)


def find(index: DuplicateIndex, *typed: str, credits: tuple[str, ...] = ()) -> list[int]:
    return [match.key for match in index.find(typed, credits)]


@pytest.mark.parametrize(
    ("file", "options"), [("duplicate_items.txt", ITEM_NAMES), ("duplicate_lists.txt", LIST_TITLES)]
)
def test_most_duplicates_are_found_and_most_new_names_are_not_stopped(file: str, options: MatchOptions) -> None:
    offered = first = duplicates = troubled = new = 0
    for sample in samples(file):
        index = DuplicateIndex(sample.known, options)
        for typed, listed in sample.duplicates:
            names = [sample.name_of(key) for key in find(index, typed)]
            duplicates, offered, first = duplicates + 1, offered + (listed in names), first + (names[:1] == [listed])
            assert len(names) <= MATCHES_MAX
        for typed in sample.new:
            new, troubled = new + 1, troubled + bool(find(index, typed))
    print(f"\n{file}: {offered} of {duplicates} duplicates found ({offered / duplicates:.1%}), {first} of them first")
    print(f"{file}: {troubled} of {new} new names had a match ({troubled / new:.1%})")
    assert duplicates >= 50 <= new
    assert offered >= 0.9 * duplicates and troubled <= 0.05 * new


def test_the_duplicate_of_the_seed_page_is_found_under_both_names() -> None:
    assert find(index_of("Witch", "Rolling Girl"), "Witch Hunt") == [0]
    assert find(index_of("Witch Hunt", "Rolling Girl"), "Witch") == [0]


def test_a_longer_name_comes_after_the_name_itself() -> None:
    assert find(index_of("Witch Hunt", "Witch", credits=("Megurine Luka",)), "Witch - Megurine Luka") == [1, 0]


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("The Servant of Evil", "Servant of Evl"),
        ("Servant of Evil", "The Sevant of Evil"),
        ("La Chanson de Roland", "Chansonn de Roland"),
        ("The Riddler", "A Ridler"),
    ],
)
def test_a_typo_is_allowed_with_and_without_the_article(listed: str, typed: str) -> None:
    assert find(index_of(listed), typed) == [0]


def test_an_article_does_not_make_a_short_name_long_enough_for_typos() -> None:
    assert find(index_of("The Lie"), "Die") == find(index_of("The Mist"), "A List") == []


def test_a_name_in_another_script_is_found() -> None:
    assert find(index_of("魔女", "千本桜"), "majo") == [0]
    assert find(index_of("majo"), "魔女") == [0]


def test_all_names_of_both_items_are_compared() -> None:
    index = DuplicateIndex([KnownName(7, ("Servant of Evil", "悪ノ召使"))])
    assert find(index, "Something else", "aku no meshitsukai") == [7]


def test_known_credits_are_split_off_a_name() -> None:
    index = index_of("Witch", "Kokoro", credits=("Megurine Luka",))
    assert index.split_credits("Kokoro by Luka") == ("Kokoro", ("Luka",))
    assert index.split_credits("Stand by Me") == ("Stand by Me", ())


def test_an_equal_name_by_other_people_is_found_and_a_longer_one_is_not() -> None:
    index = index_of("Rain", "Rain Song", credits=("Mika",))
    assert find(index, "Rain", credits=("Gumi",)) == [0]
    assert find(index, "Rain", credits=("mika",)) == [0, 1]


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
def test_similar_names_of_different_things_are_not_found(listed: str, typed: str) -> None:
    assert find(index_of(listed), typed) == []


def test_words_that_many_items_share_do_not_count() -> None:
    series = [f"Star Wars: Part {word}" for word in ("Ash", "Birch", "Cedar", "Dogwood")]
    assert find(index_of(*series), "Star Wars") == find(index_of(*series), "Star Wars: Elm") == []
    assert find(index_of(series[0]), "Star Wars") == [0]


def test_a_name_of_punctuation_equals_itself() -> None:
    assert find(index_of("!!!"), "!!!") == [0]


def test_empty_names_match_nothing() -> None:
    assert find(index_of("Rain"), "") == find(index_of("Rain"), "\u200b") == find(index_of(), "Rain") == []
    assert title_words(" \u200b ") == ()


def test_a_rebuilt_index_knows_the_current_names_only() -> None:
    first = index_of("Rain", "Snow")
    second = DuplicateIndex([KnownName(1, ("Snow",)), KnownName(2, ("Hail",))], previous=first)
    assert (find(second, "snow"), find(second, "hail"), find(second, "rain")) == ([1], [2], [])


def test_titles_are_compared_without_stop_words() -> None:
    index = index_of("Most Depressing Vocaloid Songs", "Best films of all time", options=LIST_TITLES)
    assert find(index, "Top 10 depressing vocaloid songs ever") == [0]
    assert find(index, "What is the greatest film?") == [1]
    assert find(index, "Worst films of all time") == []
    assert {"depressing", "vocaloid", "song"} <= set(title_words("The Most Depressing Vocaloid Songs"))
    assert "the" not in title_words("The Most Depressing Vocaloid Songs")


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_any_name_can_be_compared_with_any_other(names: list[str], typed: str, credits: list[str]) -> None:
    index = DuplicateIndex(KnownName(n, (name,), tuple(credits)) for n, name in enumerate(names))
    assert len(index.find([typed], credits)) <= MATCHES_MAX
    assert len(title_words(typed)) <= 60


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "- " * 5_000, "(" * 4_000, "a by " * 2_000, "\ud800\x00", "e\u0301" * 3_000]
)
def test_hostile_names_do_no_harm(typed: str) -> None:
    index = index_of("Rain", "Snow by Night", "(Hail)", credits=("Mika by Night", "x"))
    index.find([typed, typed], [typed])
    DuplicateIndex([KnownName(0, (typed,), (typed,))]).find(["x"])
    title_words(typed)
