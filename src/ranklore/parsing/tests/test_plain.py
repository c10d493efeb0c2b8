"""Plain pages: names on lines of their own with comments under them, in the many ways people type them."""

import pytest

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.tests.shorthand import comment_texts, credits, item, names, question_kinds, question_lines, read


def test_a_page_that_starts_with_its_first_item() -> None:
    page = read("Stone Lake by Mara Oak\n\nCold and calm.\n\nFern Gully by Mara Oak\n\nGreen all year.\n")
    assert (page.title, page.prompt) == ("", "")
    assert credits(page) == {"Stone Lake": ("Mara Oak",), "Fern Gully": ("Mara Oak",)}
    assert question_lines(page, "no_title") == [1]


def test_a_page_without_a_prompt() -> None:
    page = read("Best Lakes\n\nStone Lake\n\nCold and calm, a place to stay.\n\nHollow Lake\n\nBlack even at noon.\n")
    assert (page.title, page.prompt, names(page)) == ("Best Lakes", "", ["Stone Lake", "Hollow Lake"])


def test_a_bare_list_of_lower_case_names() -> None:
    page = read("favourite fruits\napples\nbananas\nwild cherries of my garden")
    assert page.title == "favourite fruits"
    assert names(page) == ["apples", "bananas", "wild cherries of my garden"]


def test_a_bare_list_without_a_title_asks_for_one() -> None:
    page = read("apples\nbananas\nmangoes")
    assert names(page) == ["apples", "bananas", "mangoes"] and question_kinds(page) == ["no_title"]


def test_numbers_that_belong_to_names_stay() -> None:
    page = read(
        "Songs with Numbers\n\n7 Rings\n99 Luftballons\n50 First Dates\n15 Years Pursuing a Cute Boy\n1984\n1999"
    )
    assert names(page)[0] == "7 Rings" and names(page)[-2:] == ["1984", "1999"] and len(page.items) == 6


def test_a_page_in_sentence_case() -> None:
    page = read(
        "best books of the year\n\nwhich one kept you up at night?\n\nthe long way home\n\n"
        "i could not stop reading it, what a ride.\nloved every page\n\npaper towns\n\nmeh. not my thing.\n"
    )
    assert page.prompt == "which one kept you up at night?"
    assert [each.line for each in page.items] == [5, 10]
    assert comment_texts(page.items[0]) == ["i could not stop reading it, what a ride.\nloved every page"]


def test_a_japanese_page() -> None:
    page = read(
        "泣ける曲ランキング\n\nあなたが一番泣いた曲は？\n\n白い橋\n\n何度聞いても泣いてしまいます。\n\n夜の窓\n\n夜の窓は名曲です\n"
    )
    assert page.title == "泣ける曲ランキング" and names(page) == ["白い橋", "夜の窓"]
    assert question_lines(page, "maybe_title") == [11]


def test_a_korean_page_whose_titles_name_their_singer() -> None:
    page = read("좋아하는 노래\n\n하얀 길 - 나무새\n\n들을 때마다 눈물이 나요.\n\n밤의 창 - 나무새\n\n최고!\n")
    assert credits(page) == {"하얀 길": ("나무새",), "밤의 창": ("나무새",)}


def test_a_page_without_a_single_blank_line() -> None:
    page = read(
        "Best Games\nWhich one?\nRed Tower by Moss Works\nThe climb felt real.\n"
        "I fell 400 times.\nStand by Me\nNot a game, I know."
    )
    assert page.title == "Best Games"
    assert comment_texts(item(page, "Red Tower")) == ["The climb felt real.", "I fell 400 times."]
    assert credits(page)["Stand by Me"] == ()


def test_cards_with_the_comment_right_below_the_name() -> None:
    page = read(
        "Best Bridges\nVote for one!\n\nStone Arch\nI walked over it.\nTwice.\n\nIron Span\n"
        "It hums in the wind.\n\nRed Gate\n\nOld Rope\nNever again."
    )
    assert (page.title, page.prompt) == ("Best Bridges", "Vote for one!")
    assert comment_texts(item(page, "Stone Arch")) == ["I walked over it.\nTwice."]


def test_indented_comments_under_names_at_the_margin() -> None:
    page = read("Best Lakes\nStone Lake\n    so calm\n    Loved It\nHollow Lake\n    black water")
    assert names(page) == ["Stone Lake", "Hollow Lake"] and comment_texts(page.items[0]) == ["so calm", "Loved It"]


