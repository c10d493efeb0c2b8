"""Anybody can use every page: axe finds nothing serious, and nothing runs out of a small screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from ranklore.people.models import Voter
from ranklore.site.tests.browser.conftest import Visit, enter, opened, sign
from ranklore.site.tests.main_pages import account_pages, main_pages
from ranklore.site.tests.make_account import account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_serious(browser: Browser, live_server: LiveServer, size: str, scheme: str):
    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    for visit in opened(browser, live_server, size, has_script=True, color_scheme=scheme):
        sign(visit, voter)
        for name, address in pages.items():
            visit.go(address)
            menus = visit.page.locator("#rows details.more summary, details:not(.more) > summary").all()[:2]
            for summary in reversed(menus):  # an open menu lies over the next
                summary.click()
            assert serious_on(visit, name) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_serious_in_an_account(browser: Browser, live_server: LiveServer, size: str, scheme: str):
    mo = account_of("mo")
    pages = account_pages(mo)
    for visit in opened(browser, live_server, size, has_script=True, color_scheme=scheme):
        enter(visit, mo)
        for name, address in pages.items():
            visit.go(address)
            assert serious_on(visit, name) == []


def serious_on(visit: Visit, name: str) -> list[str]:
    return [
        f"{name}: {each['id']} at {each['nodes'][0]['target']}"
        for each in Axe().run(visit.page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_nothing_runs_out_of_a_small_screen(browser: Browser, live_server: LiveServer):
    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    longest = account_of("w" * 30)
    for visit in opened(browser, live_server, "phone", has_script=True):
        sign(visit, voter)
        visit.page.set_viewport_size({"width": 320, "height": 640})
        check_width(visit, pages)
        pages = account_pages(longest)
        enter(visit, longest)
        check_width(visit, pages)


def check_width(visit: Visit, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        visit.go(address)
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert (name, width) == (name, 320)
