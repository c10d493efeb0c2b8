"""What a voter says from the menus of a page, and what the browser tells of what came into view."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.text.bidi import isolated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def long_list(db):
    return create_list(title="Long", items=[NewItem(f"Item {n:02}") for n in range(60)])


def vote_for(visit, name):
    votes = Vote.objects.count()
    visit.page.get_by_role("button", name=re.compile(f"^Vote for {name},")).click()
    expect(
        visit.page.locator("[role=status]").filter(has_text=f"You voted for {isolated(name)}.").first
    ).to_be_attached()
    assert Vote.objects.count() == votes + 1


def drawn(visit):
    """Wait until the page was drawn and the observer of what came into view was told."""
    visit.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )


def shown_last():
    vote = Vote.objects.latest("id")
    names = dict(vote.list.items.values_list("id", "name"))
    return [names[item_id] for item_id in vote.shown]


@pytest.mark.every_variant
def test_a_row_says_what_the_voter_said_and_takes_it_back(songs, visit):
    crowd_for(songs.items.get(name="Cold"), 4)
    crowd_for(songs.items.get(name="Dust"), 4)
    visit.go("/l/saddest-songs")
    row = visit.page.locator(f"#item-{songs.items.get(name='Cold').pk}")
    row.get_by_label("More for Cold").click()
    row.get_by_role("button", name="Doesn’t belong this high: Cold").click()
    expect(row).to_contain_text("you: doesn’t belong this high")
    expect(row.locator(".place")).to_have_text("2")
    undo = row.get_by_role("button", name="Undo: Cold")
    if visit.has_script:
        expect(undo).to_be_focused()
    menu = row.get_by_label("More for Cold")
    menu.click()
    pressed = row.get_by_role("button", name="Doesn’t belong this high: Cold")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    menu.click()
    undo.click()
    expect(row).not_to_contain_text("you: ")
    expect(row.locator(".place")).to_have_text("1")
    if visit.has_script:
        expect(row.get_by_role("button", name=re.compile("^Vote for Cold"))).to_be_focused()


@pytest.mark.variants("desktop", "phone without script")
def test_the_items_own_page_takes_every_word(songs, visit):
    visit.go(songs.items.get(name="Cold").get_absolute_url())
    for name in ("Doesn’t belong this high: Cold", "I know it: Cold", "I don’t know it: Cold"):
        button = visit.page.get_by_role("button", name=name, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        if visit.has_script:
            expect(button).to_be_focused()
        expect(visit.page.locator(".item-words [aria-pressed=true]")).to_have_count(1)
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert [vote.kind for vote in Vote.objects.order_by("id")] == ["down", "know", "dont_know", "dont_know"]


@pytest.mark.variants("phone", "desktop")
def test_what_came_into_view_is_what_was_shown(long_list, visit):
    visit.go("/l/long")
    if not visit.has_script:
        vote_for(visit, "Item 20")
        assert shown_last() == [f"Item {n:02}" for n in range(21)]
        return
    vote_for(visit, "Item 00")
    first = shown_last()
    assert first[0] == "Item 00" and 2 <= len(first) < 15  # what a screen holds
    visit.page.evaluate("document.querySelector('.pages').scrollIntoView({block: 'end'})")
    drawn(visit)
    rows = visit.page.locator("#rows .row-name").all_inner_texts()  # those that were seen are further down now
    vote_for(visit, rows[23])
    shown = shown_last()
    assert {"Item 00", *rows[23:]} <= {*shown}  # what was seen before the rows were swapped is still seen
    assert rows[12] not in shown  # it was jumped over
    assert len(shown) < 25


def test_seen_holds_when_the_items_of_a_page_change_under_it(long_list, other_visit):
    other_visit.go("/l/long?page=2")
    vote_for(other_visit, "Item 26")  # it goes to the first page
    expect(other_visit.page.get_by_role("link", name="Show it")).to_be_visible()
    rows = other_visit.page.locator("#rows .row-name").all_inner_texts()
    vote_for(other_visit, rows[1])
    assert Vote.objects.count() == 2
    assert "Item 26" not in shown_last() and rows[0] in shown_last()


@pytest.mark.variants("desktop", "phone without script")
def test_the_neighbours_in_view_were_shown_with_an_item_on_its_own_page(long_list, visit):
    visit.go(long_list.items.get(name="Item 10").get_absolute_url())
    if visit.has_script:
        drawn(visit)
    vote_for(visit, "Item 10")
    assert sorted(shown_last()) == ["Item 08", "Item 09", "Item 10", "Item 11", "Item 12"]