def test_wide_gaps_before_every_name_do_not_mean_a_missing_name() -> None:
    page = read(
        "Best Lakes\n\n\nStone Lake\n\nCold, and I like it.\n\nSo Blue\n\n\nhollow water\n\n"
        "Black even at noon.\n\n\nFern Lake\n\n"
        "Green all year.\n\nI swam there.\n\n\nLong Lake\n\nToo long to walk around.\n"
    )
    assert names(page) == ["Stone Lake", "hollow water", "Fern Lake", "Long Lake"]
    assert question_lines(page, "maybe_title") == [8] and "untitled" not in question_kinds(page)


@pytest.mark.parametrize(
    "tail", ["3 Comments", "12 votes", "1,284 points", "Comment", "Vote", "+ 12 -", "▲ 41 ▼", "-----"]
)
def test_counts_and_buttons_are_neither_names_nor_comments(tail: str) -> None:
    page = read(
        f"Best Lakes\n\nStone Lake\n\nCold and calm, a place to stay.\n{tail}\n\nHollow Lake\n"
        f"\nBlack even at noon.\n{tail}\n"
    )
    assert names(page) == ["Stone Lake", "Hollow Lake"]
    assert comment_texts(page.items[0]) == ["Cold and calm, a place to stay."]
    assert question_lines(page, "left_out") == [6]


def test_the_same_name_twice_is_kept_and_asked_about() -> None:
    page = read("Best Lakes\nStone Lake\nHollow Lake\nThe Stone Lake!")
    assert len(page.items) == 3
    (question,) = [q for q in page.questions if q.kind == "duplicate"]
    assert question.line == 4 and "line 2" in question.text


def test_a_title_case_line_after_a_colon_is_a_comment() -> None:
    page = read(
        "Best Lakes\n\nStone Lake\n\nSwim in these before it:\n\nFern Pond\n\nThen you are "
        "ready for the cold one.\n\nHollow Lake\n\nBlack.\n"
    )
    assert names(page) == ["Stone Lake", "Hollow Lake"] and question_lines(page, "maybe_title") == [7]


def test_a_page_of_sentences_only_is_read_as_a_list_of_them() -> None:
    page = read(
        "Best lines\n\nWe came for the lake and stayed for the soup.\n\nNobody told the goat about the fence.\n"
    )
    assert len(page.items) == 2


def test_a_shouted_remark_on_a_page_of_capitals_is_a_comment() -> None:
    page = read(
        "BEST CAKES\n\nCARROT CAKE\n\nSo moist, I could eat it all day.\n\nAPPLE PIE\n\nTHE "
        "BEST EVER!!!\n\nLEMON TART\n\nA bit sour for me."
    )
    assert names(page) == ["CARROT CAKE", "APPLE PIE", "LEMON TART"]


def test_a_prompt_that_is_too_long_is_asked_about() -> None:
    long = "A very long story about lakes and what they mean to us all. " * 40
    page = read(f"Best Lakes\n\nWhich one?\n\n{long}\n\nStone Lake\n\nCold and calm, I like it.\n")
    assert page.prompt == "Which one?" and question_lines(page, "left_out") == [5]


def test_a_prompt_right_under_the_title() -> None:
    page = read("Best Lakes\nWhich one?\n\nStone Lake\n\nCold and calm, I like it.\n\nFern Lake\n\nGreen.\n")
    assert (page.title, page.prompt, names(page)) == ("Best Lakes", "Which one?", ["Stone Lake", "Fern Lake"])


def test_lower_case_names_that_alternate_with_comments() -> None:
    page = read(
        "saddest cartoon deaths\n\nwhich one hit you\n\nhughes\n\nit was raining and he said it was only rain\n\n"
        "the bear from the mill\n\ni never recovered from this honestly\n\nace\n\nthe whole arc was painful to watch"
    )
    assert page.prompt == "which one hit you" and names(page) == ["hughes", "the bear from the mill", "ace"]
    assert question_lines(page, "maybe_title") == [15]


def test_lower_case_names_without_comments_are_a_list_of_names() -> None:
    lines = ["i will follow you home", "hallelujah", "you know my name", "what is left of us in the rain", "jolene"]
    page = read("sad songs\n\n" + "\n".join(lines))
    assert names(page) == lines


def test_a_page_of_long_paragraphs_without_a_name_is_refused() -> None:
    paragraph = "We walked around the lake for hours, and it rained on us until the soup at the hut was cold again."
    with pytest.raises(PasteRefused, match="No items were found"):
        read(f"Best lakes of the year\n\n{paragraph} We left.\n\n{paragraph} We stayed.\n")
