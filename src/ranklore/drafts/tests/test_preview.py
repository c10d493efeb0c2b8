"""The preview: every button saves what was typed, runs its command, and comes back to the changed place."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.editor.edits import question_key
from ranklore.drafts.tests.factories import form_data, make_draft, make_page, outline
from ranklore.lists.models import RankedList
from ranklore.parsing.result import Question
from ranklore.text.bidi import quoted

pytestmark = pytest.mark.django_db
ASKED = (Question(20, "maybe_title", "Is this a name?"), Question(30, "untitled", "What is it called?"))
KEY = question_key(ASKED[0])


@pytest.fixture
def draft(ada):
    return make_draft(ada, "Alone:a1,a2", "Bells:b1", "Untitled:c1", questions=ASKED)


@pytest.fixture
def ada_client(ada, client_of) -> Client:
    return client_of(ada)


def press(client: Client, draft, button: str, **typed: str):
    return client.post(f"/new/{draft.pk}", form_data(draft, button, **typed))


def saved_outline(draft) -> list[str]:
    draft.refresh_from_db()
    return outline(draft.get_page())


def test_the_page_shows_the_parsed_list(ada_client, draft):
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert "3 items, 4 comments, 2 questions" in shown
    for text in ("Alone", "b1", "Is this a name?", "What is it called?", 'value="Saddest songs"', "a1", "2 comments"):
        assert text in shown


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("up:2", "Bells:b1 Alone!:a1,a2 Untitled:c1"),
        ("down:1", "Bells:b1 Alone!:a1,a2 Untitled:c1"),
        ("move:3", "Untitled:c1 Alone!:a1,a2 Bells:b1"),
        ("merge-up:3", "Alone!:a1,a2 Bells:b1,c1"),
        ("comment:2", "Alone!:a1,a2,Bells,b1 Untitled:c1"),
        ("split:1:2", "Alone!:a1 a2 Bells:b1 Untitled:c1"),
        ("drop:2", "Alone!:a1,a2 Untitled:c1"),
        ("drop:1:1", "Alone!:a2 Bells:b1 Untitled:c1"),
        ("add:1", "Alone!:a1,a2 Untitled Bells:b1 Untitled:c1"),
        ("save", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        (f"dismiss:{KEY}", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        ("show:2", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        ("page:1", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
    ],
)
def test_every_button_saves_what_was_typed_and_runs_its_command(ada_client, draft, button, after):
    response = press(ada_client, draft, button, name_1="Alone!", to_3="1")
    assert response.status_code == 303
    assert saved_outline(draft) == after.split()
    assert ada_client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("button", "where"),
    [
        ("down:1", "?at=2&focus=down#item-2"),
        ("merge-up:3", "?at=2#item-2"),
        ("split:1:2", "?at=2&focus=name#item-2"),
        ("drop:1:1", "?at=1&focus=comments#item-1"),
        (f"dismiss:{KEY}", "?page=1&focus=questions#questions"),
        ("title-item", "?page=1&focus=title#id_title"),
        ("page:2", "?page=2&focus=items#items"),
        ("save", "?page=1"),
    ],
)
def test_a_button_comes_back_to_what_it_changed(ada_client, draft, button, where):
    assert press(ada_client, draft, button).url == f"/new/{draft.pk}{where}"


def test_a_message_says_what_a_button_did(ada_client, draft):
    shown = ada_client.get(press(ada_client, draft, "up:2").url).content.decode()
    assert f"{quoted('Bells')} is now at place 1." in shown and 'data-focus="down-1"' in shown


@pytest.mark.parametrize(
    ("at", "focus", "focus_id"),
    [
        ("1", "up", "down-1"),
        ("2", "up", "up-2"),
        ("2", "down", "down-2"),
        ("3", "down", "up-3"),
        ("2", "name", "name-2"),
        ("2", "comments", "comments-2"),
        ("2", '"><b>', "item-2"),
        ("9", "name", ""),
        ("x", "questions", "questions"),
    ],
)
def test_the_focus_goes_to_an_element_that_exists(ada_client, draft, at, focus, focus_id):
    response = ada_client.get(f"/new/{draft.pk}", {"at": at, "focus": focus})
    assert f'data-focus="{focus_id}"' in response.content.decode()


def test_the_last_change_is_undone_and_done_again(ada_client, draft):
    press(ada_client, draft, "drop:1", name_2="Bells!")
    assert saved_outline(draft) == ["Bells!:b1", "Untitled:c1"]
    press(ada_client, draft, "undo")
    assert saved_outline(draft) == ["Alone:a1,a2", "Bells!:b1", "Untitled:c1"]  # what was typed along with it stays
    press(ada_client, draft, "undo")
    assert saved_outline(draft) == ["Bells!:b1", "Untitled:c1"]


def test_typing_alone_can_be_undone(ada_client, draft):
    press(ada_client, draft, "save", name_1="Wrong")
    press(ada_client, draft, "undo")
    assert saved_outline(draft)[0] == "Alone:a1,a2"


def test_there_is_no_undo_before_the_first_change(ada_client, draft):
    assert 'value="undo"' not in ada_client.get(f"/new/{draft.pk}").content.decode()
    assert "nothing to undo" in press(ada_client, draft, "undo").content.decode()
    press(ada_client, draft, "drop:1")
    assert 'value="undo"' in ada_client.get(f"/new/{draft.pk}").content.decode()


def test_saving_without_a_change_changes_nothing(ada_client, draft):
    press(ada_client, draft, "save")
    draft.refresh_from_db()
    assert (draft.version, draft.undo) == (1, None)


def test_invalid_fields_show_errors_and_keep_what_was_typed(ada_client, draft):
    long = "x" * 201
    response = press(ada_client, draft, "drop:1", name_2=long, credits_3="y" * 101, title="t" * 201, name_1="Alone!")
    shown = response.content.decode()
    assert response.status_code == 422
    assert f'value="{long}"' in shown and 'value="Alone!"' in shown and "t" * 201 in shown
    assert 'id="name-2-error"' in shown and 'id="credits-3-error"' in shown and 'id="id_title_error"' in shown
    assert shown.count('aria-invalid="true"') == 3
    assert saved_outline(draft) == ["Alone:a1,a2", "Bells:b1", "Untitled:c1"]


def test_a_place_that_does_not_exist_gives_an_error_at_its_field(ada_client, draft):
    response = press(ada_client, draft, "move:2", to_2="9", name_1="Alone!")
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'id="to-2-error"' in shown and "place from 1 to 3" in shown and 'value="Alone!"' in shown
    assert saved_outline(draft)[0] == "Alone:a1,a2"


@pytest.mark.parametrize("button", ["up:1", "drop:99", "nonsense", "split:1:9"])
def test_a_forged_button_changes_nothing(ada_client, draft, button):
    response = press(ada_client, draft, button, name_1="Kept")
    assert response.status_code == 422
    assert (
        "does not match the current page" in response.content.decode() and 'value="Kept"' in response.content.decode()
    )
    assert saved_outline(draft)[0] == "Alone:a1,a2"


@pytest.mark.parametrize("version", ["1", "", "x", "99", "-1"])
def test_a_stale_form_changes_nothing_and_gives_back_what_was_typed(ada_client, draft, version):
    press(ada_client, draft, "save", name_1="From the other window")
    stale = form_data(draft, "drop:2", name_1="From this window") | {"version": version}
    response = ada_client.post(f"/new/{draft.pk}", stale)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "changed in another window" in shown and "From this window" in shown
    assert 'value="From the other window"' in shown
    assert saved_outline(draft) == ["From the other window:a1,a2", "Bells:b1", "Untitled:c1"]


def test_a_second_click_changes_nothing(ada_client, draft):
    sent = form_data(draft, "drop:1")
    assert ada_client.post(f"/new/{draft.pk}", sent).status_code == 303
    assert ada_client.post(f"/new/{draft.pk}", sent).status_code == 422
    assert saved_outline(draft) == ["Bells:b1", "Untitled:c1"]


def test_a_stranger_finds_no_draft(draft, ben, client_of, client):
    for stranger in (client, client_of(ben)):
        assert stranger.get(f"/new/{draft.pk}").status_code == 404
        assert press(stranger, draft, "drop:1").status_code == 404
        assert press(stranger, draft, "publish").status_code == 404
    assert saved_outline(draft)[0] == "Alone:a1,a2" and not RankedList.objects.exists()


def test_an_unknown_draft_is_not_found(ada_client):
    assert ada_client.get(f"/new/{uuid.uuid4()}").status_code == 404
    assert ada_client.get("/new/nonsense").status_code == 404


def test_other_methods_are_not_allowed(ada_client, draft):
    assert ada_client.put(f"/new/{draft.pk}").status_code == 405


def test_markup_in_every_field_is_shown_as_text(ada_client, draft):
    bad = "<script>alert(1)</script>\"'><b>"
    press(ada_client, draft, "save", title=bad, prompt=f"</textarea>{bad}", name_1=bad, credits_1=bad)
    shown = ada_client.get(f"/new/{draft.pk}?at={bad}&focus={bad}&page={bad}").content.decode()
    assert "<script>alert" not in shown and "'><b>" not in shown and "</textarea>&lt;script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_markup_in_comments_and_questions_is_shown_as_text(ada, ada_client):
    bad = "<script>alert(1)</script>"
    draft = make_draft(ada, f"A:{bad}", questions=(Question(11, "maybe_title", bad),))
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert "<script>alert" not in shown and shown.count("&lt;script&gt;") >= 2


def test_a_question_about_the_title_is_listed_once(ada, ada_client):
    draft = make_draft(ada, "Alone", questions=(Question(1, "maybe_page_title", "Is this the title?"),))
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert shown.count("Is this the title?") == 1 and "It is the first item" in shown


def test_a_page_has_fifty_items_and_the_next_button_saves(ada, ada_client):
    draft = make_draft(ada, *(f"Item {n}" for n in range(1, 121)))
    assert ada_client.get(f"/new/{draft.pk}").content.decode().count('<li id="item-') == 50
    response = press(ada_client, draft, "page:3", name_1="Typed on page 1")
    assert saved_outline(draft)[0] == "Typed on page 1"
    assert ada_client.get(response.url).content.decode().count('<li id="item-') == 20


def test_an_item_that_moves_to_another_page_is_followed(ada, ada_client):
    draft = make_draft(ada, *(f"Item {n}" for n in range(1, 121)))
    shown = ada_client.get(press(ada_client, draft, "move:1", to_1="70").url).content.decode()
    assert 'value="Item 1"' in shown and 'id="item-70"' in shown and 'id="item-1"' not in shown


def test_an_item_says_how_many_comments_are_not_shown(ada, ada_client):
    draft = make_draft(ada, "A:" + ",".join(f"said {n}" for n in range(130)))
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert "said 99" in shown and "said 100" not in shown
    assert "30 more comments are not shown here. They are kept and will be published." in shown


def test_a_page_full_of_comments_shows_fewer_of_each(ada, ada_client):
    comments = ",".join(f"said {n}" for n in range(60))
    draft = make_draft(ada, *(f"Item {n}:{comments}" for n in range(50)))
    assert ada_client.get(f"/new/{draft.pk}").content.decode().count("Make this an item") == 50 * 30


def test_questions_after_the_sixth_open_on_demand(ada, ada_client):
    asked = tuple(Question(10, "numbers", f"Question {n}?") for n in range(40))
    shown = ada_client.get(f"/new/{make_draft(ada, 'A', questions=asked).pk}").content.decode()
    assert "40 questions" in shown and "34 more" in shown


def test_an_item_without_a_name_quotes_its_first_comment(ada, ada_client):
    asked = (Question(21, "untitled", "What is it called?"),)
    draft = make_draft(ada, "Alone:a1", f"Untitled:{'so sad ' * 60}", questions=asked)
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert shown.count('<p class="draft-quote" dir="auto">so sad so sad') == 2 and "…</p>" in shown


def test_a_long_comment_is_folded_and_says_where_it_was_cut_off(ada, ada_client):
    parsed = make_page("A:x")
    item = parsed.items[0]
    cut = replace(item.comments[0], text="Sad. " * 200 + "In ...more", cut=True)
    draft = start_draft(voter=ada, parsed=replace(parsed, items=(replace(item, comments=(cut,)),)))
    shown = ada_client.get(f"/new/{draft.pk}").content.decode()
    assert "Read on" in shown and "cut it off here" in shown and "...more" not in shown


def test_queries_do_not_grow_with_items_or_comments(ada, ada_client):
    counts = []
    ada_client.post(f"/new/{make_draft(ada, 'One').pk}")  # the first POST also sets up the rate limits
    for size in (10, 20):
        comments = ",".join(f"said {n}" for n in range(size))
        draft = make_draft(ada, *(f"Item {n}:{comments}" for n in range(size)))
        with CaptureQueriesContext(connection) as looked:
            assert ada_client.get(f"/new/{draft.pk}").status_code == 200
        sent = form_data(draft, "up:2", name_1="New")
        with CaptureQueriesContext(connection) as pressed:
            assert ada_client.post(f"/new/{draft.pk}", sent).status_code == 303
        counts.append((len(looked), len(pressed)))
    assert counts[0] == counts[1]
