"""History, a past day and the ledger, by the ways that people go: phone and desktop, with and without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ranklore.ballots.models import RankSnapshot
from ranklore.ballots.tests.factories import crowd_for, rank_snapshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moved(songs):
    """Cold, Dust and Echo are ranked; ten days ago Echo was first."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for name, voters in (("Cold", 5), ("Dust", 5), ("Echo", 4)):
        crowd_for(songs.items.get(name=name), voters)
    RankSnapshot.objects.all().delete()
    for name, then, now in (("Cold", 2, 1), ("Dust", 3, 2), ("Echo", 1, 3)):
        rank_snapshot(songs.items.get(name=name), hour - timedelta(days=10), then)
        rank_snapshot(songs.items.get(name=name), hour - timedelta(days=3), now)
    return songs


@pytest.mark.every_variant
def test_from_the_list_to_its_history_and_to_a_past_day(moved, visit):
    page = visit.page
    visit.go("/l/saddest-songs")
    expect(page.locator("#rows .movement").first).to_have_text(re.compile("up 1 this week"))
    page.get_by_role("navigation", name="This list").get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="The first 3 over time")).to_be_visible()
    visit.settled()  # with its styles: they say where the names of the lines are
    for line in page.locator(".chart-line").all():
        assert line.bounding_box()["width"] > 40
    labels, lines = page.locator(".chart-name").all(), page.locator(".chart-lines").bounding_box()
    for label in labels:  # each beside the end of its line
        box = label.bounding_box()
        assert lines["x"] + lines["width"] <= box["x"] and lines["y"] <= box["y"] + 1
    page.get_by_role("link", name="Week").click()
    expect(page.get_by_role("link", name="Week")).to_have_attribute("aria-current", "true")
    day = (timezone.now() - timedelta(days=5)).date()
    page.get_by_label("Show the list as it was on").fill(str(day))
    page.get_by_role("button", name="Show that day").click()
    expect(page.get_by_role("heading", level=1, name=re.compile(f"As it was on {day.day} "))).to_be_visible()
    assert page.locator(".then-name").all_inner_texts() == ["Echo", "Cold", "Dust"]
    expect(page.get_by_role("button", name=re.compile("^Vote"))).to_have_count(0)
    page.locator(".days a[rel=next]").click()
    page.get_by_role("link", name="As it is now").click()
    expect(page.get_by_role("button", name=re.compile("^Vote for Cold"))).to_be_visible()


def test_a_vote_on_the_items_own_page_changes_its_ledger(moved, visit):
    page = visit.page
    visit.go(moved.items.get(name="Dust").get_absolute_url())
    expect(page.locator("#why")).to_contain_text("5 people say it belongs high")
    page.get_by_role("button", name=re.compile("^Vote for Dust")).first.click()
    expect(page.locator("#why")).to_contain_text("6 people say it belongs high")
    expect(page.get_by_role("heading", name="Why is this 1st?")).to_be_visible()
    page.locator("#why").get_by_role("link", name="How this list is ranked").click()
    expect(page.get_by_role("heading", level=1, name="How it is ranked")).to_be_visible()
