"""From the home page to lists, tags, a pair and one's own ranking: phone and desktop, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.site.jobs.related_lists import relate_list
from ranklore.site.tests.browser.visits import set_voter_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelved(songs, ada):
    """Two lively lists with the tag "sad songs", the first a close call between Cold and Dust, and a new one."""
    file_list(songs, category="music", tags=["Sad songs"])
    soups = create_list(title="Best soups", items=[NewItem("Pea"), NewItem("Ramen")], category="food-and-drink")
    films = create_list(
        title="Sad films", items=[NewItem("One")], voter=ada, category="films-and-series", tags=["SAD SONGS"]
    )
    for name in ("Cold", "Dust"):
        crowd_for(songs.items.get(name=name), 5)
    Standing.objects.filter(list=songs).update(votes_to_flip=9)
    Standing.objects.filter(list=songs, rank=1).update(votes_to_flip=1)
    crowd_for(films.items.get(), 2)
    relate_list(songs.pk)
    return songs, soups


@pytest.mark.every_variant
def test_the_front_page_leads_to_lists_and_subjects(shelved, visit):
    page = visit.page
    visit.go("/")
    lively = page.get_by_role("region", name="Trending today")
    expect(lively.get_by_role("heading", level=3).first).to_have_text("Saddest songs")
    expect(page.get_by_role("region", name="New lists")).to_contain_text("Best soups")
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    lively.get_by_role("link", name="Sad songs").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sad songs")
    expect(page.locator(".entry")).to_have_count(2)
    page.get_by_role("link", name="A to Z").click()
    expect(page.locator(".entry h3").first).to_have_text("Sad films")
    page.locator(".entry").last.get_by_role("link", name="Saddest songs").click()
    expect(page.get_by_role("complementary").get_by_role("link", name="Sad films")).to_be_visible()
    page.get_by_role("link", name="Music").click()
    expect(page).to_have_url(re.compile("/category/music$"))


@pytest.mark.variants("phone without script")
def test_one_press_from_the_front_page_to_the_vote_that_decides(shelved, visit):
    page = visit.page
    visit.go("/")
    page.get_by_role("link", name=re.compile("^Decide between")).click()
    sides = page.locator("#compare")
    expect(sides).to_contain_text("Cold")
    expect(sides).to_contain_text("Dust")
    page.get_by_role("button", name=re.compile("Dust")).first.click()
    expect(page.locator(".pair-last")).to_contain_text(re.compile("Dust"))
    assert Vote.objects.filter(kind="matchup").count() == 1


@pytest.mark.variants("phone without script")
def test_all_lists_are_filtered_by_a_plain_form(shelved, visit):
    page = visit.page
    visit.go("/lists?order=newest")
    expect(page.locator(".entry")).to_have_count(3)
    page.get_by_label("Category").select_option("Food and drink (1)")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".entry")).to_have_count(1)
    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".entry")).to_have_count(3)


@pytest.mark.variants("phone without script")
def test_a_random_list_is_one_press_away(shelved, visit):
    visit.go("/")
    visit.page.get_by_role("link", name="A random list").click()
    expect(visit.page).to_have_url(re.compile("/l/"))


@pytest.mark.variants("phone without script")
def test_the_maker_files_a_list(songs, ada, visit):
    page = visit.page
    set_voter_cookie(visit, ada)
    visit.go("/l/saddest-songs")
    page.get_by_role("link", name="Give it a category and tags").click()
    page.get_by_label("Category").select_option("Music")
    page.get_by_label("Tags").fill("a, b, c, d, e, f")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error")).to_contain_text("at most 5 tags")
    expect(page.get_by_label("Tags")).to_have_value("a, b, c, d, e, f")
    page.get_by_label("Tags").fill("Sad songs, 悪ノ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".list-head .kicker")).to_contain_text("Music")
    page.locator(".list-head").get_by_role("link", name="悪ノ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("悪ノ")


@pytest.mark.variants("phone without script")
def test_a_voter_goes_on_with_a_ranking(shelved, ben, visit):
    songs, _ = shelved
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    set_voter_cookie(visit, ben)
    visit.go("/")
    visit.page.get_by_role("link", name="Continue your ranking").click()
    expect(visit.page).to_have_url(re.compile("/l/saddest-songs/mine$"))
