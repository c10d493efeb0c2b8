"""A real Chromium, as a phone and as a desktop, with and without JavaScript."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.site.tests.browser.visits import TIMEOUT_MS, Visit, open_visit

# Playwright's own loop runs in the test's thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=TIMEOUT_MS)


VARIANTS = {
    f"{size}{'' if has_script else ' without script'}": (size, has_script)
    for has_script in (True, False)
    for size in ("desktop", "phone")
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which browsers a test runs in: the desktop with JavaScript, unless the test is marked.

    `every_variant` is for the main journeys: phone and desktop, with and without JavaScript. `variants("phone", …)`
    names those in which the test can fail.
    """
    if "variant" not in metafunc.fixturenames:
        return
    names: tuple[str, ...] = ("desktop",)
    if marker := metafunc.definition.get_closest_marker("variants"):
        names = marker.args
    elif metafunc.definition.get_closest_marker("every_variant"):
        names = tuple(VARIANTS)
    metafunc.parametrize("variant", [VARIANTS[name] for name in names], ids=names)


@pytest.fixture(scope="session", autouse=True)
def cached_static_files() -> Iterator[None]:
    """Let the browser keep style sheets and scripts, as on a real site, where their names change with their content."""

    def serve(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve_uncached(handler, request)
        response["Cache-Control"] = "max-age=3600"
        return response

    serve_uncached = StaticFilesHandler.serve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve)
        yield


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, variant: tuple[str, bool]) -> Iterator[Visit]:
    yield from open_visit(browser, live_server, *variant)


@pytest.fixture
def other_visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Somebody else, at the same time."""
    yield from open_visit(browser, live_server, "desktop", has_script=True)
