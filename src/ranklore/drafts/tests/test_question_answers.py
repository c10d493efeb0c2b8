"""Answering the parser's questions in the preview: names, credits, and which question a button closes."""

from dataclasses import replace

import pytest

from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.editor.commands import run_command
from ranklore.drafts.editor.credit_questions import rejoin_name, split_credits_off
from ranklore.drafts.editor.edits import question_key
from ranklore.drafts.editor.questions import question_rows
from ranklore.drafts.tests.factories import form_data, make_draft, make_page, outline
from ranklore.drafts.upload import parse_text
from ranklore.lists.models import Item
from ranklore.parsing.result import ParsedItem, Question
from ranklore.text.errors import Refused

NO_TITLE = Question(1, "no_title", "What is the list called?")
SECOND_NAME = Question(20, "untitled", "What is this item called?")
THIRD_NAME = Question(30, "untitled", "What is this item called?")
NUMBERS = Question(30, "numbers", "Is one missing?")
KEPT = Question(10, "maybe_credit", "“Stone by Ada” was kept as one name. Is “Ada” who made it?")
TAKEN = Question(10, "maybe_credit", "In “Emma - Jane Austen”, “Jane Austen” was taken for who made it. Is that right?")


def press(client, draft, button, **typed):
    return client.post(f"/new/{draft.pk}", form_data(draft, button, **typed))


def questions_of(draft):
    draft.refresh_from_db()
    return draft.get_page().questions


def answer_to(question):
    """The form field for the answer, as a keyword of `form_data`."""
    return f"answer-{question_key(question)}"


@pytest.fixture
def client(ada, client_of):
    return client_of(ada)


@pytest.fixture
def draft(ada):
    questions = (NO_TITLE, SECOND_NAME, THIRD_NAME, NUMBERS)
    return make_draft(ada, "Alone", "Untitled:b1", "Untitled:c1", title="", questions=questions)


def test_a_key_tells_questions_apart_by_kind_line_and_text():
    keys = {question_key(each) for each in (SECOND_NAME, THIRD_NAME, NUMBERS, replace(NUMBERS, text="?"))}
    assert len(keys) == 4 and question_key(replace(NUMBERS)) in keys


@pytest.mark.django_db
@pytest.mark.parametrize("closed", [THIRD_NAME, NUMBERS])
def test_a_button_closes_its_own_question_when_saving_removes_those_before_it(client, draft, closed):
    press(client, draft, f"dismiss:{question_key(closed)}", title="Songs", name_2="Bells")
    assert questions_of(draft) == tuple(each for each in (THIRD_NAME, NUMBERS) if each != closed)


@pytest.mark.django_db
def test_closing_a_question_that_the_same_form_answers_leaves_the_others(client, draft):
    response = press(client, draft, f"dismiss:{question_key(NO_TITLE)}", title="Songs")
    assert response.status_code == 303
    assert questions_of(draft) == (SECOND_NAME, THIRD_NAME, NUMBERS)


@pytest.mark.django_db
def test_a_question_about_a_missing_name_has_a_field_and_a_button(client, draft):
    page = client.get(f"/new/{draft.pk}").content.decode()
    for question in (SECOND_NAME, THIRD_NAME):
        assert f'name="{answer_to(question)}"' in page and f'value="name:{question_key(question)}"' in page
    assert page.count('name="answer-') == 2


@pytest.mark.django_db
@pytest.mark.parametrize("button", [f"name:{question_key(THIRD_NAME)}", "enter", "save"])
def test_an_answer_names_the_item_of_its_question(client, draft, button):
    response = press(client, draft, button, **{answer_to(THIRD_NAME): " Cold "})
    assert response.status_code == 303
    assert questions_of(draft) == (NO_TITLE, SECOND_NAME, NUMBERS)
    assert outline(draft.get_page()) == ["Alone", "Untitled:b1", "Cold:c1"]


@pytest.mark.django_db
def test_publishing_saves_the_answers(client, draft):
    typed = {answer_to(SECOND_NAME): "Bells", answer_to(THIRD_NAME): "Cold"}
    assert press(client, draft, "publish", title="Songs", **typed).status_code == 303
    assert list(Item.objects.order_by("start_place").values_list("name", flat=True)) == ["Alone", "Bells", "Cold"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "sentence"), [("x" * 201, "at most 200 characters"), (" ", "Type the name of the item.")]
)
def test_a_refused_answer_is_kept_with_its_error(client, draft, answer, sentence):
    response = press(client, draft, f"name:{question_key(SECOND_NAME)}", **{answer_to(SECOND_NAME): answer})
    page, field = response.content.decode(), answer_to(SECOND_NAME)
    assert response.status_code == 422 and page.count(sentence) == 2
    assert f'href="#{field}"' in page and f'id="{field}-error"' in page and f'value="{answer}"' in page
    assert (
        page.count('aria-invalid="true"') == 1 and f'question-text-{question_key(SECOND_NAME)} {field}-error"' in page
    )
    assert questions_of(draft) == (NO_TITLE, SECOND_NAME, THIRD_NAME, NUMBERS)


