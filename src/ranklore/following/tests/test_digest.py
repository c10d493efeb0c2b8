"""The digest: chosen by its reader, at most one a day, never twice, and one press to stop it."""

import smtplib
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions import keep_order_private, publish_order, put_in_order
from ranklore.ballots.tests.threads import in_threads
from ranklore.discussion.actions import delete_comment
from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.following import actions
from ranklore.following.digests import KEPT_FOR, REFUSED_TOGETHER, forget_old, plan, send_digests
from ranklore.following.gathering import gather
from ranklore.following.links import Stop, stop_address
from ranklore.following.models import Digest, Follow, Reader, Topic
from ranklore.following.rules import HOUR, REFUSALS_MOST, TRIES_MOST, next_due
from ranklore.following.tests.conftest import ADDRESS
from ranklore.following.tests.make import account_of, follows, plain, signed_in
from ranklore.lists.actions import add_item, create_list
from ranklore.people.models import Account, Voter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_address")]
SUNDAY = datetime(2030, 3, 10, HOUR, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)
DAY = timedelta(days=1)


def reader(account, often="daily"):
    """Somebody who chose a digest the day before yesterday."""
    actions.choose_digest(voter=account.voter, often=often, today=(SUNDAY - 2 * DAY).date())
    return account


def run(at=SUNDAY):
    gather(datetime.now(UTC))
    return send_digests(lambda: at)


def state_of(account, day=None):
    rows = Digest.objects.filter(reader__voter=account.voter)
    return (rows.get(day=day) if day else rows.latest("day")).state


@pytest.fixture
def mo(mo, dust):
    """mo follows Dust and gets a digest every day."""
    follows(mo.voter, dust)
    return reader(mo)


@pytest.fixture
def news(mo, dust, ben):
    """Somebody said something."""
    return said(ben, dust, "It ||aches||.")


def test_what_is_new_is_sent_once(mo, news, mailoutbox):
    assert [run(), run(), run(SUNDAY + timedelta(hours=9))] == [1, 0, 0]
    (letter,) = mailoutbox
    assert letter.to == ["mo@example.org"] and letter.subject == "1 new thing on rank.example.org"
    assert "ben commented on Dust" in plain(letter.body) and "It [spoiler]." in letter.body
    assert f"{ADDRESS}/c/{news.pk}" in letter.body
    assert state_of(mo) == Digest.State.SENT
    assert run(MONDAY) == 0 and state_of(mo) == Digest.State.NOTHING


def test_a_letter_loads_nothing_from_anywhere_and_keeps_hostile_words_in_their_place(mo, dust, mailoutbox):
    evil = Voter.objects.create(name="<img src=x>")
    said(evil, dust, '<script src="//evil.example"></script> <b>x</b> \r\nBcc: a@b.example')
    run()
    (letter,) = mailoutbox
    html = letter.alternatives[0][0]
    for loads in ("<img", "<script", "<link", "url(", "@import", "<b>"):
        assert loads not in html
    assert "&lt;img src=x&gt;" in html
    whole = message_from_string(letter.message().as_string())
    assert whole["Bcc"] is None and whole.get_content_type() == "multipart/alternative"


def test_every_address_in_a_letter_leads_to_this_site(mo, news, mailoutbox):
    run()
    html = mailoutbox[0].alternatives[0][0]
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert links and all(link.startswith(f"{ADDRESS}/") for link in links)


def test_an_entry_names_what_is_followed_once(mo, news, dust, ben, mailoutbox):
    ray = account_of("ray")
    follows(mo.voter, dust.list, ray)
    add_item(ranked_list=dust.list, voter=ben, name="Rust", nonce=uuid4())
    create_list(title="Best soups", voter=ray.voter)
    run()
    html = mailoutbox[0].alternatives[0][0]
    assert [html.count(f"<bdi>{name}</bdi>") for name in ("Dust", dust.list.title, "ray")] == [1, 1, 1]
    assert [html.count(f"because you follow this {kind}<") for kind in ("item", "list", "person")] == [1, 1, 1]


def test_nothing_new_means_no_letter(mo, mailoutbox):
    assert run() == 0 and not mailoutbox and state_of(mo) == Digest.State.NOTHING


