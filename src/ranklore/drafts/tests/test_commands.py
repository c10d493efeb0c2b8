"""The commands of the preview's buttons."""

import pytest

from ranklore.drafts.editor.commands import run_command
from ranklore.drafts.editor.edits import question_key
from ranklore.drafts.tests.factories import make_page, outline
from ranklore.parsing.result import Question
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused

ASKED = (Question(10, "maybe_title", "?"), Question(20, "numbers", "?"))


@pytest.mark.parametrize(
    ("button", "after", "item", "focus"),
    [
        ("save", "A:1,2 B C", None, ""),
        ("enter", "A:1,2 B C", None, ""),
        ("show:3", "A:1,2 B C", 2, "name"),
        ("up:2", "B A:1,2 C", 0, "up"),
        ("down:2", "A:1,2 C B", 2, "down"),
        ("merge-up:2", "A:1,2 C", 0, ""),
        ("merge:3:1", "A:1,2 B", 0, ""),
        ("merge:1:3", "B C:1,2", 1, ""),
        ("comment:2", "A:1,2,B C", 0, "comments"),
        ("split:1:2", "A:1 2 B C", 1, "name"),
        ("drop:1", "B C", 0, ""),
        ("drop:3", "A:1,2 B", 1, ""),
        ("drop:1:1", "A:2 B C", 0, "comments"),
        ("add:0", "Untitled A:1,2 B C", 0, "name"),
        ("add:3", "A:1,2 B C Untitled", 3, "name"),
    ],
)
def test_a_command_changes_the_page_and_shows_the_changed_item(button, after, item, focus):
    result = run_command(make_page("A:1,2", "B", "C"), button, {})
    assert (outline(result.parsed), result.item, result.focus) == (after.split(), item, focus)
    assert result.message.endswith(".")


def test_dropping_the_last_item_leaves_an_empty_page():
    result = run_command(make_page("A"), "drop:1", {})
    assert (result.parsed.items, result.item) == ((), None)


def test_an_item_moves_to_the_place_that_was_typed():
    result = run_command(make_page("A", "B", "C"), "move:1", {0: " 3 "})
    assert (outline(result.parsed), result.item, result.message) == (
        ["B", "C", "A"],
        2,
        f"{quoted('A')} is now at place 3.",
    )


def test_enter_in_a_place_field_moves_the_item():
    assert outline(run_command(make_page("A", "B", "C"), "enter", {0: "", 2: "1"}).parsed) == ["C", "A", "B"]


@pytest.mark.parametrize("places", [{0: "2", 1: "1"}, {7: "1"}])
def test_enter_only_saves_when_several_places_are_typed(places):
    assert outline(run_command(make_page("A", "B"), "enter", places).parsed) == ["A", "B"]


@pytest.mark.parametrize("place", ["", "0", "4", "-1", "x", "1.5", "9" * 30, "٢"])
def test_a_place_that_does_not_exist_is_refused_at_its_field(place):
    with pytest.raises(Refused, match="place from 1 to 3") as raised:
        run_command(make_page("A", "B", "C"), "move:2", {1: place})
    assert raised.value.field == "to-2"


def test_an_item_without_a_name_is_called_by_its_number():
    assert run_command(make_page("A", "Untitled"), "up:2", {}).message == "Item 2 is now at place 1."


def test_a_long_comment_that_becomes_an_item_asks_for_a_name():
    result = run_command(make_page(f"A:{'x' * 201}"), "split:1:1", {})
    assert result.message == "A new item begins at that comment. Give it a name."


def test_a_question_is_dismissed():
    result = run_command(make_page("A", "B", questions=ASKED), f"dismiss:{question_key(ASKED[0])}", {})
    assert (result.parsed.questions, result.focus) == (ASKED[1:], "questions")


def test_a_title_becomes_the_first_item():
    result = run_command(make_page("A", title="Kokoro"), "title-item", {})
    assert (outline(result.parsed), result.focus) == (["Kokoro", "A"], "title")


def test_a_button_goes_to_another_page():
    assert run_command(make_page("A"), "page:2", {}).page == 2


FORGED = """
    up:1 up:9 up:0 up:-1 up:x up: up up:1:2 up:99999999999 down:3 merge-up:1 comment:1 move:9 show:9 page:0 add:4
    dismiss:1 dismiss dismiss: dismiss:0123456789ABCDEF dismiss:0123456789abcdef0 name:1 accept-credits:1
    accept-credits:0123456789abcdef reject-credits:0123456789abcdef
    drop:4 drop:1:3 drop:1:0 drop:² split:1:9 merge:1:1 merge:1:9 merge:9:1 title-item:1 save:1 publish undo ٣:٣
"""


@pytest.mark.parametrize("button", [*FORGED.split(), "", "up:1 ", "nonsense"])
def test_a_forged_button_does_nothing(button):
    with pytest.raises(Refused, match="does not match the current page"):
        run_command(make_page("A:1,2", "B", "C"), button, {})


def test_an_empty_title_cannot_become_an_item():
    with pytest.raises(Refused):
        run_command(make_page("A", title=""), "title-item", {})
