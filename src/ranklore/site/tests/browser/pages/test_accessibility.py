"""Anybody can use every page: axe finds nothing serious, and nothing runs out of a small screen."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of
from ranklore.site.tests.browser.checks import serious_violations
from ranklore.site.tests.browser.visits import Visit, open_visit, set_voter_cookie, sign_in_as
from ranklore.site.tests.main_pages import account_pages, main_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


SIZES = ["phone", "desktop"]
NARROW = {"width": 320, "height": 640}
CONTRAST_ONLY = {"runOnly": ["color-contrast"]}
"""What the dark scheme can change for axe."""


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits_a_small_screen(browser: Browser, live_server: LiveServer, size: str):
    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    for visit in open_visit(browser, live_server, size, has_script=True):
        set_voter_cookie(visit, voter)
        check_pages(visit, pages, size)


@pytest.mark.parametrize("size", SIZES)
def test_every_account_page_is_accessible_and_fits_a_small_screen(browser: Browser, live_server: LiveServer, size: str):
    longest = account_of("w" * 30)
    pages = account_pages(longest)
    for visit in open_visit(browser, live_server, size, has_script=True):
        sign_in_as(visit, longest)
        check_pages(visit, pages, size)


def check_pages(visit: Visit, pages: dict[str, str], size: str) -> None:
    for name, address in pages.items():
        visit.go(address)
        if size == "phone":
            check_width(visit, name)
        menus = visit.page.locator("#rows details.more summary, details:not(.more) > summary").all()[:2]
        for summary in reversed(menus):  # an open menu lies over the next
            summary.click()
        assert serious_violations(visit, name) == []
        set_scheme(visit, "dark")
        assert serious_violations(visit, f"{name}, dark", CONTRAST_ONLY) == []
        set_scheme(visit, "light")


def set_scheme(visit: Visit, scheme: str) -> None:
    """Change the colour scheme, without the transitions between colours."""
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.evaluate("document.getAnimations().forEach(each => each.cancel())")


def check_width(visit: Visit, name: str) -> None:
    usual = visit.page.viewport_size
    visit.page.set_viewport_size(NARROW)
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert (name, width) == (name, NARROW["width"])
    visit.page.set_viewport_size(usual)
