"""Putting typed fields into a page."""

from dataclasses import replace

import pytest

from ranklore.drafts.editor.fields import FieldValues, InvalidFields, apply_fields, unsaved_values
from ranklore.drafts.tests.factories import make_page, outline
from ranklore.parsing.result import Question


def test_typed_values_are_cleaned_and_saved():
    after = apply_fields(
        make_page("A", "B"), FieldValues(title=" New  title ", prompt="Why?\r\nHow?", names={1: " b\u200b2 "})
    )
    assert (after.title, after.prompt, outline(after)) == ("New title", "Why?\nHow?", ["A", "b2"])


def test_commas_separate_typed_credits():
    assert apply_fields(make_page("A"), FieldValues(credits={0: "Rin, Len、 Miku,,"})).items[0].credits == (
        "Rin",
        "Len",
        "Miku",
    )


def test_a_credit_with_a_comma_survives_a_save_of_other_fields():
    parsed = make_page("Igor")
    parsed = replace(parsed, items=(replace(parsed.items[0], credits=("Tyler, The Creator",)),))
    after = apply_fields(parsed, FieldValues(names={0: "IGOR"}, credits={0: "Tyler, The Creator"}))
    assert (after.items[0].name, after.items[0].credits) == ("IGOR", ("Tyler, The Creator",))


def test_fields_that_were_not_on_the_page_stay_as_they_are():
    assert apply_fields(make_page("A:1", "B"), FieldValues()) == make_page("A:1", "B")


def test_an_emptied_name_is_a_missing_name():
    assert outline(apply_fields(make_page("A", "Untitled"), FieldValues(names={0: "  ", 1: ""}))) == [
        "Untitled",
        "Untitled",
    ]


def test_a_draft_may_have_no_title():
    assert apply_fields(make_page("A"), FieldValues(title=" ")).title == ""


def test_giving_a_title_answers_the_question_for_it():
    asked = (Question(1, "no_title", "?"), Question(2, "numbers", "?"))
    parsed = make_page("A", title="", questions=asked)
    assert apply_fields(parsed, FieldValues(title="")).questions == asked
    assert apply_fields(parsed, FieldValues(title="Songs")).questions == asked[1:]


def test_all_invalid_fields_are_named_at_once_and_nothing_is_saved():
    typed = FieldValues(
        title="t" * 201, prompt="p" * 2001, names={0: "n" * 201, 1: "fine"}, credits={1: ",".join("abcdefghijk")}
    )
    with pytest.raises(InvalidFields) as raised:
        apply_fields(make_page("A", "B"), typed)
    assert set(raised.value.by_field) == {"title", "prompt", "name-1", "credits-2"}
    assert "at most 200 characters" in raised.value.by_field["name-1"]


def test_unsaved_values_are_those_that_are_not_on_the_page():
    typed = FieldValues(
        title="Saddest songs", prompt="Which?", names={0: "A", 1: "b", 2: ""}, credits={0: "Rin", 1: ""}
    )
    assert unsaved_values(make_page("A", "B"), typed) == ("b", "Rin", "Which?")
    assert unsaved_values(make_page("A", "B"), FieldValues()) == ()
