"""The digest, when the mail server says no, or nothing."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from ranklore.discussion.tests.make import said
from ranklore.following import digests
from ranklore.following.digests import REFUSED_TOGETHER
from ranklore.following.models import Digest, Reader
from ranklore.following.rules import HOUR, REFUSALS_MOST, TRIES_MOST
from ranklore.following.tests.digest.runs import DAY, MONDAY, SUNDAY, follower, run, state_of
from ranklore.following.tests.make import plain, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_address")]


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
        follower(f"ray{n}", dust)
    said(ben, dust)
    assert run() == 6 and server.opened == 1


def test_a_connection_is_made_anew_after_so_many(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.postman.LETTERS_A_CONNECTION", 1)
    follower("ray", dust)
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
    ray = follower("ray", dust)
    said(ben, dust)
    server.answer("mo", smtplib.SMTPSenderRefused(530, b"who are you", "x"))
    assert run() == 0 and server.taken == []
    assert {state_of(mo), state_of(ray)} == {Digest.State.WAITING}
    assert run(SUNDAY + timedelta(hours=1)) == 2


def test_a_server_that_ends_the_connection_between_letters_is_called_again(mo, news, dust, ben, server):
    follower("ray", dust)
    said(ben, dust)
    server.answer("ray", smtplib.SMTPSenderRefused(421, b"enough", "x"))
    assert run() == 2 and server.opened == 2


def test_and_if_it_cannot_be_reached_then_the_letter_waits(mo, news, dust, ben, server):
    ray = follower("ray", dust)
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
    follower("ray", dust)
    said(ben, dust)
    server.answer("mo", UnicodeEncodeError("ascii", "é", 0, 1, "no"))
    assert run() == 1 and state_of(mo) == Digest.State.WAITING


def test_a_letter_that_fails_while_it_is_written_waits_for_the_next_run(mo, news, dust, ben, server, monkeypatch):
    write = digests.letter_for

    def fail(**told):
        if told["name"] == "mo":
            raise ValueError("no such letter")
        return write(**told)

    follower("ray", dust)
    said(ben, dust)
    monkeypatch.setattr(digests, "letter_for", fail)
    assert run() == 1 and state_of(mo) == Digest.State.WAITING
    monkeypatch.undo()
    assert run(SUNDAY + timedelta(hours=1)) == 1


def test_a_server_that_takes_nothing_all_day_says_nothing_of_the_addresses(mo, news, dust, ben, server):
    """Also where a run ends before many were refused, as the worker's do after two seconds."""
    people = [mo, *(follower(name, dust) for name in ("ray", "kay"))]
    said(ben, dust)
    for account in people:
        server.answer(account.name, *[refused(to=account.email)] * TRIES_MOST)
    for n in range(TRIES_MOST):
        assert run(SUNDAY + timedelta(hours=3 * n)) == 0
    assert {state_of(account) for account in people} == {Digest.State.DROPPED}
    assert not Reader.objects.filter(refusals__gt=0).exists()
    assert run(MONDAY) == 3


def test_once_the_server_took_a_letter_on_that_day_a_refusal_is_one(mo, news, dust, ben, server):
    follower("ray", dust)
    said(ben, dust)
    server.answer("mo", smtplib.SMTPDataError(451, b"later"), refused())
    assert run() == 1
    assert run(SUNDAY + timedelta(hours=1)) == 0 and state_of(mo) == Digest.State.REFUSED


def test_a_server_that_refuses_everybody_has_something_against_us(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.digests.REFUSED_TOGETHER", 2)
    ray = follower("ray", dust)
    said(ben, dust)
    server.answer("mo", refused())
    server.answer("ray", refused(to="ray@example.org"))
    assert run() == 0 and REFUSED_TOGETHER > 2
    assert {state_of(mo), state_of(ray)} == {Digest.State.WAITING}
    assert not Reader.objects.filter(refusals__gt=0).exists()
    assert run(SUNDAY + timedelta(hours=1)) == 2
