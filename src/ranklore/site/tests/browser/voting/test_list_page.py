"""Vote, undo, add, comment on a list page: phone and desktop, with and without JavaScript."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Vote
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.parsing.result import ParsedComment
from ranklore.people.models import Voter
from ranklore.site.tests.browser.checks import expect_message
from ranklore.text.bidi import isolated, quoted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def voted(songs):
    """Cold, Dust and Echo have four votes each, and stand in this order."""
    for name in ("Cold", "Dust", "Echo"):
        crowd_for(songs.items.get(name=name), 4)
    return songs


def button(visit, name):
    return visit.page.get_by_role("button", name=re.compile(f"^Vote for {name},"))


def names(visit):
    return [text.strip() for text in visit.page.locator("#rows .row-name").all_inner_texts()]


@pytest.mark.every_variant
def test_a_vote_moves_a_number_and_a_place_and_is_taken_back(voted, visit):
    visit.go("/l/saddest-songs")
    assert names(visit) == ["Cold", "Dust", "Echo", "Alone", "Bells"]
    button(visit, "Dust").click()
    expect_message(visit, f"You voted for {isolated('Dust')}. It now has 5 votes and moved from 2nd to 1st.")
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    assert names(visit)[0] == "Dust"
    assert "13" in visit.page.locator("#figures").inner_text()
    visit.page.reload()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    button(visit, "Dust").click()
    moved = "It now has 4 votes and moved from 1st to 2nd."
    expect_message(visit, f"You took back your vote for {isolated('Dust')}. {moved}")
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "false")
    assert names(visit) == ["Cold", "Dust", "Echo", "Alone", "Bells"]


@pytest.mark.variants("desktop", "desktop without script")
def test_a_vote_by_keyboard_keeps_its_place_under_the_fingers(voted, visit):
    visit.go("/l/saddest-songs")
    button(visit, "Cold").focus()
    visit.page.keyboard.press("Enter")
    expect(button(visit, "Cold")).to_have_attribute("aria-pressed", "true")
    if visit.has_script:
        expect(button(visit, "Cold")).to_be_focused()
        visit.page.keyboard.press("Space")
        expect(button(visit, "Cold")).to_have_attribute("aria-pressed", "false")


@pytest.mark.variants("phone", "desktop", "desktop without script")
def test_two_quick_clicks_are_one_vote(voted, visit):
    visit.go("/l/saddest-songs")
    button(visit, "Bells").dblclick()
    visit.settled()
    visit.go("/l/saddest-songs")
    expect(button(visit, "Bells")).to_have_accessible_name(re.compile("1 vote$"))


@pytest.mark.variants("phone", "desktop")
def test_quick_votes_for_two_items_are_two_votes(voted, visit):
    visit.go("/l/saddest-songs")
    alone, bells = (voted.items.get(name=name).pk for name in ("Alone", "Bells"))
    visit.page.evaluate(f"for (const id of [{alone}, {bells}]) document.getElementById(`vote-${{id}}`).click()")
    for name in ("Alone", "Bells"):
        expect(button(visit, name)).to_have_attribute("aria-pressed", "true")
    visit.settled()
    visit.go("/l/saddest-songs")
    expect(visit.page.locator("#figures")).to_contain_text("14")
    ids = visit.page.locator("[id]").evaluate_all("all => all.map((each) => each.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.variants("phone", "desktop", "desktop without script")
def test_the_place_of_a_vote_that_the_worker_counts_follows(voted, visit, settings):
    settings.WORKER_FROM = 0
    visit.go("/l/saddest-songs")
    button(visit, "Dust").click()
    expect_message(visit, f"You voted for {isolated('Dust')}. Your vote will be counted in a moment.")
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    assert names(visit)[0] == "Cold"
    recount_list(voted.pk)  # as the worker does
    if not visit.has_script:
        visit.go("/l/saddest-songs")
    expect(visit.page.locator("#rows .row-name").first).to_have_text("Dust")
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    expect(button(visit, "Dust")).to_have_accessible_name("Vote for Dust, 5 votes")


@pytest.mark.variants("desktop")
def test_late_answers_to_quick_votes_leave_the_newest_state(voted, visit):
    """The first answer comes after the second: it must not take back what the second shows."""
    held = []

    def hold_first(route):
        if not held:
            held.append(route)
        else:
            route.continue_()

    visit.go("/l/saddest-songs")
    visit.page.route("**/vote", hold_first)
    button(visit, "Cold").click()  # stays first: its answer is one row
    expect(button(visit, "Cold")).to_have_attribute("aria-busy", "true")
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    held[0].continue_()
    expect(button(visit, "Cold")).to_have_attribute("aria-pressed", "true")
    visit.settled()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    shown = names(visit)
    visit.page.reload()
    assert names(visit) == shown


@pytest.mark.every_variant
def test_an_item_is_added_and_a_double_is_pointed_out(voted, visit):
    visit.go("/l/saddest-songs")
    visit.page.get_by_label("Name of the item").fill("echo")
    visit.page.get_by_role("button", name="Add the item").click()
    expect(visit.page.get_by_text(f"{quoted('Echo')} is on this list already")).to_be_visible()
    expect(visit.page.get_by_label("Name of the item")).to_have_value("echo")
    visit.page.get_by_label("Name of the item").fill("Fog")
    visit.page.get_by_label("Credits").fill("Luka, Len")
    visit.page.get_by_role("button", name="Add the item").click()
    expect_message(visit, "is on the list. It gets a rank")
    visit.go("/l/saddest-songs")
    assert names(visit)[-1] == "Fog"


def test_a_comment_is_said_and_taken_back(voted, visit):
    visit.go("/l/saddest-songs")
    visit.page.get_by_role("link", name="Echo", exact=True).click()
    visit.page.get_by_role("button", name="Post the comment").click()
    expect(visit.page.get_by_text("Write something first.")).to_be_visible()
    visit.page.get_by_label("Name (optional)").fill("mo")
    visit.page.get_by_label("Your comment").fill("It aches.\n<b>Really.</b>")
    visit.page.get_by_role("button", name="Post the comment").click()
    said = visit.page.locator("article").filter(has_text="It aches.")
    expect(said).to_contain_text("<b>Really.</b>")
    expect(said).to_contain_text("mo")
    said.get_by_role("button", name=re.compile("Delete")).click()
    expect_message(visit, "Your comment is deleted")
    visit.page.get_by_role("button", name=re.compile("Put it back")).click()
    expect_message(visit, "Your comment is back")


def test_a_refused_field_has_the_focus_as_soon_as_it_is_shown(voted, visit):
    visit.go(voted.items.get(name="Echo").get_absolute_url())
    visit.settled()
    # A microtask runs when the swap is over, before anybody can type.
    visit.page.evaluate(
        "document.addEventListener('htmx:afterSwap',"
        " () => queueMicrotask(() => { window.focusedField = document.activeElement.name }))"
    )
    visit.page.get_by_role("button", name="Post the comment").click()
    expect(visit.page.get_by_text("Write something first.")).to_be_visible()
    assert visit.page.evaluate("window.focusedField") == "text"


@pytest.mark.variants("phone", "desktop without script")
def test_a_long_comment_opens_in_place(voted, visit):
    text = "It goes on and on. " * 40 + "This is the very end."
    import_comments(voted, [(voted.items.get(name="Echo"), ParsedComment(text, 1))])
    visit.go("/l/saddest-songs")
    end = visit.page.get_by_text("This is the very end.")
    expect(end).to_be_hidden()
    visit.page.locator("#rows summary").filter(has_text="Read on").click()
    expect(end).to_be_visible()
    assert visit.page.url.endswith("/l/saddest-songs")


@pytest.mark.variants("phone")
def test_an_opened_comment_stays_open_when_a_vote_moves_its_row(voted, visit):
    dust = voted.items.get(name="Dust")
    import_comments(voted, [(dust, ParsedComment("It goes on and on. " * 40 + "This is the very end.", 1))])
    visit.go("/l/saddest-songs")
    visit.page.locator("#rows summary").filter(has_text="Read on").click()
    button(visit, "Dust").click()
    expect(visit.page.locator("#rows .row-name").first).to_have_text("Dust")
    expect(visit.page.get_by_text("This is the very end.")).to_be_visible()
    expect(visit.page.locator(f"#item-{dust.pk} details.more")).not_to_have_attribute("open", "")


def test_a_vote_on_the_items_own_page(voted, visit):
    visit.go(voted.items.get(name="Dust").get_absolute_url())
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    expect_message(visit, "It now has 5 votes and moved from 2nd to 1st.")
    assert "/i/" in visit.page.url


@pytest.mark.variants("desktop", "phone without script")
def test_whoever_deletes_the_cookies_is_a_new_guest(voted, visit):
    visit.go("/l/saddest-songs")
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    visit.page.context.clear_cookies()
    button(visit, "Echo").click()
    expect(button(visit, "Echo")).to_have_attribute("aria-pressed", "true")
    visit.go("/l/saddest-songs")
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "false")
    expect(button(visit, "Dust")).to_have_accessible_name("Vote for Dust, 5 votes")


@pytest.mark.variants("desktop", "phone without script")
def test_the_first_votes_of_two_tabs_come_from_one_guest(voted, visit):
    visit.go("/l/saddest-songs")
    other_tab = visit.page.context.new_page()
    other_tab.goto(f"{visit.site}/l/saddest-songs")
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    echo = other_tab.get_by_role("button", name=re.compile("^Vote for Echo,"))
    echo.click()
    expect(echo).to_have_attribute("aria-pressed", "true")
    votes = Vote.objects.filter(item__name__in=("Dust", "Echo")).values("voter")
    assert Voter.objects.filter(pk__in=votes).count() == 4 + 4 + 1


@pytest.mark.variants("desktop", "phone without script")
def test_back_to_the_page_from_before_the_first_vote(voted, visit):
    visit.go("/l/saddest-songs")
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    visit.go("/about")
    visit.page.go_back()
    button(visit, "Echo").click()
    expect(button(visit, "Echo")).to_have_attribute("aria-pressed", "true")
    visit.go("/me")
    expect(visit.page.get_by_text("You have 2 votes.")).to_be_visible()


def test_two_people_see_each_others_votes(voted, visit, other_visit):
    other_visit.go("/l/saddest-songs")
    visit.go("/l/saddest-songs")
    button(visit, "Dust").click()
    expect(button(visit, "Dust")).to_have_attribute("aria-pressed", "true")
    button(other_visit, "Dust").click()
    expect(button(other_visit, "Dust")).to_have_accessible_name("Vote for Dust, 6 votes")


def test_a_lost_connection_is_said(voted, other_visit):
    other_visit.go("/l/saddest-songs")
    other_visit.page.context.set_offline(True)
    button(other_visit, "Dust").click()
    expect(other_visit.page.get_by_text(re.compile("did not reach")).first).to_be_visible()
    other_visit.page.context.set_offline(False)
    button(other_visit, "Dust").click()
    expect(button(other_visit, "Dust")).to_have_attribute("aria-pressed", "true")


@pytest.mark.variants("desktop", "phone without script")
def test_a_long_list_goes_on_by_plain_links(visit, ada):
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem

    ranked_list = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])
    comment_on_item(voter=Voter(), item=ranked_list.items.last(), author="", text="Last words", nonce=uuid.uuid4())
    visit.go("/l/long")
    visit.page.get_by_role("link", name=re.compile("Next|26")).first.click()
    expect(visit.page.get_by_text("Item 25", exact=True)).to_be_visible()
    button(visit, "Item 30").click()
    expect_message(visit, "It has 1 vote.")
    if visit.has_script:
        expect(visit.page.get_by_role("link", name="Show it")).to_be_focused()
        visit.page.keyboard.press("Enter")
    expect(button(visit, "Item 30")).to_have_attribute("aria-pressed", "true")
