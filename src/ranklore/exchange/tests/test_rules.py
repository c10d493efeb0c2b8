"""Changes to a pasted page, each on a page small enough to see."""

from dataclasses import replace

import pytest

from ranklore.exchange import rules
from ranklore.exchange.tests.make import outline, page
from ranklore.lists.rules import COMMENTS_MAX, ITEMS_MAX, Pasted, PastedComment, PastedItem, Question
from ranklore.shell.refused import Refused


def lines_asked(pasted: Pasted) -> list[int]:
    return [question.line for question in pasted.questions]


def asked_at(*lines: int) -> tuple[Question, ...]:
    return tuple(Question(line, "maybe_title", "?") for line in lines)


@pytest.mark.parametrize(
    ("item", "to", "after"), [(0, 2, "B C A D"), (3, 0, "D A B C"), (1, 1, "A B C D"), (2, 1, "A C B D")]
)
def test_an_item_moves_and_the_others_keep_their_order(item, to, after):
    assert outline(rules.move(page("A", "B", "C", "D"), item, to)) == after.split()


def test_merged_comments_come_after_those_that_were_there():
    assert outline(rules.merge(page("A:1,2", "B:3", "C"), 1, 0)) == ["A:1,2,3", "C"]


def test_an_item_merges_into_a_later_one():
    assert outline(rules.merge(page("A:1", "B", "C:2"), 0, 2)) == ["B", "C:2,1"]


def test_merging_joins_credits_without_repeats_and_never_too_many():
    both = page("A", "B")
    one = replace(both.items[0], credits=("Rin", "Len"))
    other = replace(both.items[1], credits=("Len", *(f"Voice {n}" for n in range(10))))
    credits = rules.merge(replace(both, items=(one, other)), 1, 0).items[0].credits
    assert credits[:3] == ("Rin", "Len", "Voice 0") and len(credits) == 10


def test_merging_joins_other_names_without_repeats_and_never_too_many():
    both = page("A", "B")
    one = replace(both.items[0], aliases=("a", "α"))
    other = replace(both.items[1], aliases=("α", *(f"b{n}" for n in range(10))))
    aliases = rules.merge(replace(both, items=(one, other)), 1, 0).items[0].aliases
    assert aliases[:3] == ("a", "α", "b0") and len(aliases) == 10


def test_a_name_that_was_a_comment_goes_under_the_one_above():
    assert outline(rules.make_comment(page("A:1", "so sad:2", "C"), 1)) == ["A:1,so sad,2", "C"]


def test_a_comment_made_of_an_item_keeps_its_credits_in_words():
    pasted = page("A", "I cry")
    pasted = replace(pasted, items=(pasted.items[0], replace(pasted.items[1], credits=("far", "wide"))))
    assert outline(rules.make_comment(pasted, 1)) == ["A:I cry (far, wide)".replace(", ", ", ")]


def test_a_page_with_all_the_comments_it_can_have_gets_no_more():
    full = page("A", "B")
    comment = PastedComment("x", 1)
    full = replace(full, items=(replace(full.items[0], comments=(comment,) * COMMENTS_MAX), full.items[1]))
    with pytest.raises(Refused, match="20,000 comments"):
        rules.make_comment(full, 1)


def test_a_short_comment_becomes_an_item_and_the_later_ones_go_along():
    assert outline(rules.split(page("A:1,Kokoro,2,3", "B"), 0, 1)) == ["A:1", "Kokoro:2,3", "B"]


@pytest.mark.parametrize("comment", ["x" * 201, "two\nlines"])
def test_a_long_comment_begins_an_item_without_a_name(comment):
    after = rules.split(page(f"A:1,{comment},2"), 0, 1)
    assert outline(after) == ["A:1", f"Untitled:{comment},2"]


def test_a_comment_that_was_cut_off_is_no_name():
    pasted = page("A:1")
    cut = PastedComment("I cried ...more", 12, cut=True)
    after = rules.split(replace(pasted, items=(replace(pasted.items[0], comments=(cut,)),)), 0, 0)
    assert outline(after) == ["A", "Untitled:I cried ...more"]


def test_a_new_item_knows_the_line_it_came_from():
    assert rules.split(page("A:1,Kokoro"), 0, 1).items[1].line == 12


def test_dropping_an_item_takes_its_comments_and_questions_along():
    after = rules.drop_item(page("A:1", "B:2", questions=asked_at(10, 20, 21)), 1)
    assert outline(after) == ["A:1"] and lines_asked(after) == [10]


def test_dropping_a_comment_leaves_the_others():
    after = rules.drop_comment(page("A:1,2,3", questions=asked_at(12, 13)), 0, 1)
    assert outline(after) == ["A:1,3"] and lines_asked(after) == [13]


@pytest.mark.parametrize(("at", "after"), [(0, "Untitled A B"), (1, "A Untitled B"), (2, "A B Untitled")])
def test_an_empty_item_is_added_at_any_place(at, after):
    assert outline(rules.insert_item(page("A", "B"), at)) == after.split()


def test_a_page_with_all_the_items_it_can_have_gets_no_more():
    full = Pasted("T", "", tuple(PastedItem(f"{n}", (), n + 1, (PastedComment("x", 1),)) for n in range(ITEMS_MAX)))
    for change in (lambda: rules.insert_item(full, 0), lambda: rules.split(full, 0, 0)):
        with pytest.raises(Refused, match="2,000 items"):
            change()


@pytest.mark.parametrize(
    "change", [lambda p: rules.merge(p, 1, 0), lambda p: rules.make_comment(p, 1), lambda p: rules.split(p, 0, 0)]
)
def test_a_question_goes_when_its_line_is_dealt_with(change):
    pasted = page("A:1", "B", questions=asked_at(11, 20, 30))
    assert 30 in lines_asked(change(pasted)) and len(lines_asked(change(pasted))) == 2


def test_a_question_can_be_settled_as_it_is():
    assert lines_asked(rules.drop_question(page("A", questions=asked_at(1, 2, 3)), 1)) == [1, 3]


def test_a_title_that_was_an_item_becomes_the_first():
    asked = (Question(3, "maybe_page_title", "?"), *asked_at(9))
    after = rules.make_title_an_item(page("A", title="Kokoro", questions=asked))
    assert (after.title, outline(after), after.items[0].line) == ("", ["Kokoro", "A"], 3)
    assert lines_asked(after) == [9]


def test_a_title_nobody_asked_about_can_become_an_item_too():
    assert rules.make_title_an_item(page("A", title="Kokoro")).items[0].line == 1


def test_a_lost_name_that_is_given_is_no_question_any_more():
    asked = (Question(10, "untitled", "?"), Question(20, "untitled", "?"), Question(20, "numbers", "?"))
    after = rules.settle_names(page("Untitled", "B", questions=asked))
    assert [(each.line, each.kind) for each in after.questions] == [(10, "untitled"), (20, "numbers")]


def test_a_page_counts_its_comments_and_nameless_items():
    pasted = page("A:1,2", "Untitled:3", "Untitled")
    assert (rules.count_comments(pasted), rules.count_untitled(pasted)) == (3, 2)


def test_every_line_is_found_in_the_item_it_went_to():
    pasted = rules.move(page("A:1", "B:2"), 1, 0)
    assert rules.items_by_line(pasted) == {20: 0, 21: 0, 10: 1, 11: 1}
