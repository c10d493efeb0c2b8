"""Guards against abuse as people meet them: work that the browser does by itself, limits that keep what was typed."""

import pytest
from playwright.sync_api import expect

from ranklore.ballots.actions.votes import cast_vote
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.discussion.models import Comment
from ranklore.site.tests.browser.checks import expect_message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALK = "/l/saddest-songs/talk"
LINKED = "Hear it at https://example.org/dust"


def write(visit, text):
    visit.page.get_by_label("Your comment", exact=True).fill(text)
    visit.page.get_by_role("button", name="Post the").click()


@pytest.mark.variants("desktop", "phone without script")
def test_a_comment_with_a_link_is_worked_for_and_sent_by_itself(songs, visit):
    visit.go(TALK)
    write(visit, LINKED)
    if visit.has_script:
        expect_message(visit, "is on the page")
        assert Comment.objects.get().text == LINKED
        return
    expect(visit.page.get_by_text("Take the link out")).to_be_visible()
    expect(visit.page.get_by_label("Your comment", exact=True)).to_have_value(LINKED)
    assert not Comment.objects.exists()
    write(visit, "Hear it")
    expect_message(visit, "is on the page")


@pytest.mark.variants("desktop", "phone without script")
def test_an_edit_that_puts_a_link_in_is_worked_for_too(songs, visit):
    visit.go(TALK)
    write(visit, "Hear it")
    visit.page.get_by_role("link", name="Edit").click()
    visit.page.get_by_label("Your comment", exact=True).fill(LINKED)
    visit.page.get_by_role("button", name="Save").click()
    told = "is changed" if visit.has_script else "Take the link out"
    expect(visit.page.get_by_text(told).first).to_be_visible()


@pytest.mark.variants("phone without script")
def test_one_comment_too_many_is_told_to_wait_where_it_was_written(songs, visit, settings):
    settings.LIMITS = parse_rate_limits("comments=1/h")
    visit.go(TALK)
    write(visit, "The first")
    expect_message(visit, "is on the page")
    write(visit, "The second")
    expect(visit.page.locator("#comment-form").get_by_text("Too many comments at once.")).to_be_visible()
    expect(visit.page.get_by_label("Your comment", exact=True)).to_have_value("The second")


@pytest.mark.variants("phone without script")
def test_one_vote_too_many_is_told_to_wait(songs, visit, settings):
    settings.LIMITS = parse_rate_limits("votes=1/h")
    visit.go("/l/saddest-songs")
    for name in ("Alone", "Bells"):
        visit.page.locator(".row", has_text=name).get_by_role("button", name="Vote").first.click()
        visit.settled()
    expect(visit.page.get_by_text("Too many votes at once.")).to_be_visible()


def test_an_error_after_a_success_on_the_same_page_is_shown(songs, visit, settings, ben):
    dust = songs.items.get(name="Dust")
    cast_vote(voter=ben, item=dust)  # now the page has a state, and an error page has none
    visit.go(dust.get_absolute_url())
    write(visit, "The first")
    expect_message(visit, "is on the page")
    write(visit, "")
    expect(visit.page.get_by_text("Write something first.")).to_be_visible()
    settings.LIMITS = parse_rate_limits("comments=1/h")
    write(visit, "The second")
    expect(visit.page.get_by_text("Too many comments at once.")).to_be_visible()
    expect(visit.page.get_by_label("Your comment", exact=True)).to_have_value("The second")