@pytest.mark.django_db
def test_two_different_names_for_one_item_are_refused(client, draft):
    response = press(client, draft, "save", name_2="Bells", **{answer_to(SECOND_NAME): "Chimes"})
    page = response.content.decode()
    assert response.status_code == 422 and "You typed two different names for this item." in page
    assert 'value="Bells"' in page and 'value="Chimes"' in page
    assert press(client, draft, "save", name_2="Bells", **{answer_to(SECOND_NAME): "Bells"}).status_code == 303


@pytest.mark.django_db
def test_a_stale_form_gives_its_answers_back(client, draft):
    stale = form_data(draft, **{answer_to(SECOND_NAME): "Bells of mine"})
    press(client, draft, "save", name_2="Chimes")
    response = client.post(f"/new/{draft.pk}", stale)
    assert response.status_code == 422 and "Bells of mine" in response.content.decode()


@pytest.mark.django_db
def test_an_error_opens_the_questions_that_are_hidden_at_first(client, ada):
    others = tuple(Question(10, "numbers", f"Question {n}?") for n in range(8))
    draft = make_draft(ada, "Alone", "Untitled:b1", questions=(*others, SECOND_NAME))
    closed = '<details data-key="more-questions">'
    assert closed in client.get(f"/new/{draft.pk}").content.decode()
    response = press(client, draft, f"name:{question_key(SECOND_NAME)}")
    assert closed not in response.content.decode() and 'data-key="more-questions" open' in response.content.decode()


@pytest.mark.django_db
def test_naming_an_item_closes_its_question_while_an_added_item_has_no_name(client, draft):
    press(client, draft, "add:2")  # the new item has the line of the item above
    press(client, draft, f"name:{question_key(SECOND_NAME)}", **{answer_to(SECOND_NAME): "Bells"})
    assert questions_of(draft) == (NO_TITLE, THIRD_NAME, NUMBERS)
    assert outline(draft.get_page()) == ["Alone", "Bells:b1", "Untitled", "Untitled:c1"]


def test_a_name_that_was_already_saved_is_confirmed():
    result = run_command(make_page("A"), f"name:{question_key(SECOND_NAME)}", {})
    assert (result.parsed, result.message, result.focus) == (make_page("A"), "The name is saved.", "questions")


def commands_for(*items, question):
    (row,) = question_rows(make_page(*items, questions=(question,)), range(1), {}, {})
    return {button.label: button.command for button in row.buttons}, row.leave_label


def test_a_suspected_credit_can_be_accepted_or_left_in_the_name():
    buttons, leave_label = commands_for("Stone by Ada", question=KEPT)
    assert list(buttons) == ["Yes, \u2068Ada\u2069 made it"] and leave_label == "No"
    result = run_command(make_page("Stone by Ada", questions=(KEPT,)), *buttons.values(), {})
    assert (result.parsed.items[0].name, result.parsed.items[0].credits) == ("Stone", ("Ada",))
    assert result.parsed.questions == () and result.item == 0
    assert result.message == "The credits of “\u2068Stone\u2069” are now: Ada."


def test_a_credit_that_was_taken_can_be_confirmed_or_put_back():
    item = ParsedItem("Emma", ("Jane Austen",), 10)
    page = replace(make_page(questions=(TAKEN,)), items=(item,))
    (row,) = question_rows(page, range(1), {}, {})
    accept, reject = row.buttons
    assert accept.label == "Yes, \u2068Jane Austen\u2069 made it" and reject.label == "No, it is part of the name"
    assert row.leave_label == ""
    confirmed = run_command(page, accept.command, {}).parsed
    assert (confirmed.items, confirmed.questions) == ((item,), ())
    rejected = run_command(page, reject.command, {}).parsed
    assert (rejected.items[0].name, rejected.items[0].credits) == ("Emma - Jane Austen", ())
    assert rejected.questions == ()


