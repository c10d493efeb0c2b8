import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.models import Account, Voter
from ranklore.people.tests.accounts import signed_in

# What is waited for may come late on a busy machine: how long it took is not what these tests are about.
TIMEOUT_MS = 30_000  # milliseconds


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


def open_visit(
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
    page.set_default_timeout(TIMEOUT_MS)
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


def set_voter_cookie(visit: Visit, voter: Voter) -> None:
    """Let the browser come as this voter."""
    response = HttpResponse()
    set_guest_cookie(response, voter.key, secure=False)
    visit.page.context.add_cookies(
        [{"name": GUEST_COOKIE, "value": response.cookies[GUEST_COOKIE].value, "url": visit.site}]
    )


def sign_in_as(visit: Visit, account: Account) -> None:
    """Let the browser come as somebody who signed in a moment ago."""
    session = signed_in(account).cookies["sessionid"].value
    visit.page.context.add_cookies([{"name": "sessionid", "value": session, "url": visit.site}])
