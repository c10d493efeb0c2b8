"""A guest adds an item, votes for it and has it win, and it stays new."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.tests.factories import crowd_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWERS = 6


@pytest.mark.variants("phone", "desktop without script")
def test_nobody_brings_their_own_item_to_the_top_alone(songs, visit):
    for name, voters in (("Cold", 6), ("Dust", 5), ("Echo", 4)):
        crowd_for(songs.items.get(name=name), voters)
    visit.go(f"/l/{songs.slug}")
    visit.page.get_by_label("Name of the item").fill("Fog")
    visit.page.get_by_role("button", name="Add the item").click()
    expect(visit.page.get_by_role("heading", name="Fog", level=1)).to_be_visible()
    visit.page.get_by_role("button", name=re.compile("^Vote for Fog")).first.click()
    expect(visit.page.get_by_role("button", name=re.compile("^Vote for Fog")).first).to_have_attribute(
        "aria-pressed", "true"
    )
    visit.go(f"/l/{songs.slug}/compare")
    for _ in range(ANSWERS):
        sides = visit.page.locator(".side-name").all_inner_texts()
        token = visit.page.locator(".pair [name=pair]").input_value()
        visit.page.locator("#reply-second" if sides[1] == "Fog" else "#reply-first").press("Enter")
        expect(visit.page.locator(f".pair [value='{token}']")).to_have_count(0)
    fog = songs.items.get(name="Fog")
    assert Vote.objects.filter(kind=Vote.Kind.MATCHUP, item=fog).union(
        Vote.objects.filter(kind=Vote.Kind.MATCHUP, other=fog)
    )
    visit.go(f"/l/{songs.slug}")
    names = visit.page.locator("#rows .row-name").all_inner_texts()
    assert {*names[:3]} == {"Cold", "Dust", "Echo"} and names.index("Fog") >= 3
    expect(visit.page.locator(f"#item-{fog.pk} .place")).to_have_text("new")
    assert Standing.objects.get(pk=fog.pk).score > Standing.objects.get(item__name="Alone").score
    visit.go(fog.get_absolute_url())
    expect(visit.page.locator("#why")).to_contain_text("So far 1 person has voted on it in any way.")