def test_what_was_read_on_the_site_is_not_sent(mo, news, mailoutbox):
    gather(datetime.now(UTC))
    actions.mark_read(voter=mo.voter, upto=10**9)
    assert run() == 0 and not mailoutbox


def test_what_was_deleted_meanwhile_is_not_sent(mo, news, mailoutbox):
    gather(datetime.now(UTC))
    delete_comment(news)
    assert run() == 0 and not mailoutbox


def test_it_is_off_unless_it_is_chosen(mo, news, dust, ben, mailoutbox):
    ray = account_of("ray")
    follows(ray.voter, dust)
    said(ben, dust)
    assert run() == 1 and mailoutbox[0].to == ["mo@example.org"]


def test_an_address_that_is_not_proven_gets_nothing(mo, news, mailoutbox):
    EmailAddress.objects.update(verified=False)
    assert run() == 0 and not mailoutbox and state_of(mo) == Digest.State.DROPPED


@pytest.mark.parametrize("change", ["closed", "off", "stopped", "left"])
def test_who_went_meanwhile_gets_nothing(mo, news, mailoutbox, change):
    gather(datetime.now(UTC))
    plan(SUNDAY.date(), SUNDAY)
    if change == "closed":
        Account.objects.update(is_active=False)
    elif change == "off":
        actions.stop(Stop(mo.voter.pk))
    elif change == "stopped":
        Reader.objects.update(stopped_at=SUNDAY)
    else:
        Voter.objects.filter(account=mo).update(account=None)
    assert run() == 0 and not mailoutbox


def test_a_weekly_one_comes_on_mondays(mo, news, mailoutbox):
    actions.choose_digest(voter=mo.voter, often="weekly", today=(SUNDAY - 2 * DAY).date())
    assert [run(SUNDAY), run(MONDAY), run(MONDAY + DAY)] == [0, 1, 0]
    assert "every Monday" in mailoutbox[0].body


def test_it_is_due_the_next_day_or_the_next_monday():
    assert next_due("daily", date(2030, 3, 10)) == date(2030, 3, 11)
    assert [next_due("weekly", date(2030, 3, day)) for day in (9, 10, 11, 12)] == [
        date(2030, 3, 11),
        date(2030, 3, 11),
        date(2030, 3, 18),
        date(2030, 3, 18),
    ]
    assert next_due("off", date(2030, 3, 10)) is None


def test_changing_ones_mind_gives_no_second_letter_on_one_day(mo, news, dust, ben, mailoutbox):
    assert run() == 1
    for often in ("off", "weekly", "daily"):
        actions.choose_digest(voter=mo.voter, often=often, today=(SUNDAY - 2 * DAY).date())
    said(ben, dust)
    assert run() == 0 and len(mailoutbox) == 1
    assert run(MONDAY) == 1


def test_what_was_before_the_choice_is_not_sent(mo, news, mailoutbox):
    gather(datetime.now(UTC))
    actions.choose_digest(voter=mo.voter, often="off", today=SUNDAY.date())
    reader(mo)
    assert run() == 0 and not mailoutbox


def test_nothing_is_sent_at_night_or_without_an_address_of_the_site(mo, news, settings, mailoutbox):
    assert run(SUNDAY - timedelta(minutes=1)) == 0
    settings.SITE_ADDRESS = ""
    assert run() == 0 and not mailoutbox and not Digest.objects.exists()
    assert "has not told it its own address" in signed_in(mo).get("/following").content.decode()


def test_a_long_letter_says_that_there_is_more(mo, dust, ben, mailoutbox, monkeypatch):
    monkeypatch.setattr("ranklore.following.digests.EVENTS_MOST", 2)
    for _ in range(3):
        said(ben, dust)
    run()
    assert "There is more" in mailoutbox[0].body and mailoutbox[0].subject.startswith("2+ new things")


