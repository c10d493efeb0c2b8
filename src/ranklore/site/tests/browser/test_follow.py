"""Following, being told, and stopping an e-mail, as a person does it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.following.actions.events import get_or_start_cursor
from ranklore.following.actions.notification_settings import set_digest_frequency
from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.jobs.rank_events import collect_rank_changes
from ranklore.following.models import Cursor, Follow, NotificationSettings
from ranklore.people.tests.accounts import account_of
from ranklore.site.tests.browser.visits import Visit, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dust(songs):
    get_or_start_cursor(timezone.now())
    for rank, item in enumerate(songs.items.all(), start=1):
        rank_snapshot(item, timezone.now() - timedelta(days=9), rank)
        place = {"position": rank, "rank": rank, "rank_low": rank, "rank_high": rank}
        Standing.objects.create(item=item, list=songs, **place, votes=9, score=0, familiarity=0)
    return songs.items.get(name="Dust")


def rise(item):
    """The item rose to the top yesterday, and the worker told so."""
    Follow.objects.update(since=timezone.now() - timedelta(days=5))
    Cursor.objects.update(rank_changes_until=timezone.now().date() - timedelta(days=2))
    yesterday = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
    rank_snapshot(item, yesterday, 1)
    Standing.objects.filter(pk=item.pk).update(rank=1)
    assert collect_rank_changes(timezone.now().replace(hour=23)) == 1


@pytest.mark.every_variant
def test_an_item_is_followed_and_its_move_is_noticed(visit: Visit, dust):
    page = visit.page
    visit.go(dust.get_absolute_url())
    page.get_by_role("button", name="Follow this item").click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    visit.settled()
    rise(dust)
    visit.go("/about")
    page.get_by_role("link", name="Notifications 1 new").click()
    expect(page.locator(".notification-new")).to_contain_text("Dust rose from 4th to 1st on Saddest songs")
    if visit.has_script:
        expect(page.get_by_role("button", name="Mark all as read")).to_be_hidden()
    else:
        page.get_by_role("button", name="Mark all as read").click()
    visit.settled()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    visit.go("/notices")
    expect(page.locator(".notification-new")).to_have_count(0)
    expect(page.locator(".notification")).to_have_count(1)


@pytest.mark.variants("phone without script")
def test_what_is_followed_is_unfollowed_and_put_back(visit: Visit, dust):
    page = visit.page
    visit.go(dust.list.get_absolute_url())
    page.get_by_role("button", name="Follow this list").click()
    button = page.get_by_role("button", name="Following")
    expect(button).to_be_visible()
    visit.settled()
    button.press("Enter")
    expect(page.get_by_role("button", name="Follow this list")).to_be_visible()
    visit.settled()
    page.get_by_role("button", name="Follow this list").click()
    expect(button).to_be_visible()
    visit.settled()
    visit.go("/following")
    page.get_by_role("button", name="Unfollow Saddest songs").click()
    expect(page.get_by_text("You no longer follow “⁨Saddest songs⁩”.").first).to_be_visible()
    page.get_by_role("button", name="Undo: follow Saddest songs again").click()
    expect(page.get_by_role("link", name="Saddest songs")).to_be_visible()


@pytest.mark.variants("phone without script")
def test_a_digest_is_chosen_and_stopped_by_the_link_in_it(visit: Visit, other_visit: Visit, dust, ben, settings):
    settings.SITE_ADDRESS = visit.site
    mo = account_of("mo")
    sign_in_as(visit, mo)
    page = visit.page
    visit.go(dust.get_absolute_url())
    page.get_by_role("button", name="Follow this item").click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    visit.settled()
    visit.go("/account")
    page.get_by_role("link", name="What you follow, and e-mails about it").click()
    page.get_by_label("Every day").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You will get an e-mail every day").first).to_be_visible()
    comment_on_item(voter=ben, item=dust, author="ben", text="It aches.", nonce="00000000-0000-4000-8000-000000000001")
    collect_events(timezone.now())
    assert send_digests(lambda: (timezone.now() + timedelta(days=1)).replace(hour=6)) == 1
    link = re.search(r"^http\S+/stop/\S+$", mail.outbox[-1].body, re.M)[0]
    stranger = other_visit.page  # not signed in: whoever reads the mail
    other_visit.go(urlsplit(link).path)
    stranger.get_by_role("button", name="Stop the e-mails").click()
    expect(stranger.get_by_role("heading", name="E-mails are off")).to_be_visible()
    assert NotificationSettings.objects.get().digest == "off"
    stranger.get_by_role("button", name="Send the e-mails again").click()
    expect(stranger.get_by_role("heading", name="Stop these e-mails?")).to_be_visible()
    assert NotificationSettings.objects.get().digest == "daily"
    set_digest_frequency(voter=mo.voter, frequency="off", today=timezone.now().date())
