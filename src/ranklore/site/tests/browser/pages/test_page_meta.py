"""The data for programs and the way to a feed, in a real browser. A visit fails when the content policy refuses any."""

import json

import pytest
from playwright.sync_api import expect

from ranklore.discussion.tests.make import make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_data_of_a_page_are_there_and_nothing_of_them_runs(songs, ben, visit):
    dust = songs.items.get(name="Dust")
    make_comment(ben, dust, "</script><script>document.title = 'run'</script>")
    for address in ("/l/saddest-songs", "/l/saddest-songs/talk", dust.get_absolute_url()):
        visit.go(address)
        data = json.loads(visit.page.locator('script[type="application/ld+json"]').text_content())
        assert data["@context"] == "https://schema.org"
        assert visit.page.title() != "run"


@pytest.mark.variants("phone without script")
def test_from_a_list_to_its_feed(songs, ben, visit):
    make_comment(ben, songs.items.get(name="Dust"), "It aches.")
    visit.go("/l/saddest-songs")
    link = visit.page.get_by_role("complementary").get_by_role("link", name="Feed")
    expect(link).to_be_visible()
    answer = visit.page.context.request.get(link.get_attribute("href"))
    assert answer.ok and "It aches." in answer.text()
