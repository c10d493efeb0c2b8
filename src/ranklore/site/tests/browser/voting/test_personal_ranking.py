"""One's own ranking: phone and desktop, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.queries.personal_ranking import personal_ranking_of
from ranklore.ballots.tests.factories import vote_for
from ranklore.lists.actions.items import remove_item
from ranklore.site.tests.browser.checks import expect_message
from ranklore.site.tests.browser.visits import set_voter_cookie
from ranklore.text.bidi import isolated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINE = "/l/saddest-songs/mine"


@pytest.fixture
def here(songs):
    return {item.name: item for item in songs.items.all()}


@pytest.fixture
def put(songs, here, ben, visit):
    """ben's browser, with these items in his ranking."""

    def put(*names):
        save_ranking(voter=ben, ranked_list=songs, item_ids=[here[name].pk for name in names])
        set_voter_cookie(visit, ben)
        visit.go(MINE)

    return put


def names(visit):
    return [text.strip() for text in visit.page.locator("#ranking .row-name").all_inner_texts()]


def expect_order(visit, *expected):
    expect(visit.page.locator("#ranking .row-name")).to_have_text(list(expected))


def press(visit, name):
    visit.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.every_variant
def test_items_are_searched_added_and_put_in_order(songs, visit):
    visit.go("/l/saddest-songs")
    visit.page.get_by_role("link", name="Your ranking").click()
    visit.settled()
    search = visit.page.get_by_label("Search this list")
    for name in ("Echo", "Bells"):
        search.fill(name)
        if not visit.has_script:
            press(visit, "Search")
        expect(visit.page.locator("#addable-items .addable-name")).to_have_text([name])
        press(visit, f"Add {name}")
        expect_message(visit, f"You added {isolated(name)} to your ranking.")
    expect_order(visit, "Echo", "Bells")
    press(visit, "Move Bells up")
    expect_message(visit, f"{isolated('Bells')} is now 1st of 2.")
    expect_order(visit, "Bells", "Echo")
    if visit.has_script:
        expect(visit.page.get_by_role("button", name="Move Bells up")).to_be_focused()
    press(visit, "Undo the last change")
    expect_order(visit, "Echo", "Bells")
    visit.page.reload()
    expect_order(visit, "Echo", "Bells")


@pytest.mark.variants("desktop", "phone without script")
def test_an_item_is_moved_by_number_and_removed(put, visit):
    put("Alone", "Bells", "Cold", "Dust")
    menu = visit.page.locator("#ranking details.more > summary")
    menu.nth(3).click()
    visit.page.get_by_label("Move to #").nth(3).fill("2")
    press(visit, "Move Dust to this place")
    expect_message(visit, f"{isolated('Dust')} is now 2nd of 4.")
    expect_order(visit, "Alone", "Dust", "Bells", "Cold")
    menu.nth(0).click()
    press(visit, "Remove Alone from your ranking")
    expect_order(visit, "Dust", "Bells", "Cold")
    if visit.has_script:
        expect(menu.nth(0)).to_be_focused()


def test_the_items_voted_for_come_in_one_go(songs, here, ben, put, visit):
    for name in ("Echo", "Alone"):
        vote_for(ben, here[name])
    put("Dust")
    press(visit, "Add the 2 items you voted for")
    expect_order(visit, "Dust", "Echo", "Alone")


def test_what_one_does_not_know_goes_on_a_pile(put, visit):
    put("Dust")
    press(visit, "Don’t know Echo")
    expect(visit.page.locator(".unknown .addable-name")).to_have_text(["Echo"])
    press(visit, "Take back that you don’t know Echo")
    expect(visit.page.locator(".unknown")).to_have_count(0)


def test_another_tab_is_not_overruled(songs, here, ben, put, visit):
    put("Alone", "Bells", "Cold")
    save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Cold"].pk, here["Dust"].pk])
    press(visit, "Move Bells up")
    expect(visit.page.get_by_text(re.compile("Your ranking has changed since you loaded the page"))).to_be_visible()
    expect_order(visit, "Cold", "Dust")


