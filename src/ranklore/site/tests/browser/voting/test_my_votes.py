"""My votes by hand: phone and desktop, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Vote
from ranklore.people.models import Voter
from ranklore.site.tests.browser.checks import expect_message
from ranklore.site.tests.browser.visits import set_voter_cookie
from ranklore.text.bidi import isolated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def voter(songs, visit):
    """ben with some votes, behind the browser."""
    ben = Voter.objects.create(name="ben")
    here = {item.name: item for item in songs.items.all()}
    cast_vote(voter=ben, item=here["Dust"])
    answer_matchup(voter=ben, item=here["Alone"], other=here["Bells"], outcome=Vote.Outcome.ITEM)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Dust"].pk, here["Cold"].pk])
    set_voter_cookie(visit, ben)
    return ben


def button(visit, about, name):
    return visit.page.get_by_role("group", name=about, exact=True).get_by_role("button", name=name)


@pytest.mark.every_variant
def test_a_word_is_changed_taken_back_and_put_back_in_its_place(voter, visit):
    visit.go("/")
    visit.page.get_by_role("link", name="My votes").click()
    visit.page.get_by_role("link", name="Saddest songs").click()
    about = "Your vote on Dust"
    expect(button(visit, about, "Belongs high")).to_have_attribute("aria-pressed", "true")
    button(visit, about, "Not this high").click()
    expect_message(visit, f"You now say that {isolated('Dust')} doesn’t belong this high.")
    expect(button(visit, about, "Not this high")).to_have_attribute("aria-pressed", "true")
    expect(button(visit, about, "Belongs high")).to_have_attribute("aria-pressed", "false")
    if visit.has_script:
        expect(button(visit, about, "Not this high")).to_be_focused()
    button(visit, about, "Take it back").click()
    expect_message(visit, f"You took back your vote on {isolated('Dust')}.")
    expect(visit.page.locator(".is-retracted")).to_have_count(1)
    button(visit, about, "Put it back").press("Enter")
    expect_message(visit, f"You now say that {isolated('Dust')} doesn’t belong this high.")
    expect(visit.page.locator(".is-retracted")).to_have_count(0)


def test_an_answer_and_an_order_are_changed(voter, visit):
    visit.go("/me/l/saddest-songs")
    button(visit, "Alone or Bells", "Bells").click()
    expect_message(visit, f"You now choose {isolated('Bells')} over {isolated('Alone')}.")
    own = visit.page.locator("#vote-on-order")
    own.get_by_role("button", name="Take it back").click()
    expect_message(visit, "You took back your ranking.")
    visit.page.wait_for_timeout(600)  # a second click on one spot within half a second is a double click
    own.get_by_role("button", name="Put it back").click()
    expect_message(visit, "Your ranking counts again.")


@pytest.mark.variants("desktop", "phone without script")
def test_a_double_click_on_take_it_back_takes_it_back(voter, visit):
    visit.go("/me/l/saddest-songs")
    button(visit, "Your vote on Dust", "Take it back").dblclick()
    visit.settled()
    if visit.has_script:
        expect(button(visit, "Your vote on Dust", "Put it back")).to_be_visible()
        expect(visit.page.locator(".is-retracted")).to_have_count(1)


def test_everything_is_saved_and_erased(voter, visit):
    visit.go("/me")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="JSON").click()
    assert download.value.suggested_filename == "my-votes.json"
    visit.page.get_by_role("link", name="Erase all my votes").click()
    expect(visit.page.get_by_text("This cannot be undone.")).to_be_visible()
    visit.page.get_by_role("link", name="Keep them").click()
    visit.page.get_by_role("link", name="Erase all my votes").click()
    visit.page.get_by_role("button", name="Erase all my votes").click()
    expect_message(visit, "All your votes on 1 list were erased.")
    expect(visit.page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    assert not Vote.objects.filter(voter=voter).exists()
