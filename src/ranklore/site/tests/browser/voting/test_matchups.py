"""Compare in a real browser: by finger, by keyboard alone, without JavaScript."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import crowd_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPARE = "/l/saddest-songs/compare"


@pytest.fixture
def voted(songs):
    """Cold, Dust and Echo have three votes each, and stand in this order."""
    for name in ("Cold", "Dust", "Echo"):
        crowd_for(songs.items.get(name=name), 3)
    return songs


def names(visit):
    return visit.page.locator(".side-name").all_inner_texts()


def last(visit):
    """What the page says of the answer before, without the marks that isolate a name's direction."""
    return re.sub("[\u2068\u2069]", "", visit.page.locator(".pair-last").inner_text())


@contextmanager
def answered(visit):
    """What is done in here answers the pair: wait until it has gone."""
    token = visit.page.locator(".pair [name=pair]").input_value()
    yield
    expect(visit.page.locator(f".pair [value='{token}']")).to_have_count(0)


def answers():
    return list(Vote.objects.filter(kind=Vote.Kind.MATCHUP).order_by("id").values_list("outcome", "is_retraction"))


@pytest.mark.every_variant
def test_answers_are_given_taken_back_and_given_anew(voted, visit):
    visit.go("/l/saddest-songs")
    visit.page.get_by_role("navigation", name="This list").get_by_role("link", name="Compare").click()
    expect(visit.page.get_by_role("heading", name="Which belongs higher?")).to_be_visible()
    first, second = names(visit)
    with answered(visit):
        visit.page.locator("#reply-second").click()
    expect(visit.page.locator("[role=status]").filter(has_text="You chose ").first).to_be_attached()
    assert {*names(visit)} != {first, second}
    assert f"{second} over {first}" in last(visit)
    with answered(visit):
        visit.page.get_by_role("button", name="Undo").click()
    assert names(visit) == [first, second]
    with answered(visit):
        visit.page.locator("#reply-not_first").click()
    assert f"you don’t know {first}" in last(visit)
    for _ in range(6):  # pairs of the four others
        assert first not in names(visit)
        with answered(visit):
            visit.page.locator("#reply-skip").press("Enter")
    expect(visit.page.get_by_role("heading", name="Nothing left to ask you for now")).to_be_visible()
    visit.page.get_by_role("link", name="See the ranking").click()
    expect(visit.page.locator("#rows")).to_contain_text("you: don’t know it")


@pytest.mark.variants("desktop", "desktop without script")
def test_everything_can_be_done_by_keyboard_alone(voted, visit):
    visit.go(COMPARE)
    for _ in range(20):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("document.activeElement.id") == "reply-tie":
            break
    with answered(visit):
        visit.page.keyboard.press("Enter")
    assert answers() == [("tie", False)]
    if visit.has_script:
        expect(visit.page.locator("#reply-tie")).to_be_focused()


def test_the_arrow_keys_answer(voted, other_visit):
    visit, done = other_visit, []
    visit.go(COMPARE)
    for key in ("ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"):
        first, second = names(visit)
        with answered(visit):
            visit.page.keyboard.press(key)
        assert {
            "ArrowLeft": f"{first} over {second}",
            "ArrowRight": f"{second} over {first}",
            "ArrowDown": "are equal",
            "ArrowUp": "You skipped",
        }[key] in last(visit)
        done.append([first, second])
    assert len({frozenset(pair) for pair in done}) == 4
    with answered(visit):
        visit.page.keyboard.press("Backspace")
    assert "You took back your answer" in last(visit)
    assert names(visit) == done[-1]
    assert answers()[-1] == ("skip", True)


def test_a_key_that_is_held_or_means_something_else_does_not_answer(voted, other_visit):
    other_visit.go(COMPARE)
    keyboard = other_visit.page.keyboard
    for keys in ("Control+ArrowDown", "Shift+ArrowUp", "s", "x", "Backspace"):
        keyboard.press(keys)
    with answered(other_visit):
        keyboard.down("ArrowLeft")
        for _ in range(5):
            keyboard.down("ArrowLeft")  # repeats
        keyboard.up("ArrowLeft")
    assert [outcome for outcome, _ in answers()] in (["item"], ["other"])
    other_visit.page.locator("#reply-first").focus()
    with answered(other_visit):
        keyboard.press("s")
    assert answers()[-1] == ("skip", False)


def test_two_quick_clicks_are_one_answer(voted, visit):
    visit.go(COMPARE)
    with answered(visit):
        visit.page.locator("#reply-first").dblclick()
    visit.page.wait_for_timeout(300)
    assert len(answers()) == 1


@pytest.mark.variants("phone", "phone without script")
def test_both_items_and_every_answer_are_in_sight_on_a_phone(voted, visit):
    visit.go(COMPARE)
    height = visit.page.viewport_size["height"]
    for control in visit.page.locator(".pair button").all():
        box = control.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["height"] >= 44 and box["width"] >= 44


def test_a_lost_connection_is_said(voted, other_visit):
    other_visit.go(COMPARE)
    other_visit.page.context.set_offline(True)
    other_visit.page.locator("#reply-first").click()
    expect(other_visit.page.get_by_text(re.compile("did not reach")).first).to_be_visible()
    other_visit.page.context.set_offline(False)
    with answered(other_visit):
        other_visit.page.keyboard.press("ArrowLeft")
    assert "over" in last(other_visit)
