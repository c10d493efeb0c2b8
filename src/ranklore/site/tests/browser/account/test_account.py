"""Accounts by hand: phone and desktop, with and without JavaScript; passkeys with a virtual device."""

import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ranklore.ballots.actions.votes import cast_vote
from ranklore.people.models import Account, Voter
from ranklore.people.tests.accounts import PASSWORD, account_of, code_in_mail
from ranklore.site.tests.browser.checks import expect_message, press_button
from ranklore.site.tests.browser.visits import SIZES, Visit, open_visit, set_voter_cookie, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=list(SIZES))
def device(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """A browser on a device that keeps passkeys and knows the finger of its owner."""
    for visit in open_visit(browser, live_server, request.param, has_script=True):
        session = visit.page.context.new_cdp_session(visit.page)
        session.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield visit


def sign_up_by_hand(visit: Visit, name: str) -> None:
    visit.page.get_by_role("link", name="Sign in").click()
    visit.page.get_by_role("main").get_by_role("link", name="Sign up").click()
    visit.page.get_by_label("E-mail address").fill(f"{name}@example.org")
    visit.page.get_by_label("Name").fill(name)
    press_button(visit, "Sign up")
    expect(visit.page.get_by_role("heading", name="Enter the code")).to_be_visible()
    visit.page.get_by_label("Code").fill(code_in_mail())
    press_button(visit, "Continue")
    expect_message(visit, "You are signed in as")


@pytest.mark.every_variant
def test_a_guest_signs_up_and_keeps_what_they_did(songs, visit):
    pat = Voter.objects.create(name="pat")
    cast_vote(voter=pat, item=songs.items.get(name="Dust"))
    set_voter_cookie(visit, pat)
    visit.go("/l/saddest-songs")
    sign_up_by_hand(visit, "mo")
    expect(visit.page).to_have_url(f"{visit.site}/l/saddest-songs")
    expect_message(visit, "What you did as a guest is now in your account: 1 vote.")
    expect(visit.page.get_by_role("banner").get_by_role("link", name="mo", exact=True)).to_be_visible()
    visit.page.get_by_role("link", name="My votes").click()
    expect(visit.page.get_by_text("You have 1 vote. You have voted on 1 list.")).to_be_visible()


@pytest.mark.every_variant
def test_a_person_signs_out_and_in_with_a_password_or_a_code(visit):
    account_of("mo")
    visit.go("/sign-in")
    visit.page.get_by_label("E-mail address").fill("mo@example.org")
    visit.page.get_by_label("Password").fill("not this one")
    press_button(visit, "Sign in")
    expect(visit.page.get_by_text("The address or the password is wrong.")).to_be_visible()
    expect(visit.page.get_by_label("E-mail address")).to_have_value("mo@example.org")
    visit.page.get_by_label("Password").fill(PASSWORD)
    press_button(visit, "Sign in")
    expect_message(visit, "You are signed in as")
    visit.page.get_by_role("link", name="mo", exact=True).click()
    press_button(visit, "Sign out")
    expect_message(visit, "You are signed out.")
    visit.page.get_by_role("link", name="Sign in").click()
    visit.page.get_by_label("E-mail address").fill("mo@example.org")
    press_button(visit, "E-mail me a code")
    visit.page.get_by_label("Code").fill("0000-0000")
    press_button(visit, "Sign in")
    expect(visit.page.get_by_text("This code is wrong.")).to_be_visible()
    visit.page.get_by_label("Code").fill(code_in_mail())
    press_button(visit, "Sign in")
    expect_message(visit, "You are signed in as")


@pytest.mark.variants("phone without script")
def test_a_person_changes_name_and_address_takes_a_copy_and_leaves(visit, tmp_path):
    sign_in_as(visit, account_of("mo"))
    visit.go("/account")
    visit.page.get_by_role("link", name="Change the name").click()
    visit.page.get_by_label("Name").fill("moderator")
    press_button(visit, "Save the name")
    expect(visit.page.get_by_text("This name is reserved.")).to_be_visible()
    visit.page.get_by_label("Name").fill("moritz")
    press_button(visit, "Save the name")
    expect(visit.page.get_by_role("banner").get_by_role("link", name="moritz")).to_be_visible()
    visit.page.get_by_role("link", name="Change the e-mail address").click()
    visit.page.get_by_label("New address").fill("moritz@example.org")
    press_button(visit, "Send the code")
    visit.page.get_by_label("Code").fill(code_in_mail())
    press_button(visit, "Continue")
    expect(visit.page.get_by_text("moritz@example.org", exact=True)).to_be_visible()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="Download your data").click()
    assert "votes.json" in zipfile.ZipFile(download.value.path()).namelist()
    visit.page.get_by_role("link", name="Delete my account").click()
    visit.page.get_by_role("link", name="Keep my account").click()
    visit.page.get_by_role("link", name="Delete my account").click()
    press_button(visit, "Delete my account")
    expect_message(visit, "Your account is deleted.")
    expect(visit.page.get_by_role("link", name="Sign in")).to_be_visible()
    assert not Account.objects.exists()


