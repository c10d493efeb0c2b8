"""Claims that one item belongs above another: in labelled samples of our own and of the seed page."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.discussion.mentions.claims import find_claims
from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.discussion.tests.mentions.labelled_samples import labels, seed_only, seed_page

ITEMS = ["Golden Hour", "Rain", "Cold", "Lie", "Paper Plane", "The Long Goodbye", "Help! I'm Late"]
ME = 0
OWN = NameIndex(ItemNames(number, name) for number, name in enumerate(ITEMS))
QUESTION = "Saddest songs Which one is the most depressing?"


def claims_in(text: str, question: str = QUESTION) -> set[str]:
    names = ["me", *ITEMS[1:]]
    return {f"{names[over]} > {names[under]}" for over, under in find_claims(text, OWN, ME, question)}


def test_claims_in_our_own_samples_are_found_without_false_ones():
    wanted, found = Counter(), Counter()
    for line in labels("own_claims.txt"):
        text, claims = line.split("\t")
        wanted.update((text, claim) for claim in claims.split(", ") if claim != "-")
        found.update((text, claim) for claim in claims_in(text))
    missed = list(wanted - found)
    print(f"\nour own: {wanted.total()} claims in {len(labels('own_claims.txt'))} comments, missed {missed}")
    assert list(found - wanted) == []
    assert len(missed) <= 0.1 * wanted.total()


@seed_only
def test_claims_in_the_comments_of_the_seed_page():
    page = seed_page()
    labelled = {}
    for label in labels("seed_claims.tsv"):
        line, other, kind = label.split("\t")
        labelled[int(line), other] = kind
    found = []
    for item, line, text in page.comments:
        for over, under in find_claims(text, page.names, item, page.question):
            assert over == item, "no comment of the page puts another item above its own"
            found.append((line, page.names_by_line[under]))
    kinds = Counter(labelled.get(claim, "wrong") for claim in found)
    said = Counter(labelled.values())["said"]
    print(f"\nseed: {said} claims are said, {kinds['said']} of them read; others read: {kinds - Counter(said=99)}")
    print("  missed", [claim for claim, kind in labelled.items() if kind == "said" and claim not in found])
    assert kinds["wrong"] == kinds["trap"] == 0
    assert kinds["said"] >= 0.8 * said


def test_a_line_without_a_full_stop_is_a_sentence():
    assert claims_in("no full stops here\nthis is sadder than Rain\nreally") == {"me > Rain"}


def test_a_claim_made_twice_is_found_once():
    assert claims_in("This is sadder than Rain. This should be above Rain.") == {"me > Rain"}


def test_a_comment_that_contradicts_itself_claims_nothing():
    assert claims_in("This is sadder than Rain. No way. Rain is sadder than this.") == set()


@pytest.mark.parametrize(
    ("question", "text", "claims"),
    [
        ("Saddest songs", "This is sadder than Rain.", {"me > Rain"}),
        ("Quietest songs", "This is quieter than Rain.", {"me > Rain"}),
        ("Quietest songs", "This is not as quiet as Rain.", {"Rain > me"}),
        ("Quietest songs", "This is louder than Rain.", set()),
        ("Most soothing songs", "This is more soothing than Rain.", {"me > Rain"}),
        ("Most soothing songs", "This is sadder than Rain.", set()),
        ("Best songs", "This is better than Rain.", {"me > Rain"}),
        ("Worst songs", "This is better than Rain.", set()),
        ("Worst songs", "This is worse than Rain.", {"me > Rain"}),
        ("Worst songs", "I prefer this to Rain.", set()),
        ("Worst songs", "This should be above Rain.", {"me > Rain"}),
        ("Least sad songs", "This is sadder than Rain.", set()),
        ("", "This is better than Rain.", {"me > Rain"}),
        ("Best films", "this film is better than Rain", {"me > Rain"}),
        ("Best films", "this scene is better than Rain", set()),
    ],
)
def test_the_question_of_the_list_decides_which_comparisons_count(question, text, claims):
    assert claims_in(text, question) == claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("I love Rain. This is sadder.", {"me > Rain"}),
        ("I love Rain and Cold. This is sadder.", set()),
        ("This is sadder.", set()),
        ("I like Lie. Paper Plane is sadder.", {"Paper Plane > me"}),
        ("I like Cold and Rain is sadder.", set()),
        ("This is sadder and so is Rain.", set()),
        ("Why is Rain above this", {"me > Rain"}),
        ("> Why is Rain above this", set()),
        ("#1 is sadder than this, #me too.", set()),
        ("Paper Plane > The Long Goodbye", {"Paper Plane > The Long Goodbye"}),
        ("Rain should be higher than Rain.", set()),
        ("This is sadder than Help! I'm Late.", {"me > Help! I'm Late"}),
    ],
)
def test_which_items_a_sentence_compares(text, claims):
    assert claims_in(text) == claims


HOSTILE = [
    "so " * 3_000,
    "this so " * 1_500,
    "Rain and " * 1_200,
    "? " * 5_000,
    '"' * 10_000,
    "why is Rain above this? " * 400,
    "x" * 10_000,
    "Rain is sadder than this and " * 8_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_only_text(text):
    assert claims_in(text) <= {"me > Rain"}


PIECES = [
    *ITEMS,
    "this",
    "it",
    "is",
    "not",
    "sadder",
    "than",
    "above",
    "should be",
    "why is",
    "no way",
    "the lyrics are",
]
MARKS = [".", "?", ",", "and", "but", "“", "'s", "#1", "#me", ">"]
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(PIECES + MARKS), max_size=25).map(" ".join)


@given(TEXTS, st.sampled_from([QUESTION, "", "Worst", "Least (sad", "most"]) | st.text(max_size=30))
def test_claims_are_pairs_of_different_items_of_the_list(text, question):
    for over, under in find_claims(text, OWN, ME, question):
        assert over != under
        assert all(0 <= item < len(ITEMS) for item in (over, under))
