"""Screenshots of the main pages in shots/, for phone and desktop, light and dark. `make shots` runs it."""

import os
import sys
from pathlib import Path

import pytest

FOLDER = Path("shots")
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


@pytest.mark.django_db(transaction=True)
def test_shots(browser, live_server):
    """A test only in form, to use the browser, server and database of the tests."""
    from ranklore.people.models import Voter
    from ranklore.people.tests.accounts import account_of
    from ranklore.site.tests.browser.visits import Visit, set_voter_cookie, sign_in_as
    from ranklore.site.tests.main_pages import account_pages, main_pages

    voter = Voter.objects.create(name="ben")
    pages = main_pages(voter)
    ray = account_of("ray")
    own_pages = account_pages(ray)
    FOLDER.mkdir(exist_ok=True)
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            is_phone = size == "phone"  # with touch, which has its own CSS rules
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                is_mobile=is_phone,
                has_touch=is_phone,
            )
            visit = Visit(context.new_page(), live_server.url, has_script=True)
            set_voter_cookie(visit, voter)
            for name, address in (pages | own_pages).items():
                if name == next(iter(own_pages)):
                    sign_in_as(visit, ray)
                visit.go(address)
                visit.page.evaluate("document.fonts.ready")
                visit.page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}.png", full_page=True)
            context.close()
    print(f"{(len(pages) + len(own_pages)) * 4} pictures in {FOLDER.resolve()}")


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sys.exit(pytest.main(["-q", "-s", "-p", "no:cacheprovider", __file__]))
