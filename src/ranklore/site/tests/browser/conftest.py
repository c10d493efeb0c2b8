"""A real Chromium, as a phone and as a desktop, with and without JavaScript."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.people.access import COOKIE, remember
from ranklore.people.models import Account, Voter
from ranklore.site.tests.make_account import signed_in

# Playwright's own loop runs in the test's thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# What is waited for may come late on a busy machine: how long it took is not what these tests are about.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


@dataclass(frozen=True)
class Visit:
    """A page of a fresh browser on the site."""

    page: Page
    site: str
    has_script: bool

    def go(self, address: str) -> None:
        self.page.goto(self.site + address)

    def settled(self) -> None:
        """Wait until the scripts of the page have run and whatever was clicked has been answered."""
        self.page.wait_for_load_state("load")
        # Not "networkidle": a page that was idle once counts as idle for ever.
        expect(self.page.locator("[aria-busy='true'], .htmx-request")).to_have_count(0)


def opened(
    browser: Browser, site: LiveServer, size: str, has_script: bool, *, elsewhere: str = "", **options: object
) -> Iterator[Visit]:
    """elsewhere: the one other site that may be asked for something."""
    ours = tuple(filter(None, (site.url, elsewhere, "data:", "blob:")))
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=size == "phone",
        has_touch=size == "phone",
        java_script_enabled=has_script,
        reduced_motion="reduce",
        **options,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: complaints.append(request.url) if not request.url.startswith(ours) else None,
    )
    yield Visit(page, site.url, has_script)
    context.close()
    # Chromium and htmx call every refused form, every lost connection, and a button that its page lost, an error.
    expected = (
        r"status of (4\d\d|502)|Status Error Code 4\d\d|ERR_INTERNET_DISCONNECTED|^htmx:(afterReq|sendErr|oobErr)"
    )
    assert not [text for text in complaints if not re.search(expected, text)]


def sign(visit: Visit, voter: Voter) -> None:
    """Let the browser come as this voter."""
    response = HttpResponse()
    remember(response, voter.key, secure=False)
    visit.page.context.add_cookies([{"name": COOKIE, "value": response.cookies[COOKIE].value, "url": visit.site}])


def enter(visit: Visit, account: Account) -> None:
    """Let the browser come as somebody who signed in a moment ago."""
    session = signed_in(account).cookies["sessionid"].value
    visit.page.context.add_cookies([{"name": "sessionid", "value": session, "url": visit.site}])


@pytest.fixture(params=["script", "no-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return request.param == "script"


@pytest.fixture(params=list(SIZES))
def visit(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, has_script: bool
) -> Iterator[Visit]:
    yield from opened(browser, live_server, request.param, has_script)


@pytest.fixture
def other_visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Somebody else, at the same time."""
    yield from opened(browser, live_server, "desktop", has_script=True)
