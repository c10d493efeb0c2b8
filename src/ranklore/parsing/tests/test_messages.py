"""Sentences for people are messages that can be translated, and plain strings in JSON."""

import json

import pytest

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.tests.shorthand import read
from ranklore.text.messages import Message


def test_a_refusal_keeps_its_message() -> None:
    with pytest.raises(PasteRefused) as refused:
        parse_page("Best\n1. " + "x" * 201 + "\n2. b")
    message = refused.value.args[0]
    assert isinstance(message, Message) and message.values["what"] == "an item name"
    assert message.pattern == "Line %(line)s is %(size)s characters long; %(what)s can have at most %(limit)s."
    assert str(refused.value) == "Line 2 is 201 characters long; an item name can have at most 200."


def test_a_question_is_a_message_and_a_plain_string_in_json() -> None:
    page = read("Best fabrics\n\n100% wool\n\n100% Wool\n\nSilk\n")
    (question,) = [each for each in page.questions if each.kind == "duplicate"]
    assert isinstance(question.text, Message) and question.text.values["name"] == "100% Wool"
    assert question.text == "“100% Wool” on line 5 seems to be the same as “100% wool” on line 3."
    text = next(each["text"] for each in page.as_json()["questions"] if each["kind"] == "duplicate")
    assert type(text) is str and text == question.text and json.loads(json.dumps(text)) == text


@pytest.mark.parametrize(
    ("counters", "sentence"),
    [
        (1, "Line 3 was left out, because it seems to be a vote count, a button, a heading or a divider."),
        (
            3,
            "Lines 3, 5 and 7 were left out, because they seem to be vote counts, buttons, headings or dividers.",
        ),
        (
            19,
            "19 lines from line 3 to line 39 were left out, because they seem to be vote counts, buttons, headings or"
            " dividers.",
        ),
    ],
)
def test_lines_left_out_are_listed_or_counted(counters: int, sentence: str) -> None:
    lines = [f"{n}. Stone {n}\n" + ("3 Comments\n" if n <= counters else "") for n in range(1, 21)]
    (question,) = [each for each in read("Best\n" + "".join(lines)).questions if each.kind == "left_out"]
    assert (question.line, question.text) == (3, sentence)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (
            [" Which lake is best?" * 100],
            "The text on line 3 was left out, because a prompt can have at most 2,000 characters.",
        ),
        (
            [" Which lake is best?" * 100, "Vote!"],
            "The text from line 3 to line 5 was left out, because a prompt can have at most 2,000 characters.",
        ),
    ],
)
def test_a_prompt_over_the_limit_is_left_out_with_its_lines(extra: list[str], sentence: str) -> None:
    prompt = "\n\n".join(f"{text.strip()} " * 2 for text in extra)
    page = read(f"Best Lakes\n\n{prompt}\n\n1. Stone\n2. Fern\n3. Mill\n")
    assert [each.text for each in page.questions if each.kind == "left_out"] == [sentence]


def test_one_question_over_the_limit_is_singular() -> None:
    page = read("Best\n" + "Stone Lake\n" * 502)
    assert len(page.questions) == 501 and page.questions[-1].text == "There is 1 more question like these."
