"""A real Chromium, as a phone and as a desktop, with and without JavaScript."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.site.tests.browser.visits import SIZES, TIMEOUT_MS, Visit, open_visit

# Playwright's own loop runs in the test's thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(params=["script", "no-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return request.param == "script"


@pytest.fixture(params=list(SIZES))
def visit(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, has_script: bool
) -> Iterator[Visit]:
    yield from open_visit(browser, live_server, request.param, has_script)


@pytest.fixture
def other_visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Somebody else, at the same time."""
    yield from open_visit(browser, live_server, "desktop", has_script=True)