@pytest.mark.every_variant
def test_it_is_published_and_made_private_again(put, visit):
    put("Dust", "Bells")
    visit.page.get_by_label("Your name").fill("Ranklore")
    press(visit, "Publish my ranking")
    expect(visit.page.get_by_text("The site uses this name itself")).to_be_visible()
    visit.page.get_by_label("Your name").fill("mo")
    press(visit, "Publish my ranking")
    visit.page.get_by_role("link", name="See the published page").click()
    expect(visit.page.get_by_text("Ranked by mo")).to_be_visible()
    expect(visit.page.locator(".line .row-name")).to_have_text(["Dust", "Bells"])
    shared = visit.page.locator(".published-picture img")
    shared.scroll_into_view_if_needed()
    expect(shared).to_have_js_property("complete", True)
    address = visit.page.url
    visit.page.get_by_role("link", name="Make your own").first.click()
    press(visit, "Make it private again")
    expect(visit.page.get_by_role("button", name="Publish my ranking")).to_be_visible()
    assert visit.page.goto(address).status == 404


def test_a_removed_item_is_struck_out(here, put, visit):
    put("Dust", "Bells", "Echo")
    remove_item(here["Bells"])
    visit.page.reload()
    expect(visit.page.locator("#ranking s")).to_have_text(["Bells"])
    press(visit, "Move Echo up")
    expect_message(visit, f"{isolated('Echo')} is now 1st of 2.")


def test_a_line_is_dragged_by_its_handle(songs, here, ben, put, visit):
    put("Alone", "Bells", "Cold", "Dust")
    page, handles = visit.page, visit.page.locator(".line-handle")
    handles.nth(0).scroll_into_view_if_needed()
    first, third = handles.nth(0).bounding_box(), handles.nth(2).bounding_box()
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(first["x"] + 9, third["y"] + 20, steps=6)
    page.mouse.move(third["x"] + 9, third["y"] + third["height"], steps=3)
    expect(page.locator(".line-moving .place")).to_have_text("3")
    page.mouse.up()
    expect_message(visit, f"{isolated('Alone')} is now 3rd of 4.")
    expect_order(visit, "Bells", "Cold", "Alone", "Dust")
    expect(page.get_by_role("button", name=re.compile("^Drag Alone"))).to_be_focused()
    assert personal_ranking_of(ben, songs.pk).ids[2] == here["Alone"].pk


@pytest.mark.variants("phone")
def test_a_finger_drags_a_line(songs, here, ben, put, visit):
    put("Alone", "Bells", "Cold")
    page, handles = visit.page, visit.page.locator(".line-handle")
    handles.nth(2).scroll_into_view_if_needed()
    first, last = handles.nth(0).bounding_box(), handles.nth(2).bounding_box()
    touch = page.context.new_cdp_session(page)
    x = last["x"] + 9
    way = [last["y"] + 9 - step * (last["y"] - first["y"] + 6) / 6 for step in range(7)]
    send = lambda kind, points: touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    send("touchStart", [{"x": x, "y": way[0]}])
    for y in way[1:]:
        send("touchMove", [{"x": x, "y": y}])
    send("touchEnd", [])
    expect_message(visit, f"{isolated('Cold')} is now 1st of 3.")
    expect_order(visit, "Cold", "Alone", "Bells")


def test_arrow_keys_move_a_line_and_are_saved_once(songs, here, ben, put, visit):
    put("Alone", "Bells", "Cold", "Dust")
    before = personal_ranking_of(ben, songs.pk)
    visit.page.locator(".line-handle").nth(0).focus()
    for _ in range(3):
        visit.page.keyboard.press("ArrowDown")
    expect_order(visit, "Bells", "Cold", "Dust", "Alone")
    expect_message(visit, f"{isolated('Alone')} is now 4th of 4.")
    assert personal_ranking_of(ben, songs.pk).before == before.ids
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Escape")
    expect_order(visit, "Bells", "Cold", "Dust", "Alone")


@pytest.mark.variants("desktop", "phone")
def test_quick_presses_all_count(put, visit):
    put("Alone", "Bells", "Cold", "Dust", "Echo")
    visit.page.evaluate("for (let n = 0; n < 3; n++) document.querySelector('[aria-label=\"Move Echo up\"]').click()")
    expect_message(visit, f"{isolated('Echo')} is now 2nd of 5.")
    expect_order(visit, "Alone", "Echo", "Bells", "Cold", "Dust")


def test_a_lost_connection_puts_the_line_back(put, visit):
    put("Alone", "Bells", "Cold")
    visit.page.context.set_offline(True)
    visit.page.locator(".line-handle").nth(0).focus()
    visit.page.keyboard.press("ArrowDown")
    expect_order(visit, "Bells", "Alone", "Cold")
    expect(visit.page.get_by_text(re.compile("did not reach")).first).to_be_visible()
    expect_order(visit, "Alone", "Bells", "Cold")
    visit.page.context.set_offline(False)
    press(visit, "Move Alone down")
    expect_order(visit, "Bells", "Alone", "Cold")
