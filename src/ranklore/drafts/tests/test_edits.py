"""Changes to a parsed page, each on a page small enough to see."""

from dataclasses import replace

import pytest

from ranklore.drafts.editor import edits
from ranklore.drafts.tests.factories import make_page, outline
from ranklore.parsing.limits import COMMENTS_MAX, ITEMS_MAX
from ranklore.parsing.result import ParsedComment, ParsedItem, ParsedPage, Question
from ranklore.text.errors import Refused


def lines_asked(parsed: ParsedPage) -> list[int]:
    return [question.line for question in parsed.questions]


def asked_at(*lines: int) -> tuple[Question, ...]:
    return tuple(Question(line, "maybe_title", "?") for line in lines)


@pytest.mark.parametrize(
    ("item", "to", "after"), [(0, 2, "B C A D"), (3, 0, "D A B C"), (1, 1, "A B C D"), (2, 1, "A C B D")]
)
def test_an_item_moves_and_the_others_keep_their_order(item, to, after):
    assert outline(edits.move_item(make_page("A", "B", "C", "D"), item, to)) == after.split()


def test_merged_comments_come_after_the_existing_ones():
    assert outline(edits.merge_items(make_page("A:1,2", "B:3", "C"), 1, 0)) == ["A:1,2,3", "C"]


def test_an_item_merges_into_a_later_one():
    assert outline(edits.merge_items(make_page("A:1", "B", "C:2"), 0, 2)) == ["B", "C:2,1"]


def test_merging_joins_credits_without_repeats_and_within_the_limit():
    both = make_page("A", "B")
    one = replace(both.items[0], credits=("Rin", "Len"))
    other = replace(both.items[1], credits=("Len", *(f"Voice {n}" for n in range(10))))
    credits = edits.merge_items(replace(both, items=(one, other)), 1, 0).items[0].credits
    assert credits[:3] == ("Rin", "Len", "Voice 0") and len(credits) == 10


def test_merging_joins_aliases_without_repeats_and_within_the_limit():
    both = make_page("A", "B")
    one = replace(both.items[0], aliases=("a", "α"))
    other = replace(both.items[1], aliases=("α", *(f"b{n}" for n in range(10))))
    aliases = edits.merge_items(replace(both, items=(one, other)), 1, 0).items[0].aliases
    assert aliases[:3] == ("a", "α", "b0") and len(aliases) == 10


def test_an_item_becomes_a_comment_on_the_item_above():
    assert outline(edits.make_item_a_comment(make_page("A:1", "so sad:2", "C"), 1)) == ["A:1,so sad,2", "C"]


def test_a_comment_made_from_an_item_includes_its_credits():
    parsed = make_page("A", "I cry")
    parsed = replace(parsed, items=(parsed.items[0], replace(parsed.items[1], credits=("far", "wide"))))
    assert outline(edits.make_item_a_comment(parsed, 1)) == ["A:I cry (far, wide)".replace(", ", ", ")]


def test_a_page_at_the_comment_limit_is_refused_another():
    full = make_page("A", "B")
    comment = ParsedComment("x", 1)
    full = replace(full, items=(replace(full.items[0], comments=(comment,) * COMMENTS_MAX), full.items[1]))
    with pytest.raises(Refused, match="20,000 comments"):
        edits.make_item_a_comment(full, 1)


def test_a_short_comment_becomes_an_item_with_the_comments_after_it():
    assert outline(edits.split_item(make_page("A:1,Kokoro,2,3", "B"), 0, 1)) == ["A:1", "Kokoro:2,3", "B"]


@pytest.mark.parametrize("comment", ["x" * 201, "two\nlines"])
def test_a_long_comment_begins_an_item_without_a_name(comment):
    after = edits.split_item(make_page(f"A:1,{comment},2"), 0, 1)
    assert outline(after) == ["A:1", f"Untitled:{comment},2"]


def test_a_comment_that_was_cut_off_does_not_become_a_name():
    parsed = make_page("A:1")
    cut = ParsedComment("I cried ...more", 12, cut=True)
    after = edits.split_item(replace(parsed, items=(replace(parsed.items[0], comments=(cut,)),)), 0, 0)
    assert outline(after) == ["A", "Untitled:I cried ...more"]


def test_a_new_item_knows_the_line_it_came_from():
    assert edits.split_item(make_page("A:1,Kokoro"), 0, 1).items[1].line == 12


def test_dropping_an_item_drops_its_comments_and_questions():
    after = edits.drop_item(make_page("A:1", "B:2", questions=asked_at(10, 20, 21)), 1)
    assert outline(after) == ["A:1"] and lines_asked(after) == [10]


def test_dropping_a_comment_leaves_the_others():
    after = edits.drop_comment(make_page("A:1,2,3", questions=asked_at(12, 13)), 0, 1)
    assert outline(after) == ["A:1,3"] and lines_asked(after) == [13]


@pytest.mark.parametrize(("at", "after"), [(0, "Untitled A B"), (1, "A Untitled B"), (2, "A B Untitled")])
def test_an_empty_item_is_added_at_any_place(at, after):
    assert outline(edits.insert_item(make_page("A", "B"), at)) == after.split()


def test_a_page_at_the_item_limit_is_refused_another():
    full = ParsedPage("T", "", tuple(ParsedItem(f"{n}", (), n + 1, (ParsedComment("x", 1),)) for n in range(ITEMS_MAX)))
    for change in (lambda: edits.insert_item(full, 0), lambda: edits.split_item(full, 0, 0)):
        with pytest.raises(Refused, match="2,000 items"):
            change()


@pytest.mark.parametrize(
    "change",
    [
        lambda p: edits.merge_items(p, 1, 0),
        lambda p: edits.make_item_a_comment(p, 1),
        lambda p: edits.split_item(p, 0, 0),
    ],
)
def test_a_question_is_dropped_when_its_line_changes(change):
    parsed = make_page("A:1", "B", questions=asked_at(11, 20, 30))
    assert 30 in lines_asked(change(parsed)) and len(lines_asked(change(parsed))) == 2


def test_only_the_question_with_that_key_is_dropped():
    assert lines_asked(
        edits.drop_question(make_page("A", questions=asked_at(1, 2, 3)), edits.question_key(asked_at(2)[0]))
    ) == [1, 3]


def test_a_title_becomes_the_first_item_at_its_own_line():
    asked = (Question(3, "maybe_page_title", "?"), *asked_at(9))
    after = edits.make_title_an_item(make_page("A", title="Kokoro", questions=asked))
    assert (after.title, outline(after), after.items[0].line) == ("", ["Kokoro", "A"], 3)
    assert lines_asked(after) == [9]


def test_a_title_without_a_question_can_become_an_item():
    assert edits.make_title_an_item(make_page("A", title="Kokoro")).items[0].line == 1


def test_a_question_about_a_missing_name_goes_when_the_name_is_given():
    asked = (Question(10, "untitled", "?"), Question(20, "untitled", "?"), Question(20, "numbers", "?"))
    after = edits.drop_answered_name_questions(make_page("Untitled", "B", questions=asked))
    assert [(each.line, each.kind) for each in after.questions] == [(10, "untitled"), (20, "numbers")]


def test_comments_and_untitled_items_are_counted():
    parsed = make_page("A:1,2", "Untitled:3", "Untitled")
    assert (edits.count_comments(parsed), edits.count_untitled(parsed)) == (3, 2)


def test_every_line_maps_to_its_item():
    parsed = edits.move_item(make_page("A:1", "B:2"), 1, 0)
    assert edits.item_indexes_by_line(parsed) == {20: 0, 21: 0, 10: 1, 11: 1}
