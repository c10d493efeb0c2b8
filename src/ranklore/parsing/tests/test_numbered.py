"""Numbered pages: the run of numbers tells a rank from a number in a name."""

import pytest

from ranklore.parsing.tests.shorthand import comment_texts, credits, item, names, question_kinds, question_lines, read

LAKES = ["Stone Lake", "Hollow Lake", "Fern Lake", "Long Lake"]


@pytest.mark.parametrize(
    "mark",
    [
        "{}. {}",
        "{}) {}",
        "#{} {}",
        "{} {}",
        "{}{}",
        "[{}] {}",
        "({}) {}",
        "No. {} {}",
        "{}: {}",
        "{} - {}",
        "{}\n{}",
        "{}.\n{}",
        "第{}位 {}",
        "{}º {}",
        "#{}: {}",
    ],
)
def test_every_style_of_number_is_read(mark: str) -> None:
    lines = [mark.format(number, name) for number, name in enumerate(LAKES, 1)]
    page = read("Best Lakes\nVote!\n" + "\n".join(lines))
    assert (page.title, page.prompt, names(page)) == ("Best Lakes", "Vote!", LAKES)


def test_names_that_begin_with_numbers_after_their_rank() -> None:
    page = read(
        "Top 5\n\n1 7 Rings - Ada Moss\n2 99 Luftballons - Ben Moss\n3 1984 - Ada Moss\n4 50 "
        "Ways - Cy Fell\n5 Dune (1994) - Ada Moss"
    )
    assert names(page) == ["7 Rings", "99 Luftballons", "1984", "50 Ways", "Dune (1994)"]


def test_ranks_glued_to_names_that_begin_with_numbers() -> None:
    page = read(
        "Top\n\n17 Rings\n299 "
        "Luftballons\n3Dune\n4Emma\n5Persuasion\n61984\n7Ulysses\n8It\n9Neuromancer\n10Solaris\n11Ubik"
    )
    assert names(page)[:2] == ["7 Rings", "99 Luftballons"] and names(page)[5] == "1984"
    assert names(page)[-1] == "Ubik" and len(page.items) == 11


def test_a_countdown_is_reversed() -> None:
    page = read("Best Lakes\n\n3. Fern Lake\nGreen.\n\n2. Hollow Lake\n1. Stone Lake\n")
    assert names(page) == ["Stone Lake", "Hollow Lake", "Fern Lake"]
    assert comment_texts(page.items[2]) == ["Green."] and "numbers" in question_kinds(page)


def test_vote_counters_are_left_out_wherever_they_are() -> None:
    page = read(
        "Best of\n\n1) Stone Lake (12 votes)\n\n2 Comments\n\nIt is great.\nVote\n2) Fern "
        "Lake - 1,284 points\n+ 12 -\n3) Old Mill | 3 Comments\n"
    )
    assert names(page) == ["Stone Lake", "Fern Lake", "Old Mill"]
    assert comment_texts(page.items[0]) == ["It is great."] and question_lines(page, "left_out") == [5]


def test_a_missing_number_is_asked_about() -> None:
    page = read("Best Lakes\n1. Stone Lake\n2. Hollow Lake\n4. Fern Lake\n5. Long Lake")
    assert names(page) == LAKES and question_lines(page, "numbers") == [4]


def test_a_second_list_is_asked_about() -> None:
    page = read("Lakes of 2020\n1. Stone Lake\n2. Hollow Lake\n\nLakes of 2021\n1. Fern Lake\n2. Long Lake")
    assert names(page) == LAKES and question_lines(page, "numbers") == [6]


def test_two_items_with_the_same_number_are_both_kept() -> None:
    page = read("Best Lakes\n1. Stone Lake\n2. Hollow Lake\n2. Fern Lake\n4. Long Lake")
    assert names(page) == LAKES


def test_the_same_number_before_every_line_is_removed() -> None:
    assert names(read("Best Lakes\n1. Stone Lake\n1. Hollow Lake\n1. Fern Lake")) == LAKES[:3]


def test_a_dash_is_read_as_title_and_artist_by_default() -> None:
    page = read("Top\n1. Stone - Ada Moss\n2. Fern - Ben Fell\n3. Lake - Cy Hill")
    assert credits(page)["Stone"] == ("Ada Moss",) and question_kinds(page).count("maybe_credit") == 1


def test_a_dash_is_read_as_artist_and_title_where_the_left_side_repeats() -> None:
    page = read("Top\n1. Ada Moss - Stone\n2. Ada Moss - Fern\n3. Cy Hill - Lake")
    assert credits(page) == {"Stone": ("Ada Moss",), "Fern": ("Ada Moss",), "Lake": ("Cy Hill",)}


