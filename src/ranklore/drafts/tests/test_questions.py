"""The parser's questions as the preview shows them."""

import pytest

from ranklore.drafts.editor.commands import run_command
from ranklore.drafts.editor.questions import question_rows
from ranklore.drafts.tests.factories import make_page, outline
from ranklore.parsing.result import Question


def row_of(*items: str, line: int, kind: str, **more):
    parsed = make_page(*items, questions=(Question(line, kind, "Which?"),), **more)
    (row,) = question_rows(parsed, range(1), {}, {})
    return parsed, row


@pytest.mark.parametrize(("line", "item"), [(10, 1), (11, 1), (12, 1), (15, 1), (20, 2), (21, 2), (99, 2), (1, 1)])
def test_a_question_belongs_to_the_item_of_its_line(line, item):
    _, row = row_of("A:1,2", "B:3", line=line, kind="left_out")
    assert (row.item, row.name, row.is_on_page) == (item, "AB"[item - 1], item == 1)


@pytest.mark.parametrize("kind", ["no_title", "maybe_page_title"])
def test_a_question_about_the_title_belongs_to_no_item(kind):
    assert row_of("A", line=1, kind=kind)[1].item is None


def test_a_question_about_a_page_without_items_belongs_to_none():
    assert row_of(line=1, kind="left_out")[1].item is None


@pytest.mark.parametrize(
    ("items", "line", "kind", "after"),
    [
        (("A:1", "so sad:2"), 20, "maybe_title", ["A:1,so sad,2"]),
        (("A:1,Kokoro,2",), 12, "maybe_title", ["A:1", "Kokoro:2"]),
        (("A:1,Kokoro,2",), 12, "maybe_untitled", ["A:1", "Kokoro:2"]),
        (("A:1", "Untitled:2"), 20, "untitled", ["A:1,2"]),
        (("A:1", "B", "The a:2"), 30, "duplicate", ["A:1,2", "B"]),
        (("A",), 1, "maybe_page_title", ["Saddest songs", "A"]),
    ],
)
def test_a_button_does_what_the_question_suspects(items, line, kind, after):
    parsed, row = row_of(*items, line=line, kind=kind)
    (button,) = row.buttons
    assert button.label and row.leave_label == "Leave it as it is"
    done = run_command(parsed, button.command, {}).parsed
    assert outline(done) == after
    assert done.questions == ()


@pytest.mark.parametrize(
    ("items", "line", "kind"),
    [
        (("so sad:1",), 10, "maybe_title"),
        (("Untitled:1",), 10, "untitled"),
        (("A", "B"), 20, "untitled"),
        (("A", "B"), 20, "duplicate"),
        (("A:1",), 15, "maybe_untitled"),
        (("A",), 10, "numbers"),
    ],
)
def test_a_question_without_a_suggestion_has_no_button(items, line, kind):
    assert row_of(*items, line=line, kind=kind)[1].buttons == ()


def test_an_empty_title_cannot_become_an_item():
    assert row_of("A", line=1, kind="maybe_page_title", title="")[1].buttons == ()
