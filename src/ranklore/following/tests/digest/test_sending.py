"""The digest: chosen by its voter, at most one a day, and never sent twice."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.core.tests.threads import in_threads
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.deletion import DIGEST_RETENTION_DAYS, delete_old_digests
from ranklore.following.actions.digests import schedule_digests
from ranklore.following.actions.notification_settings import mark_read, set_digest_frequency
from ranklore.following.actions.unsubscribe import unsubscribe_by_link
from ranklore.following.digest_schedule import next_digest_day
from ranklore.following.jobs import digest_batch
from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Digest, NotificationSettings
from ranklore.following.queries import digests
from ranklore.following.tests.conftest import ADDRESS
from ranklore.following.tests.digest.factories import (
    DAY,
    MONDAY,
    SUNDAY,
    create_follower,
    digest_state_of,
    run_digests,
    subscribe_to_digest,
)
from ranklore.following.tests.factories import create_account, follow_rows, sign_in_client, strip_isolates
from ranklore.following.unsubscribe_links import UnsubscribeLink
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.people.models import Account, Voter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_address")]


def test_new_events_are_sent_once(mo, news, mailoutbox):
    assert [run_digests(), run_digests(), run_digests(SUNDAY + timedelta(hours=9))] == [1, 0, 0]
    (email,) = mailoutbox
    assert email.to == ["mo@example.org"] and email.subject == "1 update on rank.example.org"
    assert "ben commented on Dust" in strip_isolates(email.body) and "It [spoiler]." in email.body
    assert f"{ADDRESS}/c/{news.pk}" in email.body
    assert digest_state_of(mo) == Digest.State.SENT
    assert run_digests(MONDAY) == 0 and digest_state_of(mo) == Digest.State.NOTHING


def test_a_digest_loads_nothing_and_escapes_hostile_text(mo, dust, mailoutbox):
    evil = Voter.objects.create(name="<img src=x>")
    make_comment(evil, dust, '<script src="//evil.example"></script> <b>x</b> \r\nBcc: a@b.example')
    run_digests()
    (email,) = mailoutbox
    html = email.alternatives[0][0]
    for loads in ("<img", "<script", "<link", "url(", "@import", "<b>"):
        assert loads not in html
    assert "&lt;img src=x&gt;" in html
    whole = message_from_string(email.message().as_string())
    assert whole["Bcc"] is None and whole.get_content_type() == "multipart/alternative"


def test_every_link_in_a_digest_leads_to_this_site(mo, news, mailoutbox):
    run_digests()
    html = mailoutbox[0].alternatives[0][0]
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert links and all(link.startswith(f"{ADDRESS}/") for link in links)


def test_an_entry_names_its_target_once(mo, news, dust, ben, mailoutbox):
    ray = create_account("ray")
    follow_rows(mo.voter, dust.list, ray)
    add_item(ranked_list=dust.list, voter=ben, name="Rust", nonce=uuid4())
    create_list(title="Best soups", voter=ray.voter)
    run_digests()
    html = mailoutbox[0].alternatives[0][0]
    assert [html.count(f"<bdi>{name}</bdi>") for name in ("Dust", dust.list.title, "ray")] == [1, 1, 1]
    assert [html.count(f"because you follow this {kind}<") for kind in ("item", "list", "person")] == [1, 1, 1]


def test_nothing_new_means_no_digest(mo, mailoutbox):
    assert run_digests() == 0 and not mailoutbox and digest_state_of(mo) == Digest.State.NOTHING


def test_events_seen_on_the_site_are_not_sent(mo, news, mailoutbox):
    collect_events(datetime.now(UTC))
    mark_read(voter=mo.voter, last_event=10**9)
    assert run_digests() == 0 and not mailoutbox


def test_deleted_comments_are_not_sent(mo, news, mailoutbox):
    collect_events(datetime.now(UTC))
    delete_comment(news)
    assert run_digests() == 0 and not mailoutbox


def test_digests_are_off_by_default(mo, news, dust, ben, mailoutbox):
    ray = create_account("ray")
    follow_rows(ray.voter, dust)
    make_comment(ben, dust)
    assert run_digests() == 1 and mailoutbox[0].to == ["mo@example.org"]


def test_an_unverified_address_gets_no_digest(mo, news, mailoutbox):
    EmailAddress.objects.update(verified=False)
    assert run_digests() == 0 and not mailoutbox and digest_state_of(mo) == Digest.State.DROPPED


@pytest.mark.parametrize("change", ["closed", "off", "stopped", "left"])
def test_somebody_who_left_or_unsubscribed_meanwhile_gets_no_digest(mo, news, mailoutbox, change):
    collect_events(datetime.now(UTC))
    schedule_digests(SUNDAY.date(), SUNDAY)
    if change == "closed":
        Account.objects.update(is_active=False)
    elif change == "off":
        unsubscribe_by_link(UnsubscribeLink(mo.voter.pk))
    elif change == "stopped":
        NotificationSettings.objects.update(suspended_at=SUNDAY)
    else:
        Voter.objects.filter(account=mo).update(account=None)
    assert run_digests() == 0 and not mailoutbox


def test_a_weekly_digest_is_sent_on_mondays(mo, news, mailoutbox):
    set_digest_frequency(voter=mo.voter, frequency="weekly", today=(SUNDAY - 2 * DAY).date())
    assert [run_digests(SUNDAY), run_digests(MONDAY), run_digests(MONDAY + DAY)] == [0, 1, 0]
    assert "every Monday" in mailoutbox[0].body


def test_the_next_digest_is_tomorrow_or_next_monday():
    assert next_digest_day("daily", date(2030, 3, 10)) == date(2030, 3, 11)
    assert [next_digest_day("weekly", date(2030, 3, day)) for day in (9, 10, 11, 12)] == [
        date(2030, 3, 11),
        date(2030, 3, 11),
        date(2030, 3, 18),
        date(2030, 3, 18),
    ]
    assert next_digest_day("off", date(2030, 3, 10)) is None


def test_changing_the_frequency_gives_no_second_digest_on_one_day(mo, news, dust, ben, mailoutbox):
    assert run_digests() == 1
    for frequency in ("off", "weekly", "daily"):
        set_digest_frequency(voter=mo.voter, frequency=frequency, today=(SUNDAY - 2 * DAY).date())
    make_comment(ben, dust)
    assert run_digests() == 0 and len(mailoutbox) == 1
    assert run_digests(MONDAY) == 1


def test_events_before_the_choice_are_not_sent(mo, news, mailoutbox):
    collect_events(datetime.now(UTC))
    set_digest_frequency(voter=mo.voter, frequency="off", today=SUNDAY.date())
    subscribe_to_digest(mo)
    assert run_digests() == 0 and not mailoutbox


def test_no_digest_is_sent_at_night_or_without_a_site_address(mo, news, settings, mailoutbox):
    assert run_digests(SUNDAY - timedelta(minutes=1)) == 0
    settings.SITE_ADDRESS = ""
    assert run_digests() == 0 and not mailoutbox and not Digest.objects.exists()
    assert "its own address is not set" in sign_in_client(mo).get("/following").content.decode()


def test_a_long_digest_says_that_there_is_more(mo, dust, ben, mailoutbox, monkeypatch):
    monkeypatch.setattr("ranklore.following.jobs.digest_batch.EVENTS_PER_DIGEST_MAX", 2)
    for _ in range(3):
        make_comment(ben, dust)
    run_digests()
    assert "See all notifications:" in mailoutbox[0].body and mailoutbox[0].subject.startswith("2+ updates")


def test_the_number_of_queries_does_not_grow_with_the_voters(mo, dust, ben):
    counts = []
    for n, at in ((1, SUNDAY), (8, MONDAY)):
        for m in range(n):
            create_follower(f"ray{n}x{m}", dust, dust.list)
        make_comment(ben, dust)
        collect_events(datetime.now(UTC))
        schedule_digests(at.date(), at)
        with CaptureQueriesContext(connection) as queries:
            sent = send_digests(lambda at=at: at)
        counts.append(sum(query["sql"].startswith("SELECT") for query in queries))
    assert sent == 10 and counts[0] == counts[1]


def test_text_hidden_during_a_run_is_not_sent(mo, news, dust, mailoutbox, monkeypatch):
    monkeypatch.setattr(digests, "DIGEST_BATCH_SIZE", 1)
    monkeypatch.setattr(digest_batch, "CACHE_SECONDS", 0)
    for n in range(2):
        create_follower(f"ray{n}", dust)
    first = make_comment(mo.voter, dust, "Call 5550100")
    send = EmailBackend.send_messages

    def take_back(self, messages):
        first.is_spoiler = True
        first.save()
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", take_back)
    assert run_digests() == 3
    assert ["5550100" in email.body for email in mailoutbox if email.to[0].startswith("ray")] == [False, False]


def test_all_batches_of_a_run_read_an_event_once(mo, dust, ben, monkeypatch):
    monkeypatch.setattr(digests, "DIGEST_BATCH_SIZE", 1)
    for n in range(3):
        create_follower(f"ray{n}", dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC))
    with CaptureQueriesContext(connection) as queries:
        assert send_digests(lambda: SUNDAY) == 4
    assert sum(query["sql"].startswith('SELECT "following_event"."id"') for query in queries) == 1


def test_a_run_ends_after_its_time_or_its_day(mo, news, mailoutbox):
    collect_events(datetime.now(UTC))
    assert send_digests(lambda: SUNDAY, max_seconds=0) == 0
    late = iter([SUNDAY.replace(hour=23, minute=59)] * 3 + [MONDAY.replace(hour=0)] * 9)
    assert send_digests(lambda: next(late)) == 0
    assert not mailoutbox and run_digests(MONDAY) == 1


@pytest.mark.parametrize("frequency", ["off", "weekly"])
def test_somebody_who_changes_the_frequency_during_a_run_gets_no_digest(
    mo, news, dust, ben, mailoutbox, monkeypatch, frequency
):
    ray = create_follower("ray", dust)
    make_comment(ben, dust)
    send = EmailBackend.send_messages

    def change_ones_mind(self, messages):
        set_digest_frequency(voter=ray.voter, frequency=frequency, today=SUNDAY.date())
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", change_ones_mind)
    assert run_digests() == 1 and mailoutbox[0].to == ["mo@example.org"]
    assert digest_state_of(ray) == Digest.State.DROPPED
    assert NotificationSettings.objects.get(voter=ray.voter).last_mailed_event == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(mo, dust, ben, mailoutbox):
    for n in range(6):
        create_follower(f"ray{n}", dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC))
    in_threads(*[lambda: send_digests(lambda: SUNDAY)] * 3)
    assert sorted(email.to[0] for email in mailoutbox) == sorted(
        ["mo@example.org", *(f"ray{n}@example.org" for n in range(6))]
    )


def test_a_digest_claimed_by_another_worker_is_not_sent(mo, news, mailoutbox, monkeypatch):
    def too_late(*args):
        Digest.objects.update(state=Digest.State.CLAIMED)

    monkeypatch.setattr("ranklore.following.jobs.digest_run.claim_digest", too_late)
    assert run_digests() == 0 and not mailoutbox


def test_old_digests_are_deleted(mo, news):
    run_digests()
    delete_old_digests(SUNDAY.date() + timedelta(days=DIGEST_RETENTION_DAYS))
    assert Digest.objects.exists()
    delete_old_digests(SUNDAY.date() + timedelta(days=DIGEST_RETENTION_DAYS + 1))
    assert not Digest.objects.exists()