@pytest.mark.parametrize(
    ("line", "name", "credits"),
    [
        ("Stone by Ada", "Stone", ("Ada",)),
        ("Stone - Ada Moss", "Stone", ("Ada Moss",)),
        ("Stone: Ada Moss", "Stone", ("Ada Moss",)),
        ("Stone (Ada Moss)", "Stone", ("Ada Moss",)),
        ("Stone by Ada Moss (1965)", "Stone (1965)", ("Ada Moss",)),
        ("Stone (feat. Ben Fell) - Ada Moss", "Stone", ("Ada Moss", "Ben Fell")),
    ],
)
def test_a_suspected_credit_is_split_off_as_the_parser_would(line, name, credits):
    who = "Ada Moss (1965)" if "1965" in line else credits[0]
    text = f"“{line.replace(' (feat. Ben Fell)', '')}” was kept as one name. Is “{who}” who made it?"
    after = split_credits_off(ParsedItem(line, (), 10), Question(10, "maybe_credit", text))
    assert (after.name, after.credits) == (name, credits)


@pytest.mark.parametrize(
    "item",
    [
        ParsedItem("Stone by Ada", ("Ada",), 10),
        ParsedItem("Stone by Ben", (), 10),
        ParsedItem("Stone", (), 10),
        ParsedItem("Stone by Ada", (), 20),
        ParsedItem(f"Stone by {'x' * 101}", (), 10),
    ],
)
def test_a_question_about_another_line_or_name_splits_nothing(item):
    question = replace(KEPT, text=f"{KEPT.text} {'x' * 101} by {'x' * 101}" if "x" in item.name else KEPT.text)
    assert split_credits_off(item, question) is None


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("In “Emma - Jane Austen”, “Jane Austen” was taken.", "Emma", "Emma - Jane Austen"),
        ("In ““Emma” by Jane Austen”, “Jane Austen” was taken.", "Emma", "“Emma” by Jane Austen"),
        ("In «Emma - Jane Austen», «Jane Austen» was taken.", "Emma", None),
        ("In “Emma - Jane Austen”, “Jane Austen” was taken.", "Persuasion", None),
        ("In “Emma” is “Emma”.", "Emma", None),
        (f"In “Emma - Jane Austen {'x' * 200}”, “Jane Austen” was taken.", "Emma", None),
        ("The names were read as “title - who made it”. Is it the other way round?", "Emma", None),
    ],
)
def test_a_name_is_put_together_again_from_the_line_in_the_question(text, name, line):
    after = rejoin_name(ParsedItem(name, ("Jane Austen",), 10), Question(10, "maybe_credit", text))
    assert (after.name if after else None) == line


def test_a_name_without_credits_is_not_put_together():
    assert rejoin_name(ParsedItem("Emma", (), 10), TAKEN) is None


def test_a_question_about_the_credits_of_the_whole_page_has_no_credit_buttons():
    text = "The line under each name was taken for who made it. Is that right?"
    buttons, leave_label = commands_for("Stone", question=Question(10, "maybe_credit", text))
    assert buttons == {} and leave_label == "Leave it as it is"


@pytest.mark.parametrize("word", ["accept-credits", "reject-credits"])
def test_a_credit_question_that_no_longer_fits_is_refused(word):
    for question in (KEPT, replace(KEPT, line=15)):
        page = make_page("Stone", questions=(question,))
        with pytest.raises(Refused, match="does not match the current page"):
            run_command(page, f"{word}:{question_key(question)}", {})


def test_every_doubt_of_the_parser_about_one_line_has_a_yes():
    lines = ["Best Books", "Dune by Frank Herbert", "Emma - Jane Austen", "It", "Ulysses", "Hunger", "Fog by Ada"]
    parsed = parse_text("\n".join(lines)).parsed
    rows = question_rows(parsed, range(10), {}, {})
    doubts = [row for row, each in zip(rows, parsed.questions, strict=True) if each.kind == "maybe_credit"]
    assert doubts and all(row.buttons[0].label.startswith("Yes, ") for row in doubts)


@pytest.mark.django_db
def test_markup_in_an_answer_and_a_credit_is_shown_as_text(client, ada):
    bad = "<i>\"x'"
    question = Question(10, "maybe_credit", f"“Stone by {bad}” was kept as one name. Is “{bad}” who made it?")
    asked = (question, SECOND_NAME)
    draft = start_draft(voter=ada, parsed=make_page(f"Stone by {bad}", "Untitled", questions=asked))
    response = press(client, draft, "save", title="t" * 201, **{answer_to(SECOND_NAME): bad})
    page = response.content.decode()
    assert response.status_code == 422 and "<i>" not in page and page.count("&lt;i&gt;&quot;x&#x27;") >= 4