def test_a_passkey_is_made_and_signs_in(device):
    device.go("/")
    sign_up_by_hand(device, "mo")
    device.go("/account")
    device.page.get_by_role("link", name="Add a passkey").click()
    device.page.get_by_label("Name of the passkey").fill("my phone")
    press_button(device, "Add the passkey")
    expect_message(device, "The passkey was added.")
    expect(device.page.get_by_text("my phone", exact=True)).to_be_visible()
    press_button(device, "Sign out")
    device.go("/sign-in?next=/new")
    press_button(device, "Sign in with a passkey")
    expect(device.page.get_by_role("heading", name="Make a list")).to_be_visible()
    expect(device.page.get_by_role("banner").get_by_role("link", name="mo", exact=True)).to_be_visible()
    device.go("/account/prove/passkey?next=/account/delete")
    press_button(device, "Use a passkey")
    expect(device.page.get_by_role("heading", name="Delete my account?")).to_be_visible()


def test_a_passkey_of_nobody_here_is_refused_in_words(device):
    device.go("/")
    sign_up_by_hand(device, "mo")
    device.go("/account/passkeys/add")
    press_button(device, "Add the passkey")
    expect_message(device, "The passkey was added.")
    press_button(device, "Sign out")
    Account.objects.all().delete()
    device.go("/sign-in")
    press_button(device, "Sign in with a passkey")
    expect(device.page.get_by_text("You can’t sign in with this passkey here")).to_be_visible()


def test_a_device_that_says_no_is_said(browser: Browser, live_server: LiveServer):
    for visit in open_visit(browser, live_server, "desktop", has_script=True):
        visit.page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('no'))")
        visit.go("/sign-in")
        press_button(visit, "Sign in with a passkey")
        expect(visit.page.get_by_role("alert")).to_contain_text("Nothing was changed")


def test_by_the_keyboard_alone(browser: Browser, live_server: LiveServer):
    mo = account_of("mo")
    for visit in open_visit(browser, live_server, "desktop", has_script=True):
        visit.go("/sign-in")
        visit.page.get_by_label("E-mail address").focus()
        visit.page.keyboard.type(mo.email)
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.type(PASSWORD)
        visit.page.keyboard.press("Enter")
        expect_message(visit, "You are signed in as")
        visit.go("/account")
        visit.page.get_by_role("link", name="Set up an authenticator app").press("Enter")
        expect(visit.page.get_by_role("img", name="The key as a QR code")).to_be_visible()
        visit.page.get_by_role("link", name="Your account").press("Enter")
        visit.page.get_by_role("button", name="Sign out", exact=True).press("Enter")
        expect_message(visit, "You are signed out.")


def test_without_javascript_a_passkey_says_what_it_needs(browser: Browser, live_server: LiveServer):
    for visit in open_visit(browser, live_server, "phone", has_script=False):
        sign_in_as(visit, account_of("mo"))
        visit.go("/account/passkeys/add")
        expect(visit.page.get_by_text("A passkey needs JavaScript")).to_be_visible()
        expect(visit.page.get_by_role("button", name="Add the passkey")).to_be_hidden()
