"""Talking with a real browser: phone and desktop, with and without JavaScript, by finger and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.site.tests.browser.checks import expect_message
from ranklore.site.tests.browser.visits import set_voter_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALK = "/l/saddest-songs/talk"


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


def comment(visit, text):
    return visit.page.locator("article").filter(has_text=text)


def press(visit, key, times=1):
    for _ in range(times):
        visit.page.keyboard.press(key)


@pytest.mark.every_variant
def test_somebody_says_replies_edits_and_reads_the_history(songs, visit):
    visit.go(TALK)
    visit.page.get_by_label("Your comment", exact=True).fill("What about *B-sides*?\nThey count.")
    visit.page.get_by_label("Name (optional)").fill("mo")
    visit.page.get_by_role("button", name="Post the comment").click()
    mine = comment(visit, "They count.")
    expect(mine.locator("em")).to_have_text("B-sides")
    expect(visit.page.get_by_label("Your comment", exact=True)).to_have_value("")
    mine.get_by_role("link", name="Reply").click()
    visit.page.get_by_role("button", name="Post the reply").click()
    expect(visit.page.get_by_text("Write something first.")).to_be_visible()
    visit.page.get_by_label("Your comment", exact=True).fill("They do not.")
    visit.page.get_by_role("button", name="Post the reply").click()
    expect_message(visit, "is on the page")
    answer = comment(visit, "They do not.")
    expect(answer).to_have_class(re.compile("level-1"))
    answer.get_by_role("link", name="Edit").click()
    visit.page.get_by_label("Your comment", exact=True).fill("They do.")
    visit.page.get_by_role("button", name="Save").click()
    comment(visit, "They do.").get_by_role("link", name="edited").click()
    expect(visit.page.locator("#revisions del")).to_have_text(re.compile("not"))
    visit.page.get_by_role("link", name="Back to the comments").click()
    expect(comment(visit, "They do.")).to_be_visible()


def test_a_deleted_comment_leaves_a_stone_under_which_replies_stay(songs, ben, cy, visit, other_visit):
    first = make_comment(ben, CommentTarget(songs), "I take it back.")
    make_comment(cy, first, "Please do not.")
    set_voter_cookie(visit, ben)
    visit.go(TALK)
    comment(visit, "I take it back.").get_by_role("button", name="Delete").click()
    expect_message(visit, "Your comment is deleted")
    other_visit.go(TALK)
    expect(other_visit.page.get_by_text("The author deleted this comment.")).to_be_visible()
    expect(comment(other_visit, "Please do not.")).to_be_visible()
    visit.page.get_by_role("button", name="Put it back").click()
    expect(comment(visit, "I take it back.")).to_be_visible()


@pytest.mark.variants("desktop", "phone without script")
def test_a_helpful_vote_is_given_and_taken_back(dust, ben, visit):
    make_comment(ben, dust, "The quiet one.")
    visit.go(dust.get_absolute_url())
    button = comment(visit, "The quiet one.").get_by_role("button", name=re.compile("^Helpful"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name(re.compile("1 person found this helpful"))
    expect_message(visit, "Marked as helpful.")
    visit.page.reload()
    button.focus()
    press(visit, "Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    if visit.has_script:
        expect(button).to_be_focused()


@pytest.mark.variants("desktop", "desktop without script")
def test_a_spoiler_opens_by_keyboard(dust, ben, visit):
    make_comment(ben, dust, "He ||dies|| there, *and* ||so\n\ndoes she||.")
    visit.go(dust.get_absolute_url())
    for number, words in enumerate(("dies", "does she")):
        hidden = visit.page.get_by_text(words, exact=True)
        expect(hidden).to_be_hidden()
        visit.page.locator("#comments summary").filter(has_text="spoiler").nth(number).focus()
        press(visit, "Enter")
        expect(hidden).to_be_visible()


def test_a_whole_spoiler_is_written_and_shut(songs, visit):
    visit.go(TALK)
    visit.page.get_by_label("Your comment", exact=True).fill("It was all a dream.")
    visit.page.get_by_label("All of it is a spoiler").check()
    visit.page.get_by_role("button", name="Post the comment").click()
    words = visit.page.locator("#comments").get_by_text("It was all a dream.")
    expect(visit.page.locator("#comments summary").filter(has_text="Spoiler")).to_be_visible()
    expect(words).to_be_hidden()
    visit.page.locator("#comments summary").filter(has_text="Spoiler").click()
    expect(words).to_be_visible()


def test_what_a_reader_folds_away_opens_in_place(dust, ben, visit):
    set_comment_notes(voter=ben, comment=make_comment(ben, dust, "She never woke up."), notes=["death"])
    visit.go("/me/notes")
    visit.page.get_by_label("death").check()
    visit.page.get_by_role("button", name="Save").click()
    expect_message(visit, "now collapsed for you")
    for address in ("/l/saddest-songs", dust.get_absolute_url()):
        visit.go(address)
        words = visit.page.get_by_text("She never woke up.")
        expect(words).to_be_hidden()
        expect(
            visit.page.get_by_role("link", name="Dust", exact=True)
            .or_(visit.page.get_by_role("heading", name="Dust"))
            .first
        ).to_be_visible()
        visit.page.locator("summary").filter(has_text="Content note: death").click()
        expect(words).to_be_visible()


def test_a_note_is_put_with_the_comment(dust, visit):
    visit.go(dust.get_absolute_url())
    visit.page.get_by_label("Your comment", exact=True).fill("The war took him.")
    visit.page.locator("#comment-form summary").click()
    visit.page.locator("#comment-form").get_by_label("war", exact=True).check()
    visit.page.get_by_role("button", name="Post the comment").click()
    expect(comment(visit, "The war took him.").locator(".note")).to_have_text("war")


@pytest.mark.variants("desktop", "desktop without script")
def test_by_keyboard_alone(dust, ben, visit):
    """Read, order, find helpful and answer without a pointer."""
    make_comment(ben, dust, "One.")
    make_comment(ben, dust, "Two.")
    visit.go(dust.get_absolute_url())
    visit.page.get_by_role("link", name="Newest").focus()
    press(visit, "Enter")
    expect(visit.page.locator("article").first).to_contain_text("Two.")
    comment(visit, "Two.").get_by_role("link", name=re.compile("^Reply")).focus()
    press(visit, "Enter")
    visit.page.get_by_label("Your comment", exact=True).focus()
    visit.page.keyboard.type("By hand.")
    for _ in range(4):  # past the tick, the notes and the name, to the button
        press(visit, "Tab")
    press(visit, "Enter")
    expect(comment(visit, "By hand.")).to_be_visible()
    assert Comment.objects.get(text="By hand.").parent.text == "Two."


def test_two_windows_of_one_edit_lose_nothing(songs, ben, visit):
    make_comment(ben, CommentTarget(songs), "It aches.")
    set_voter_cookie(visit, ben)
    visit.go(TALK)
    visit.page.get_by_role("link", name="Edit").click()
    other = visit.page.context.new_page()
    other.goto(visit.page.url)
    other.get_by_label("Your comment", exact=True).fill("It hurts.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("It hurts.")).to_be_visible()
    visit.page.get_by_label("Your comment", exact=True).fill("It burns.")
    visit.page.get_by_role("button", name="Save").click()
    expect(visit.page.get_by_text("You changed this comment in another window")).to_be_visible()
    expect(visit.page.get_by_text("It hurts.")).to_be_visible()
    expect(visit.page.get_by_label("Your comment", exact=True)).to_have_value("It burns.")
    visit.page.get_by_role("button", name="Save").click()
    expect(comment(visit, "It burns.")).to_be_visible()


@pytest.mark.variants("phone", "desktop without script")
def test_strange_text_stays_in_its_place(dust, ben, visit):
    make_comment(ben, dust, "Z" + "\u0335\u0321\u0353" * 10 + "algo " * 3 + "Z" + "\u030d" * 30)
    make_comment(ben, dust, "w" * 5_000)
    make_comment(ben, dust, "مرحبا *بكم* (abc) !")
    visit.go(dust.get_absolute_url())
    width = visit.page.evaluate("document.documentElement.scrollWidth") if visit.has_script else 0
    assert width <= 1280 and (not visit.has_script or width == visit.page.viewport_size["width"])
    assert (
        visit.page.locator("article").nth(2).locator("p").first.evaluate("p => getComputedStyle(p).unicodeBidi")
        == "plaintext"
    )


@pytest.mark.variants("desktop", "phone without script")
def test_a_name_is_a_link_with_its_place_and_an_argument_becomes_a_vote_by_keyboard(songs, dust, ben, visit):
    echo = songs.items.get(name="Echo")
    crowd_for(echo, 5)
    make_comment(ben, dust, "This is sadder than Echo.")
    set_voter_cookie(visit, ben)
    visit.go(dust.get_absolute_url())
    mine = comment(visit, "This is sadder than")
    expect(mine.get_by_role("link", name="Echo", exact=True)).to_have_attribute("href", echo.get_absolute_url())
    expect(mine.locator(".mention-place")).to_have_text("1st")
    mine.get_by_role("button", name="Yes, vote Dust over Echo").focus()
    press(visit, "Enter")
    expect(visit.page.get_by_text("You chose ").first).to_be_visible()
    expect(mine.get_by_role("button", name=re.compile("^Yes"))).to_have_count(0)
    if visit.has_script:
        expect(mine.locator(".vote-suggestions p")).to_be_focused()
    visit.page.reload()
    expect(comment(visit, "This is sadder than").locator(".vote-suggestions")).to_have_count(0)
