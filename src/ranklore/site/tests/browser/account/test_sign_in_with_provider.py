"""Going to another site and back by hand: phone and desktop, with and without JavaScript, under our own policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.people.models import ProviderLink
from ranklore.people.tests.accounts import account_of, code_in_mail
from ranklore.people.tests.openid_provider import OpenIdProvider, run_provider
from ranklore.site.tests.browser.checks import expect_message, press_button, serious_violations
from ranklore.site.tests.browser.visits import Visit, open_visit, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def club(settings) -> Iterator[OpenIdProvider]:
    with run_provider(OpenIdProvider()) as site:
        settings.SIGN_IN_WITH = (site.provider,)
        yield site


@pytest.fixture
def visit(
    browser: Browser, live_server: LiveServer, variant: tuple[str, bool], club: OpenIdProvider
) -> Iterator[Visit]:
    yield from open_visit(browser, live_server, *variant, elsewhere=club.address)


@pytest.mark.every_variant
def test_a_person_signs_up_signs_in_and_unlinks(visit, club):
    visit.go("/sign-in")
    assert club.asked == [], "the other site learns of nobody who did not press its button"
    press_button(visit, "Sign in with Our Club")
    expect(visit.page.get_by_role("heading", name="You are new here")).to_be_visible()
    expect(visit.page.get_by_label("E-mail address")).to_have_value("mo@example.org")
    assert not visit.has_script or serious_violations(visit, "sign-up-with") == []
    visit.page.get_by_label("Name").fill("admin")
    press_button(visit, "Sign up")
    expect(visit.page.get_by_text("This name is reserved.")).to_be_visible()
    visit.page.get_by_label("Name").fill("mo")
    press_button(visit, "Sign up")
    visit.page.get_by_label("Code").fill(code_in_mail())
    press_button(visit, "Continue")
    expect_message(visit, "You are signed in as")
    visit.page.get_by_role("link", name="mo", exact=True).click()
    press_button(visit, "Sign out")
    visit.go("/sign-in?next=/about")
    press_button(visit, "Sign in with Our Club")
    expect(visit.page).to_have_url(f"{visit.site}/about")
    visit.page.get_by_role("link", name="mo", exact=True).click()
    visit.page.get_by_role("link", name="Unlink Our Club").click()
    press_button(visit, "Unlink")
    expect_message(visit, "You can’t sign in with")
    assert not ProviderLink.objects.exists()


@pytest.mark.variants("desktop", "phone without script")
def test_a_person_links_their_account_and_says_no_to_it_first(visit, club):
    sign_in_as(visit, account_of("mo"))
    club.cancels = True
    visit.go("/account")
    press_button(visit, "Link Our Club")
    expect_message(visit, "You did not continue with")
    club.cancels = False
    press_button(visit, "Link Our Club")
    expect_message(visit, "You can now sign in with")
    expect(visit.page).to_have_url(f"{visit.site}/account")
    assert ProviderLink.objects.get().account.name == "mo"
    assert not visit.has_script or serious_violations(visit, "account") == []


@pytest.mark.variants("desktop without script")
def test_a_site_that_is_down_leaves_a_way_on(visit, club):
    club.down = "/.well-known/openid-configuration"
    visit.go("/sign-in")
    press_button(visit, "Sign in with Our Club")
    expect(visit.page.get_by_text("We could not reach ⁨Our Club⁩, or could not trust its reply.")).to_be_visible()
    visit.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(visit.page.get_by_label("E-mail address")).to_be_visible()
