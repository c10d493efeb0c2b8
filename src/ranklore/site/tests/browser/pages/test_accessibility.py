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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_serious(browser: Browser, live_server: LiveServer, size: str, scheme: str):
    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    for visit in open_visit(browser, live_server, size, has_script=True, color_scheme=scheme):
        set_voter_cookie(visit, voter)
        for name, address in pages.items():
            visit.go(address)
            menus = visit.page.locator("#rows details.more summary, details:not(.more) > summary").all()[:2]
            for summary in reversed(menus):  # an open menu lies over the next
                summary.click()
            assert serious_violations(visit, name) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_serious_in_an_account(browser: Browser, live_server: LiveServer, size: str, scheme: str):
    mo = account_of("mo")
    pages = account_pages(mo)
    for visit in open_visit(browser, live_server, size, has_script=True, color_scheme=scheme):
        sign_in_as(visit, mo)
        for name, address in pages.items():
            visit.go(address)
            assert serious_violations(visit, name) == []


def test_nothing_runs_out_of_a_small_screen(browser: Browser, live_server: LiveServer):
    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    longest = account_of("w" * 30)
    for visit in open_visit(browser, live_server, "phone", has_script=True):
        set_voter_cookie(visit, voter)
        visit.page.set_viewport_size({"width": 320, "height": 640})
        check_width(visit, pages)
        pages = account_pages(longest)
        sign_in_as(visit, longest)
        check_width(visit, pages)


def check_width(visit: Visit, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        visit.go(address)
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert (name, width) == (name, 320)
