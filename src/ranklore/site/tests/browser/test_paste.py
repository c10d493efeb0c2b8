"""From a pasted page to a list that can be voted on: phone and desktop, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from ranklore.lists.models import RankedList
from ranklore.site.tests.main_pages import PASTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def names(visit):
    return [field.input_value() for field in visit.page.locator(".draft-name").all()]


def press(visit, name, expected):
    """Press a button of the preview and wait until the page shows the names that are expected."""
    visit.page.get_by_role("button", name=name, exact=True).first.click()
    for number, text in enumerate(expected, start=1):
        expect(visit.page.locator(f"#name-{number}")).to_have_value(text)
    assert names(visit) == expected


@pytest.mark.every_variant
def test_a_page_is_pasted_mended_and_published(visit):
    page = visit.page
    visit.go("/")
    page.get_by_role("link", name="Make a list").first.click()
    page.get_by_label("Your list").fill(PASTED)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Saddest robots")
    expect(page.get_by_label("What is asked (optional)")).to_have_value("Which one broke your heart?")
    assert names(visit) == ["Rust Heart", "", "Tin Lullaby"]
    expect(page.get_by_text("A name seems to be missing above line 12").first).to_be_visible()

    page.get_by_label("Name of item 2", exact=True).fill("Memory of Iron")
    press(visit, "Move item 3 up", ["Rust Heart", "Tin Lullaby", "Memory of Iron"])
    page.locator("#comments-1").click()
    page.locator("[value='split:1:2']").click()
    expect(page.get_by_label("Name of item 4", exact=True)).to_have_value("Memory of Iron")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#name-4")).to_have_count(0)
    assert names(visit) == ["Rust Heart", "Tin Lullaby", "Memory of Iron"]

    page.get_by_label("Title").fill("Saddest robots of all")
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_role("heading", name="Saddest robots of all")).to_be_visible()
    ranked_list = RankedList.objects.get()
    assert [item.name for item in ranked_list.items.order_by("start_place")] == [
        "Rust Heart",
        "Tin Lullaby",
        "Memory of Iron",
    ]
    page.get_by_role("button", name=re.compile("^Vote for Tin Lullaby")).click()
    expect(page.get_by_role("button", name="Vote for Tin Lullaby, 1 vote")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Rust Heart", exact=True).click()
    expect(page.get_by_text("It waits at the station every day")).to_be_visible()
    expect(page.get_by_text("cut it off here").first).to_be_visible()


@pytest.mark.variants("phone without script")
def test_what_cannot_be_read_stays_in_the_box(visit):
    visit.go("/new")
    visit.page.get_by_label("Your list").fill("only one line")
    visit.page.get_by_role("button", name="Continue", exact=True).click()
    expect(visit.page.locator(".error").first).to_be_visible()
    expect(visit.page.get_by_label("Your list")).to_have_value("only one line")


@pytest.mark.variants("phone without script")
def test_a_file_is_read_like_a_paste(visit):
    visit.go("/new")
    file = {"name": "robots.txt", "mimeType": "text/plain", "buffer": PASTED.encode("utf-16")}
    visit.page.get_by_label("Or choose a file").set_input_files(file)
    visit.page.get_by_role("button", name="Continue", exact=True).click()
    assert names(visit)[0] == "Rust Heart"


@pytest.mark.variants("phone without script")
def test_a_name_that_is_too_long_is_pointed_out_and_kept(visit):
    visit.go("/new")
    visit.page.get_by_label("Your list").fill(PASTED)
    visit.page.get_by_role("button", name="Continue", exact=True).click()
    visit.page.get_by_label("Name of item 1", exact=True).fill("x" * 201)
    visit.page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(visit.page.get_by_text("at most 200").first).to_be_visible()
    expect(visit.page.get_by_label("Name of item 1", exact=True)).to_have_value("x" * 201)
    assert not RankedList.objects.exists()


@pytest.mark.variants("phone without script", "desktop")
def test_a_question_about_a_missing_name_is_answered_in_its_own_field(visit):
    page = visit.page
    visit.go("/new")
    page.get_by_label("Your list").fill(PASTED)
    page.get_by_role("button", name="Continue", exact=True).click()
    question = page.locator(".question").filter(has_text="A name seems to be missing above line 12")
    field = question.get_by_label("Name of the item")
    field.fill("x" * 201)
    question.get_by_role("button", name="Name the item").click()
    expect(question.get_by_text("at most 200")).to_be_visible()
    expect(field).to_have_value("x" * 201)

    field.fill("Memory of Iron")
    field.press("Enter")
    expect(page.locator("#name-2")).to_have_value("Memory of Iron")
    expect(question).to_have_count(0)
