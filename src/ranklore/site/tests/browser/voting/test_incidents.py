"""An attack by guests of one address ends as an incident that anybody can read, and that a moderator decides about."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from ranklore.ballots.models import Incident, Standing, Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import counted_once, vote_form_of
from ranklore.ballots.tests.incidents.crowds import list_with_past
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.moderation.actions.moderators import add_moderator
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.tests.accounts import account_of
from ranklore.site.jobs.surges import look_for_surges
from ranklore.site.tests.browser.visits import sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUESTS = 200


def vote_as_new_guest(item, page):
    """What a script does that drops its cookie after each vote."""
    client, response = Client(REMOTE_ADDR="203.0.113.9"), HttpResponse()
    set_guest_cookie(response, uuid.uuid4(), secure=False)
    client.cookies[GUEST_COOKIE] = response.cookies[GUEST_COOKIE].value
    answer = client.post(f"/l/{item.list.slug}/vote", vote_form_of(page, item, on=True))
    assert answer.status_code in (200, 303), answer.status_code


def names_in_order(visit, songs):
    visit.go(f"/l/{songs.slug}")
    return visit.page.locator("#rows .row-name").all_inner_texts()


@pytest.mark.variants("phone", "desktop without script")
def test_an_attack_from_one_address(ada, visit, settings):
    settings.LIMITS = parse_rate_limits("votes=9999/m,guests=9999/h")  # as if it went on for some hours
    songs = list_with_past(ada)
    song = songs.items.get(name="Song 4")
    before = names_in_order(visit, songs)
    with counted_once(songs.pk):
        page = Client().get(f"/l/{songs.slug}").content.decode()
        for _ in range(GUESTS):
            vote_as_new_guest(song, page)
    attacked = names_in_order(visit, songs)
    assert attacked.index("Song 4") < before.index("Song 4")

    look_for_surges(timezone.now(), {})  # the worker does so within seconds
    assert names_in_order(visit, songs) == before
    assert Vote.objects.filter(item=song).count() > GUESTS
    notice = visit.page.locator(".incident-notice")
    expect(notice).to_contain_text(re.compile(r"Set aside for now:\s+19\d votes for Song 4"))
    rank, now = attacked.index("Song 4") + 1, Standing.objects.get(item=song).rank
    expect(notice).to_contain_text(re.compile(rf"With them it would be {rank}\w\w; without them it is {now}th"))
    visit.go(song.get_absolute_url())
    expect(visit.page.locator(".incident-notice")).to_contain_text("Set aside for now")
    visit.page.get_by_role("link", name="What happened").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("votes for Song 4")
    expect(visit.page.locator(".incident")).to_contain_text("new visitors whose network many other new visitors share")
    expect(visit.page.locator(".incident")).to_contain_text("No moderator has decided yet")
    expect(visit.page.get_by_role("button", name="Lift")).to_have_count(0)
    address = visit.page.url.removeprefix(visit.site)

    moderator = account_of("mo")
    add_moderator(moderator)
    sign_in_as(visit, moderator)
    visit.go(address)
    visit.page.get_by_role("button", name="Lift: count these votes").click()
    expect(visit.page.locator("#notices")).to_contain_text("Lifted. These votes count now.")
    expect(visit.page.locator(".incident-story")).to_contain_text("lifted. The votes count. mo")
    assert names_in_order(visit, songs) == attacked
    expect(visit.page.locator(".incident-notice")).to_have_count(0)
    look_for_surges(timezone.now(), {})
    assert names_in_order(visit, songs) == attacked  # what a moderator lifted is not set aside again

    visit.go(f"/l/{songs.slug}/incidents")
    visit.page.get_by_role("link", name=re.compile("votes for Song 4")).click()
    visit.page.get_by_role("button", name="Confirm: keep them set aside").click()
    expect(visit.page.locator("#notices")).to_contain_text("Confirmed. These votes stay set aside.")
    assert names_in_order(visit, songs) == before
    expect(visit.page.locator(".incident-notice")).to_contain_text("Set aside:")
    assert Incident.objects.get().state == Incident.State.CONFIRMED
    assert find_differences(songs.pk) == []