def test_a_chart_with_the_performer_on_the_line_below() -> None:
    page = read("Hot 3\n1\nFlowers\nAda Moss\n2\nStone\nBen Fell\n3\nLake\nCy & Dee\n")
    assert credits(page) == {"Flowers": ("Ada Moss",), "Stone": ("Ben Fell",), "Lake": ("Cy & Dee",)}


def test_a_numbered_list_in_a_comment_numbers_no_items() -> None:
    page = read(
        "Best Lakes\n\nStone Lake\n\nThree reasons why I go:\n1. cold\n2. calm\n\nHollow "
        "Lake\n\nBlack even at noon.\n\nFern Lake\n\nGreen.\n"
    )
    assert names(page) == ["Stone Lake", "Hollow Lake", "Fern Lake"]


def test_comments_beneath_numbered_names() -> None:
    page = read("#1 Stone Lake\n\nSteep but short.\n\nAnd windy,\nall day.\n\n#2 Fern Lake\n")
    assert comment_texts(item(page, "Stone Lake")) == ["Steep but short.", "And windy,\nall day."]
    assert question_lines(page, "no_title") == [1]


def test_wrapped_lines_on_a_page_without_blank_lines_stay_together() -> None:
    first = "I went there on a wet day in March and the only other soul was a"
    page = read(f"Best\n1. Stone Lake\n{first}\nheron on one leg.\nAnother one says hi.\n2. Fern Lake\nGreen.")
    assert comment_texts(page.items[0]) == [f"{first}\nheron on one leg.", "Another one says hi."]


def test_a_sentence_after_the_name_is_a_comment() -> None:
    page = read("Best\n1. Stone Lake - a cold place that I love in every season.\n2. Fern Lake\n")
    assert comment_texts(item(page, "Stone Lake")) == ["a cold place that I love in every season."]
    assert question_lines(page, "long_name") == [2]


def test_a_line_too_long_for_a_name_is_split() -> None:
    page = read("Best\n1. Stone Lake: " + "cold and calm " * 20 + "\n2. Fern Lake (" + "green " * 40 + ")\n")
    assert names(page) == ["Stone Lake", "Fern Lake"] and question_lines(page, "long_name") == [2, 3]


def test_a_first_line_too_long_for_a_title_is_a_prompt() -> None:
    page = read("word " * 60 + "\n1. Stone Lake\n2. Fern Lake")
    assert page.title == "" and page.prompt and "no_title" in question_kinds(page)


def test_a_countdown_and_a_second_list_keep_the_order_of_the_page() -> None:
    page = read("Lakes\n1. Mill Lake\n2. Salt Lake\n\nMore\n5. Long Lake\n4. Fern\n3. Hollow\n2. Stone\n1. Hill\n")
    assert len(page.items) >= 5 and "numbers" in question_kinds(page)


@pytest.mark.parametrize("comment", ["47 Ronin would not eat it", "4 7 of us tried", "4x4 drivers eat it"])
@pytest.mark.parametrize("at", [3, 4])
def test_a_comment_that_starts_with_a_number_is_not_an_item(comment: str, at: int) -> None:
    lines = ["1Liver", "2Brussels Sprouts", "3Okra", "4Durian", "5Haggis"]
    page = read("Worst Foods\n" + "\n".join([*lines[:at], comment, *lines[at:]]))
    assert names(page) == ["Liver", "Brussels Sprouts", "Okra", "Durian", "Haggis"]
    assert comment_texts(page.items[at - 1]) == [comment]


def test_many_lists_on_one_page() -> None:
    page = read("Weekly\n" + "\n".join(f"Week {n}\n1. Stone {n}\n2. Fern {n}\n3. Mill {n}" for n in range(11, 51)))
    assert len(page.items) == 120 and "numbers" in question_kinds(page)


def test_a_line_too_long_for_a_name_is_split_at_a_full_stop() -> None:
    page = read("Best\n1. Stone Lake. " + "green and wide " * 20 + "\n2. Fern Lake\n")
    assert names(page) == ["Stone Lake", "Fern Lake"] and question_lines(page, "long_name") == [2]


def test_a_second_list_ends_where_its_numbers_jump() -> None:
    page = read("Lakes\n1. Mill\n2. Salt\n3. Long\n\nMore\n1. Fern\n2. Hollow\n90. out of a hundred for the soup\n")
    assert names(page) == ["Mill", "Salt", "Long", "Fern", "Hollow"]
