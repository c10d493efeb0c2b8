"""What stands where on a page: in sight, and at its side."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.site.tests.browser.visits import open_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEFT_OF_WORDS = """each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    return words.getBoundingClientRect().left;
}"""
LEFT_INSIDE = "each => each.getBoundingClientRect().left + parseFloat(getComputedStyle(each).paddingLeft)"


def left(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate(LEFT_OF_WORDS)


@pytest.fixture
def novels():
    return create_list(title="أفضل الروايات", prompt="أي رواية؟", items=[NewItem("موسم الهجرة إلى الشمال")])


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer):
    yield from open_visit(browser, live_server, "phone", has_script=False)


def test_every_way_into_a_list_is_in_sight_on_a_phone(phone, novels):
    for tab in ("", "/how"):
        phone.go(f"{novels.get_absolute_url()}{tab}")
        for link in phone.page.get_by_role("navigation", name="This list").get_by_role("link").all():
            expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.variants("desktop", "phone")
def test_titles_begin_where_the_figures_do_in_any_script(visit, novels):
    page = visit.page
    visit.go(novels.get_absolute_url())
    edge = page.locator("main").evaluate(LEFT_INSIDE)
    for selector in ("h1", ".lead p"):
        assert abs(left(page, selector) - edge) < 6
    assert abs(left(page, ".row-name a") - left(page, ".row-foot a")) < 6


def test_no_line_begins_or_ends_with_a_dot(phone, novels):
    file_list(novels, category="books", tags=["a long tag of words", "another long tag of words", "and one more"])
    phone.go(novels.get_absolute_url())
    kicker = phone.page.locator(".kicker")
    expect(kicker).to_have_css("clip-path", "inset(-7px)")
    edge = kicker.bounding_box()["x"]
    pieces = [piece.bounding_box() for piece in kicker.locator("> span").all()]
    begins = [piece for piece in pieces if abs(piece["x"] - edge) < 1]
    assert 1 < len(begins) < len(pieces)  # it goes on in a second line, whose dot is left of the edge and cut off
