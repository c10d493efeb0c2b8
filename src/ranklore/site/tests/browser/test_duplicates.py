"""A near-duplicate is offered, taken, or passed by: phone and desktop, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Vote
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.site.tests.browser.visits import set_voter_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def witches(ada):
    items = [NewItem("Witch", ("Megurine Luka",)), NewItem("Rolling Girl"), NewItem("Paper Plane")]
    return create_list(title="Saddest songs", items=items, voter=ada)


def type_name(visit, name):
    """Type it; without JavaScript what is like it comes with the answer to the form."""
    visit.page.get_by_label("Name of the item").press_sequentially(name)
    if not visit.has_script:
        visit.page.get_by_role("button", name="Add the item").click()


@pytest.mark.every_variant
def test_what_is_there_is_offered_and_voted_for_instead(witches, ben, visit):
    set_voter_cookie(visit, ben)
    visit.go("/l/saddest-songs")
    type_name(visit, "Witch Hunt")
    offers = visit.page.locator("#alike")
    expect(offers.get_by_role("link")).to_have_text("Witch")
    if visit.has_script:
        expect(visit.page.locator("#alike-said")).to_have_text("1 item on this list reads like this.")
    else:
        expect(visit.page.locator("#id_name")).to_have_value("Witch Hunt")
    width = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") if visit.has_script else 0
    assert width <= 0
    offers.get_by_role("button", name=re.compile("^Vote for Witch,")).click()
    witch = witches.items.get(name="Witch")
    expect(visit.page).to_have_url(re.compile(f"#item-{witch.pk}$"))
    expect(visit.page.get_by_role("button", name=re.compile("^Vote for Witch, 1 vote"))).to_be_visible()
    vote = Vote.objects.get()
    assert (vote.item, vote.voter, vote.shown) == (witch, ben, [witch.pk])
    assert witches.items.count() == 3


@pytest.mark.variants("desktop", "phone without script")
def test_what_is_another_is_added_anyway_by_keyboard(witches, visit):
    visit.go("/l/saddest-songs")
    type_name(visit, "Witch Hunt")
    expect(visit.page.locator("#alike").get_by_role("link")).to_have_text("Witch")
    anyway = visit.page.get_by_role("button", name="Add it anyway")
    expect(anyway).to_be_visible()
    if visit.has_script:
        visit.page.keyboard.press("Tab")
        expect(visit.page.locator("#alike").get_by_role("link")).to_be_focused()
        visit.page.keyboard.press("Tab")
        expect(visit.page.locator("#alike .vote")).to_be_focused()
    anyway.press("Enter")
    expect(visit.page.get_by_role("heading", name="Witch Hunt", level=1)).to_be_visible()
    assert witches.items.count() == 4


@pytest.mark.variants("phone without script")
def test_a_new_name_meets_no_question(witches, visit):
    visit.go("/l/saddest-songs")
    visit.page.get_by_label("Name of the item").press_sequentially("Snowfall")
    visit.page.get_by_role("button", name="Add the item").click()
    expect(visit.page.get_by_role("heading", name="Snowfall", level=1)).to_be_visible()


@pytest.mark.variants("desktop", "phone without script")
def test_a_list_like_it_is_offered_and_passed_by(witches, visit):
    visit.go("/new")
    visit.page.get_by_label("Title (optional)").press_sequentially("The saddest song")
    offered = visit.page.locator("#alike").get_by_role("link", name="Saddest songs")
    if visit.has_script:
        expect(offered).to_be_visible()
    visit.page.get_by_role("button", name="Continue", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Is this right?")).to_be_visible()
    visit.settled()  # what is typed before the scripts of the page run is looked up by nobody
    expect(offered).to_be_visible()
    title = visit.page.get_by_label("Title")
    title.fill("Songs about robots")
    if visit.has_script:
        expect(offered).to_have_count(0)
    title.fill("Saddest songs of all time")
    if visit.has_script:
        expect(offered).to_be_visible()
    visit.page.get_by_role("button", name="Publish anyway").click()
    expect(visit.page.get_by_role("heading", name="Saddest songs of all time", level=1)).to_be_visible()
    assert RankedList.objects.count() == 2


@pytest.mark.variants("phone without script")
def test_other_names_are_given_on_the_page_of_an_item(witches, ada, visit):
    set_voter_cookie(visit, ada)
    item = witches.items.get(name="Witch")
    visit.go(item.get_absolute_url())
    visit.page.get_by_text("Other names of this item").click()
    visit.page.get_by_label("Other names", exact=True).fill("魔女\nMajo")
    visit.page.get_by_role("button", name="Save the names").click()
    expect(visit.page.locator("#item-head .also")).to_have_text("also: 魔女, Majo")
    visit.go("/l/saddest-songs")
    expect(visit.page.locator(f"#item-{item.pk} .also")).to_have_text("also: 魔女, Majo")
