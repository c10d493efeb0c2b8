"""Finding things: in Japanese and in Latin letters, by keyboard, on a phone, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.site.tests.browser.checks import serious_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def servant(songs):
    item = songs.items.get(name="Alone")
    item.name, item.aliases = "悪ノ召使", ["Servant of Evil"]
    item.save()
    return item


def field(visit):
    return visit.page.get_by_label("Search lists, items, people and comments")


def typed(visit, text):
    field(visit).focus()
    visit.page.keyboard.type(text)


@pytest.mark.variants("desktop", "phone without script")
@pytest.mark.parametrize("words", ["悪ノ召使", "Aku no Meshitsukai", "servant of evil", "召使", "sevrant"])
def test_an_item_is_found_from_any_page(servant, visit, words):
    visit.go("/about")
    typed(visit, words)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("heading", name="Items")).to_be_visible()
    expect(visit.page.locator("mark").first).to_be_visible()
    visit.page.get_by_role("link", name="悪ノ召使").click()
    expect(visit.page).to_have_url(re.compile(servant.get_absolute_url() + "$"))


@pytest.mark.variants("phone", "desktop without script")
def test_what_is_hidden_stays_shut_and_nothing_is_wider_than_the_page(songs, ben, visit):
    make_comment(ben, CommentTarget(songs), "It aches: ||she wakes|| " + "w" * 3_000)
    visit.go("/search?q=aches")
    expect(visit.page.locator("mark")).to_have_text("aches")
    expect(visit.page.get_by_text("[spoiler]")).to_be_visible()
    expect(visit.page.get_by_text("she wakes")).to_have_count(0)
    if visit.has_script:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]


@pytest.mark.variants("phone without script")
def test_what_is_not_there_can_be_made(songs, visit):
    visit.go("/search")
    typed(visit, "Best bridges")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("heading", name=re.compile("Nothing found"))).to_be_visible()
    visit.page.get_by_role("link", name="Make this list").click()
    expect(visit.page.get_by_label("Title (optional)")).to_have_value("Best bridges")


@pytest.mark.variants("phone without script")
def test_there_are_pages_of_what_was_found(ada, visit):
    create_list(title="L", items=[NewItem(f"Snow {n}") for n in range(30)], voter=ada)
    visit.go("/search?q=snow")
    visit.page.get_by_role("link", name="All 30 items").click()
    visit.page.get_by_role("link", name="Next").click()
    expect(visit.page.get_by_text("21–30 of 30")).to_be_visible()
    expect(visit.page.locator(".search-result")).to_have_count(10)


def test_suggestions_are_chosen_by_keyboard(servant, visit):
    if not visit.has_script:
        return
    visit.go("/")
    typed(visit, "servant")
    option = visit.page.get_by_role("option", name=re.compile("Servant of Evil"))
    expect(option).to_be_visible()
    expect(field(visit)).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field(visit)).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    visit.page.keyboard.press("ArrowDown")
    expect(visit.page.get_by_role("option", name=re.compile("Search everything"))).to_have_attribute(
        "aria-selected", "true"
    )
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile(servant.get_absolute_url() + "$"))


def test_escape_shuts_the_suggestions_and_keeps_what_was_typed(servant, visit):
    if not visit.has_script:
        return
    visit.go("/")
    typed(visit, "悪ノ")
    options = visit.page.get_by_role("option")
    expect(options.first).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field(visit)).to_have_value("悪ノ")
    visit.page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    visit.page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()


@pytest.mark.variants("phone", "desktop")
def test_a_suggestion_is_clicked(servant, visit):
    if not visit.has_script:
        return
    visit.go("/")
    typed(visit, "evil")
    visit.page.get_by_role("option", name=re.compile("悪ノ召使")).click()
    expect(visit.page).to_have_url(re.compile(servant.get_absolute_url() + "$"))


def test_an_empty_field_offers_nothing(servant, visit):
    if not visit.has_script:
        return
    visit.go("/")
    typed(visit, "ev")
    expect(visit.page.get_by_role("option").first).to_be_visible()
    for _ in range(2):
        visit.page.keyboard.press("Backspace")
    expect(visit.page.get_by_role("option").first).to_be_hidden()


@pytest.mark.variants("phone", "desktop")
def test_axe_finds_nothing_serious_with_the_suggestions_open(servant, visit):
    if not visit.has_script:
        return
    visit.go("/")
    typed(visit, "ev")
    expect(visit.page.get_by_role("option").first).to_be_visible()
    visit.page.keyboard.press("ArrowDown")
    assert serious_violations(visit, "suggestions") == []
