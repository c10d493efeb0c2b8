"""The preview: every button saves what was typed, then does its thing, and comes back to the place."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.tests.factories import form_data, make_draft, make_page, outline
from ranklore.lists.models import RankedList
from ranklore.parsing.result import Question
from ranklore.text.bidi import quoted

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ada):
    asked = (Question(20, "maybe_title", "Is this a name?"), Question(30, "untitled", "What is it called?"))
    return make_draft(ada, "Alone:a1,a2", "Bells:b1", "Untitled:c1", questions=asked)


@pytest.fixture
def adas(ada, client_of) -> Client:
    return client_of(ada)


def press(client: Client, draft, button: str, **typed: str):
    return client.post(f"/new/{draft.pk}", form_data(draft, button, **typed))


def now(draft) -> list[str]:
    draft.refresh_from_db()
    return outline(draft.get_page())


def test_the_page_shows_what_was_understood(adas, draft):
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert "3 items, 4 comments, 2 questions" in shown
    for text in ("Alone", "b1", "Is this a name?", "What is it called?", 'value="Saddest songs"', "a1", "2 comments"):
        assert text in shown


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("up:2", "Bells:b1 Alone!:a1,a2 Untitled:c1"),
        ("down:1", "Bells:b1 Alone!:a1,a2 Untitled:c1"),
        ("move:3", "Untitled:c1 Alone!:a1,a2 Bells:b1"),
        ("join:3", "Alone!:a1,a2 Bells:b1,c1"),
        ("say:2", "Alone!:a1,a2,Bells,b1 Untitled:c1"),
        ("split:1:2", "Alone!:a1 a2 Bells:b1 Untitled:c1"),
        ("drop:2", "Alone!:a1,a2 Untitled:c1"),
        ("drop:1:1", "Alone!:a2 Bells:b1 Untitled:c1"),
        ("add:1", "Alone!:a1,a2 Untitled Bells:b1 Untitled:c1"),
        ("save", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        ("settle:1", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        ("go:2", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
        ("page:1", "Alone!:a1,a2 Bells:b1 Untitled:c1"),
    ],
)
def test_every_button_saves_what_was_typed_and_does_its_thing(adas, draft, button, after):
    response = press(adas, draft, button, name_1="Alone!", to_3="1")
    assert response.status_code == 303
    assert now(draft) == after.split()
    assert adas.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("button", "where"),
    [
        ("down:1", "?at=2&focus=down#item-2"),
        ("join:3", "?at=2#item-2"),
        ("split:1:2", "?at=2&focus=name#item-2"),
        ("drop:1:1", "?at=1&focus=comments#item-1"),
        ("settle:1", "?page=1&focus=questions#questions"),
        ("title-item", "?page=1&focus=title#id_title"),
        ("page:2", "?page=2&focus=items#items"),
        ("save", "?page=1"),
    ],
)
def test_a_button_comes_back_to_the_thing_it_changed(adas, draft, button, where):
    assert press(adas, draft, button).url == f"/new/{draft.pk}{where}"


def test_what_a_button_did_is_said(adas, draft):
    shown = adas.get(press(adas, draft, "up:2").url).content.decode()
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
def test_the_focus_goes_to_a_button_that_is_there(adas, draft, at, focus, focus_id):
    response = adas.get(f"/new/{draft.pk}", {"at": at, "focus": focus})
    assert f'data-focus="{focus_id}"' in response.content.decode()


def test_the_last_change_is_undone_and_done_again(adas, draft):
    press(adas, draft, "drop:1", name_2="Bells!")
    assert now(draft) == ["Bells!:b1", "Untitled:c1"]
    press(adas, draft, "undo")
    assert now(draft) == ["Alone:a1,a2", "Bells!:b1", "Untitled:c1"]  # what was typed along with it stays
    press(adas, draft, "undo")
    assert now(draft) == ["Bells!:b1", "Untitled:c1"]


def test_typing_alone_can_be_undone(adas, draft):
    press(adas, draft, "save", name_1="Wrong")
    press(adas, draft, "undo")
    assert now(draft)[0] == "Alone:a1,a2"


def test_there_is_no_undo_before_the_first_change(adas, draft):
    assert 'value="undo"' not in adas.get(f"/new/{draft.pk}").content.decode()
    assert "nothing to undo" in press(adas, draft, "undo").content.decode()
    press(adas, draft, "drop:1")
    assert 'value="undo"' in adas.get(f"/new/{draft.pk}").content.decode()


def test_saving_without_a_change_changes_nothing(adas, draft):
    press(adas, draft, "save")
    draft.refresh_from_db()
    assert (draft.version, draft.undo) == (1, None)


def test_wrong_fields_say_so_and_keep_what_was_typed(adas, draft):
    long = "x" * 201
    response = press(adas, draft, "drop:1", name_2=long, credits_3="y" * 101, title="t" * 201, name_1="Alone!")
    shown = response.content.decode()
    assert response.status_code == 422
    assert f'value="{long}"' in shown and 'value="Alone!"' in shown and "t" * 201 in shown
    assert 'id="name-2-error"' in shown and 'id="credits-3-error"' in shown and 'id="id_title_error"' in shown
    assert shown.count('aria-invalid="true"') == 3
    assert now(draft) == ["Alone:a1,a2", "Bells:b1", "Untitled:c1"]


def test_a_place_that_is_not_there_says_so_at_its_field(adas, draft):
    response = press(adas, draft, "move:2", to_2="9", name_1="Alone!")
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'id="to-2-error"' in shown and "place from 1 to 3" in shown and 'value="Alone!"' in shown
    assert now(draft)[0] == "Alone:a1,a2"


@pytest.mark.parametrize("button", ["up:1", "drop:99", "nonsense", "split:1:9"])
def test_a_forged_button_changes_nothing(adas, draft, button):
    response = press(adas, draft, button, name_1="Kept")
    assert response.status_code == 422
    assert "does not fit the page" in response.content.decode() and 'value="Kept"' in response.content.decode()
    assert now(draft)[0] == "Alone:a1,a2"


@pytest.mark.parametrize("version", ["1", "", "x", "99", "-1"])
def test_a_stale_form_changes_nothing_and_gives_back_what_was_typed(adas, draft, version):
    press(adas, draft, "save", name_1="From the other window")
    stale = form_data(draft, "drop:2", name_1="From this window") | {"version": version}
    response = adas.post(f"/new/{draft.pk}", stale)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "changed in another window" in shown and "From this window" in shown
    assert 'value="From the other window"' in shown
    assert now(draft) == ["From the other window:a1,a2", "Bells:b1", "Untitled:c1"]


def test_pressing_twice_does_it_once(adas, draft):
    sent = form_data(draft, "drop:1")
    assert adas.post(f"/new/{draft.pk}", sent).status_code == 303
    assert adas.post(f"/new/{draft.pk}", sent).status_code == 422
    assert now(draft) == ["Bells:b1", "Untitled:c1"]


def test_a_stranger_finds_no_draft(draft, ben, client_of, client):
    for stranger in (client, client_of(ben)):
        assert stranger.get(f"/new/{draft.pk}").status_code == 404
        assert press(stranger, draft, "drop:1").status_code == 404
        assert press(stranger, draft, "publish").status_code == 404
    assert now(draft)[0] == "Alone:a1,a2" and not RankedList.objects.exists()


def test_a_draft_that_never_was_is_not_there(adas):
    assert adas.get(f"/new/{uuid.uuid4()}").status_code == 404
    assert adas.get("/new/nonsense").status_code == 404


def test_only_looking_and_sending_is_allowed(adas, draft):
    assert adas.put(f"/new/{draft.pk}").status_code == 405


def test_markup_in_every_field_is_shown_as_text(adas, draft):
    bad = "<script>alert(1)</script>\"'><b>"
    press(adas, draft, "save", title=bad, prompt=f"</textarea>{bad}", name_1=bad, credits_1=bad)
    shown = adas.get(f"/new/{draft.pk}?at={bad}&focus={bad}&page={bad}").content.decode()
    assert "<script>alert" not in shown and "'><b>" not in shown and "</textarea>&lt;script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_markup_in_comments_and_questions_is_shown_as_text(ada, adas):
    bad = "<script>alert(1)</script>"
    draft = make_draft(ada, f"A:{bad}", questions=(Question(11, "maybe_title", bad),))
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert "<script>alert" not in shown and shown.count("&lt;script&gt;") >= 2


def test_a_question_about_the_title_stands_with_the_others(ada, adas):
    draft = make_draft(ada, "Alone", questions=(Question(1, "maybe_page_title", "Is this the title?"),))
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert shown.count("Is this the title?") == 1 and "It is the first item" in shown


def test_fifty_items_are_on_a_page_and_going_on_saves(ada, adas):
    draft = make_draft(ada, *(f"Item {n}" for n in range(1, 121)))
    assert adas.get(f"/new/{draft.pk}").content.decode().count('<li id="item-') == 50
    response = press(adas, draft, "page:3", name_1="Typed on page 1")
    assert now(draft)[0] == "Typed on page 1"
    assert adas.get(response.url).content.decode().count('<li id="item-') == 20


def test_an_item_that_moves_to_another_page_is_followed(ada, adas):
    draft = make_draft(ada, *(f"Item {n}" for n in range(1, 121)))
    shown = adas.get(press(adas, draft, "move:1", to_1="70").url).content.decode()
    assert 'value="Item 1"' in shown and 'id="item-70"' in shown and 'id="item-1"' not in shown


def test_an_item_with_very_many_comments_says_how_many_more_are_kept(ada, adas):
    draft = make_draft(ada, "A:" + ",".join(f"said {n}" for n in range(130)))
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert "said 99" in shown and "said 100" not in shown
    assert "30 more comments not shown here are kept" in shown


def test_a_page_full_of_comments_shows_fewer_of_each(ada, adas):
    talk = ",".join(f"said {n}" for n in range(60))
    draft = make_draft(ada, *(f"Item {n}:{talk}" for n in range(50)))
    assert adas.get(f"/new/{draft.pk}").content.decode().count("Make this an item") == 50 * 30


def test_very_many_questions_open_on_demand(ada, adas):
    asked = tuple(Question(10, "numbers", f"Question {n}?") for n in range(40))
    shown = adas.get(f"/new/{make_draft(ada, 'A', questions=asked).pk}").content.decode()
    assert "40 questions" in shown and "34 more" in shown


def test_a_lost_name_can_be_told_by_what_is_said_of_it(ada, adas):
    asked = (Question(21, "untitled", "What is it called?"),)
    draft = make_draft(ada, "Alone:a1", f"Untitled:{'so sad ' * 60}", questions=asked)
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert shown.count('<p class="draft-quote" dir="auto">so sad so sad') == 2 and "…</p>" in shown


def test_a_long_comment_is_folded_and_a_cut_one_says_so(ada, adas):
    parsed = make_page("A:x")
    item = parsed.items[0]
    cut = replace(item.comments[0], text="Sad. " * 200 + "In ...more", cut=True)
    draft = start_draft(voter=ada, parsed=replace(parsed, items=(replace(item, comments=(cut,)),)))
    shown = adas.get(f"/new/{draft.pk}").content.decode()
    assert "Read on" in shown and "cut it off here" in shown and "...more" not in shown


def test_queries_do_not_grow_with_items_or_comments(ada, adas):
    counts = []
    adas.post(f"/new/{make_draft(ada, 'One').pk}")  # from now on her steps are counted
    for size in (10, 20):
        talk = ",".join(f"said {n}" for n in range(size))
        draft = make_draft(ada, *(f"Item {n}:{talk}" for n in range(size)))
        with CaptureQueriesContext(connection) as looked:
            assert adas.get(f"/new/{draft.pk}").status_code == 200
        sent = form_data(draft, "up:2", name_1="New")
        with CaptureQueriesContext(connection) as pressed:
            assert adas.post(f"/new/{draft.pk}", sent).status_code == 303
        counts.append((len(looked), len(pressed)))
    assert counts[0] == counts[1]