def test_the_queries_do_not_grow_with_the_readers(mo, dust, ben):
    counts = []
    for n, at in ((1, SUNDAY), (8, MONDAY)):
        for m in range(n):
            other = account_of(f"ray{n}x{m}")
            follows(other.voter, dust, dust.list)
            reader(other)
        said(ben, dust)
        gather(datetime.now(UTC))
        plan(at.date(), at)
        with CaptureQueriesContext(connection) as queries:
            sent = send_digests(lambda at=at: at)
        counts.append(sum(query["sql"].startswith("SELECT") for query in queries))
    assert sent == 10 and counts[0] == counts[1]


# --- the mail server says no


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers each letter as it is told to: an error, or None to take it. Gives what it took."""

    class Server:
        answers: dict[str, list[Exception | None]] = {}
        taken: list[str] = []
        opened = 0
        is_away = False

        def answer(self, to: str, *answers: Exception | None) -> None:
            self.answers[f"{to}@example.org"] = list(answers)

    server = Server()
    server.answers, server.taken = {}, []

    def send(self, messages):
        for message in messages:
            answers = server.answers.get(message.to[0], [])
            if error := answers.pop(0) if answers else None:
                raise error
            server.taken.append(message.to[0])
        return len(messages)

    def open_(self):
        server.opened += 1
        if server.is_away:
            raise ConnectionRefusedError("no")

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    monkeypatch.setattr(EmailBackend, "open", open_)
    return server


def refused(code=550, to="mo@example.org"):
    return smtplib.SMTPRecipientsRefused({to: (code, b"no")})


def test_one_connection_carries_many_letters(mo, news, dust, ben, server):
    for n in range(5):
        other = account_of(f"ray{n}")
        follows(other.voter, dust)
        reader(other)
    said(ben, dust)
    assert run() == 6 and server.opened == 1


def test_a_connection_is_made_anew_after_so_many(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.postman.LETTERS_A_CONNECTION", 1)
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    assert run() == 2 and server.opened == 2


def test_a_dead_address_gets_nothing_after_a_few_refusals_and_its_reader_is_told(mo, dust, ben, server):
    server.answer("mo", *[refused()] * 9)
    for n in range(REFUSALS_MOST):
        said(ben, dust)
        assert run(SUNDAY + n * DAY) == 0
        assert run(SUNDAY + n * DAY + timedelta(hours=5)) == 0  # not again on that day
        assert state_of(mo) == Digest.State.REFUSED
    assert Reader.objects.get().stopped_at
    assert run(SUNDAY + 9 * DAY) == 0 and Digest.objects.count() == REFUSALS_MOST
    client = signed_in(mo)
    assert "refused 3 e-mails in a row" in client.get("/following").content.decode()
    server.answer("mo")
    client.post("/following/digest", {"digest": "daily"})
    assert "in a row" not in client.get("/following").content.decode()
    said(ben, dust)
    assert run(datetime.now(UTC).replace(hour=HOUR) + 2 * DAY) == 1


def test_a_letter_that_arrives_in_between_begins_the_count_anew(mo, dust, ben, server):
    server.answer("mo", refused(), refused(), None, refused(), refused())
    for n in range(5):
        said(ben, dust)
        run(SUNDAY + n * DAY)
    assert Reader.objects.get().refusals == 2 and Reader.objects.get().stopped_at is None


def test_what_was_refused_is_in_the_next_letter(mo, news, dust, ben, mailoutbox, server, monkeypatch):
    server.answer("mo", refused())
    assert run() == 0
    monkeypatch.undo()
    said(ben, dust)
    assert run(MONDAY) == 1 and "2 new comments on Dust" in plain(mailoutbox[0].body)


@pytest.mark.parametrize("error", [refused(451), smtplib.SMTPDataError(451, b"later")])
def test_not_now_is_tried_again_later_on_the_day(mo, news, server, error):
    server.answer("mo", error)
    assert run() == 0 and state_of(mo) == Digest.State.WAITING
    assert run(SUNDAY + timedelta(minutes=5)) == 0
    assert run(SUNDAY + timedelta(hours=1)) == 1 and server.taken == ["mo@example.org"]
    assert Reader.objects.get().refusals == 0


def test_a_letter_refused_after_it_was_read_is_refused(mo, news, server):
    server.answer("mo", smtplib.SMTPDataError(554, b"no"))
    assert run() == 0 and state_of(mo) == Digest.State.REFUSED


def test_trying_again_comes_to_an_end_and_the_next_day_has_it_all(mo, news, server):
    server.answer("mo", *[refused(451)] * TRIES_MOST)
    at = SUNDAY
    for _ in range(TRIES_MOST + 2):
        assert run(at) == 0
        at += timedelta(hours=2)
    assert state_of(mo) == Digest.State.DROPPED and server.answers["mo@example.org"] == []
    assert run(MONDAY) == 1


def test_a_day_that_passes_leaves_its_letters_to_the_next(mo, news, server):
    server.is_away = True
    assert run() == 0 and state_of(mo) == Digest.State.WAITING
    server.is_away = False
    assert run(MONDAY) == 1
    assert state_of(mo, SUNDAY.date()) == Digest.State.DROPPED and server.taken == ["mo@example.org"]


def test_a_server_that_is_away_ends_the_run_and_nobody_loses_a_letter(mo, news, server):
    server.is_away = True
    assert run() == 0 and state_of(mo) == Digest.State.WAITING
    server.is_away = False
    assert run(SUNDAY + timedelta(minutes=1)) == 1


def test_a_server_that_takes_nothing_from_us_ends_the_run(mo, news, dust, ben, server):
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    server.answer("mo", smtplib.SMTPSenderRefused(530, b"who are you", "x"))
    assert run() == 0 and server.taken == []
    assert {state_of(mo), state_of(ray)} == {Digest.State.WAITING}
    assert run(SUNDAY + timedelta(hours=1)) == 2


def test_a_server_that_ends_the_connection_between_letters_is_called_again(mo, news, dust, ben, server):
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    server.answer("ray", smtplib.SMTPSenderRefused(421, b"enough", "x"))
    assert run() == 2 and server.opened == 2


def test_and_if_it_cannot_be_reached_then_the_letter_waits(mo, news, dust, ben, server):
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)

    class Gone(smtplib.SMTPSenderRefused):
        def __init__(self):
            super().__init__(421, b"enough", "x")

        @property
        def smtp_code(self):
            server.is_away = True
            return 421

        @smtp_code.setter
        def smtp_code(self, code):
            pass

    server.answer("ray", Gone())
    assert run() == 1 and state_of(ray) == Digest.State.WAITING


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("slow")])
def test_a_letter_in_doubt_is_not_sent_again(mo, news, server, error):
    """The connection broke: the server may have it or not."""
    server.answer("mo", error)
    assert run() == 0 and state_of(mo) == Digest.State.CLAIMED
    assert run(SUNDAY + timedelta(hours=2)) == 0
    assert run(MONDAY) == 0 and server.taken == []


def test_a_letter_that_cannot_be_written_stops_nobody_else(mo, news, dust, ben, server):
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    server.answer("mo", UnicodeEncodeError("ascii", "é", 0, 1, "no"))
    assert run() == 1 and state_of(mo) == Digest.State.WAITING


def test_a_server_that_refuses_everybody_has_something_against_us(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.digests.REFUSED_TOGETHER", 2)
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    server.answer("mo", refused())
    server.answer("ray", refused(to="ray@example.org"))
    assert run() == 0 and REFUSED_TOGETHER > 2
    assert {state_of(mo), state_of(ray)} == {Digest.State.WAITING}
    assert not Reader.objects.filter(refusals__gt=0).exists()
    assert run(SUNDAY + timedelta(hours=1)) == 2


def test_a_run_ends_with_its_time_or_its_day(mo, news, mailoutbox):
    gather(datetime.now(UTC))
    assert send_digests(lambda: SUNDAY, lasts=0) == 0
    late = iter([SUNDAY.replace(hour=23, minute=59)] * 3 + [MONDAY.replace(hour=0)] * 9)
    assert send_digests(lambda: next(late)) == 0
    assert not mailoutbox and run(MONDAY) == 1


@pytest.mark.parametrize("often", ["off", "weekly"])
def test_who_stops_it_while_it_waits_its_turn_gets_nothing(mo, news, dust, ben, mailoutbox, monkeypatch, often):
    ray = account_of("ray")
    follows(ray.voter, dust)
    reader(ray)
    said(ben, dust)
    send = EmailBackend.send_messages

    def change_ones_mind(self, messages):
        actions.choose_digest(voter=ray.voter, often=often, today=SUNDAY.date())
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", change_ones_mind)
    assert run() == 1 and mailoutbox[0].to == ["mo@example.org"]
    assert state_of(ray) == Digest.State.DROPPED
    assert Reader.objects.get(voter=ray.voter).mailed == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(mo, dust, ben, mailoutbox):
    for n in range(6):
        other = account_of(f"ray{n}")
        follows(other.voter, dust)
        reader(other)
    said(ben, dust)
    gather(datetime.now(UTC))
    in_threads(*[lambda: send_digests(lambda: SUNDAY)] * 3)
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(
        ["mo@example.org", *(f"ray{n}@example.org" for n in range(6))]
    )


def test_another_worker_that_was_quicker_is_enough(mo, news, mailoutbox, monkeypatch):
    def too_late(*args):
        Digest.objects.update(state=Digest.State.CLAIMED)

    monkeypatch.setattr("ranklore.following.digests._claim", too_late)
    assert run() == 0 and not mailoutbox


def test_what_was_sent_is_forgotten_after_a_while(mo, news):
    run()
    forget_old(SUNDAY.date() + timedelta(days=KEPT_FOR))
    assert Digest.objects.exists()
    forget_old(SUNDAY.date() + timedelta(days=KEPT_FOR + 1))
    assert not Digest.objects.exists()


# --- one press to stop it


@pytest.fixture
def letter(mo, news, mailoutbox):
    run()
    return mailoutbox[0]


def address_in(letter):
    return urlsplit(letter.extra_headers["List-Unsubscribe"].strip("<>")).path


def test_a_mail_program_stops_it_without_a_page_a_cookie_or_a_seal(mo, letter):
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = Client(enforce_csrf_checks=True).post(address_in(letter), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Reader.objects.get().digest == "off" and Reader.objects.get().due is None
    again = Client(enforce_csrf_checks=True).post(address_in(letter), {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_looking_at_the_link_stops_nothing(mo, letter):
    client = Client()
    for _ in range(2):
        page = client.get(address_in(letter)).content.decode()
        assert "Stop these e-mails?" in page and "noindex" in page
    assert client.head(address_in(letter)).status_code == 200
    assert Reader.objects.get().digest == "daily"


def test_the_page_stops_it_and_starts_it_again(mo, letter):
    client, address = Client(enforce_csrf_checks=True), address_in(letter)
    assert client.post(address).url == address
    page = client.get(address).content.decode()
    assert "No more e-mails" in page and "Send the e-mails again" in page and "mo@" not in page
    client.post(address, {"on": "1"})
    assert Reader.objects.get().digest == "daily"
    client.post(address, {"on": "1"})
    assert Reader.objects.get().digest == "daily"


def test_one_thing_is_unfollowed_from_within_a_letter(mo, dust, letter):
    links = [part.split('"')[0] for part in letter.alternatives[0][0].split('href="')[1:] if "/stop/" in part]
    address, client = urlsplit(links[0]).path, Client()
    page = client.get(address).content.decode()
    assert "Unfollow?" in page and "Dust" in page
    client.post(address)
    assert not Follow.objects.exists() and "Not followed" in (page := client.get(address).content.decode())
    assert "Follow <bdi>Dust</bdi> again" in page
    client.post(address, {"on": "1"})
    assert Follow.objects.get().topic.item == dust


def test_a_mail_program_starts_nothing(mo, letter):
    answer = Client().post(address_in(letter), {"List-Unsubscribe": "One-Click", "on": "1"})
    assert answer.content == b"You are unsubscribed.\n" and Reader.objects.get().digest == "off"


def test_a_link_brings_nobody_beyond_the_most_that_one_follows(mo, songs, dust, letter, monkeypatch):
    address, client = stop_address(Stop(mo.voter.pk, topic_id=Topic.objects.get(item=dust).pk)), Client()
    client.post(address)
    follows(mo.voter, songs)
    monkeypatch.setattr("ranklore.following.actions.FOLLOWS_MOST", 1)
    page = client.post(address, {"on": "1"}, follow=True).content.decode()
    assert "You follow 1 things, which is the most." in page and "Not followed" in page
    assert [follow.topic.list for follow in Follow.objects.all()] == [songs]


def test_a_link_names_nothing_that_is_not_to_be_seen_any_more(mo, songs, dust, ben):
    put_in_order(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_order(voter=ben, ranked_list=songs, name="ben")
    ray = account_of("ray")
    things = [said(ben, Subject(songs, order_key=shown.key)), dust, ray]
    follows(mo.voter, *things)
    topics = Topic.objects.exclude(thread=None, person=None).values_list("pk", flat=True)
    links = [stop_address(Stop(mo.voter.pk, topic_id=pk)) for pk in topics]
    client = Client()
    assert len(links) == 2 and all("Unfollow?" in client.get(link).content.decode() for link in links)
    keep_order_private(voter=ben, ranked_list=songs)
    Account.objects.filter(pk=ray.pk).update(is_active=False)
    for link in links:
        page = client.get(link).content.decode()
        assert "There is nothing to stop" in page and "Saddest songs" not in page and "ray" not in page
        client.post(link)
        client.post(link, {"on": "1"})
    assert [follow.topic.item for follow in Follow.objects.filter(voter=mo.voter)] == [dust]


def test_replies_are_turned_off_from_within_a_letter(mo, dust, ben, mailoutbox):
    said(ben, said(mo.voter, dust))
    run()
    topic = Topic.objects.get(replies_to=mo.voter)
    address, client = stop_address(Stop(mo.voter.pk, topic_id=topic.pk)), Client()
    assert "Turn replies off?" in client.get(address).content.decode()
    client.post(address)
    assert not Reader.objects.get().wants_replies
    page = client.get(address).content.decode()
    assert "Replies are off" in page and "Turn replies on again" in page
    client.post(address, {"on": "1"})
    assert Reader.objects.get().wants_replies


def test_a_link_whose_thing_or_reader_went_says_so(mo, dust, letter):
    topic = Topic.objects.get(item=dust)
    about, all_of_it = stop_address(Stop(mo.voter.pk, topic_id=topic.pk)), address_in(letter)
    topic.delete()
    client = Client()
    client.post(about, {"on": "1"})
    assert "There is nothing to stop" in client.get(about).content.decode()
    Voter.objects.filter(pk=mo.voter.pk).update(account=None)
    client.post(all_of_it)
    client.post(all_of_it, {"on": "1"})
    assert "There is nothing to stop" in client.get(all_of_it).content.decode()
    assert Reader.objects.get().digest == "off"


@pytest.mark.parametrize("token", ["x", "x:y:z", "WzFd:1:x", "%00", "%F0%9F%98%80"])
def test_a_link_that_is_not_ours_is_not_there(token):
    assert Client().get(f"/stop/{token}").status_code == 404
    assert Client().post(f"/stop/{token}", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_a_link_does_not_start_what_nobody_chose(mo):
    actions.stop(Stop(mo.voter.pk))
    Client().post(stop_address(Stop(mo.voter.pk, often="hourly")), {"on": "1"})
    assert Reader.objects.get().digest == "off"


# --- the choice


def test_the_choice_is_made_on_the_page_and_kept(mo):
    client = signed_in(mo)
    assert client.get("/following/digest").url == "/following#digest"
    assert client.post("/following/digest", {"digest": "weekly"}).url == "/following#digest"
    page = client.get("/following").content.decode()
    assert 'value="weekly" checked' in page and "mo@example.org" in page
    due = Reader.objects.get().due
    client.post("/following/digest", {"digest": "weekly"})
    assert Reader.objects.get().due == due


@pytest.mark.parametrize("digest", ["", "hourly", "\x00"])
def test_a_choice_that_is_none_is_asked_for_again(mo, digest):
    answer = signed_in(mo).post("/following/digest", {"digest": digest})
    assert answer.status_code == 422 and "Choose how often" in answer.content.decode()
    assert Reader.objects.get().digest == "daily"


def test_a_guest_has_no_choice(client):
    assert client.post("/following/digest", {"digest": "daily"}).url.startswith("/sign-in")
