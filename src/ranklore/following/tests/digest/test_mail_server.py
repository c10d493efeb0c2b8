"""Digests if the mail server refuses them or is unavailable."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from ranklore.discussion.tests.make import make_comment
from ranklore.following.digest_schedule import DIGEST_HOUR, REFUSALS_MAX, TRIES_MAX
from ranklore.following.jobs import digest_batch
from ranklore.following.jobs.digest_run import REFUSALS_IN_A_ROW_MAX
from ranklore.following.models import Digest, NotificationSettings
from ranklore.following.tests.digest.factories import DAY, MONDAY, SUNDAY, create_follower, digest_state_of, run_digests
from ranklore.following.tests.factories import sign_in_client, strip_isolates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_address")]


@pytest.fixture
def server(monkeypatch):
    """A mail server with prepared replies: an error, or None to accept an email. `taken` has what it accepted."""

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


def test_one_connection_sends_many_digests(mo, news, dust, ben, server):
    for n in range(5):
        create_follower(f"ray{n}", dust)
    make_comment(ben, dust)
    assert run_digests() == 6 and server.opened == 1


def test_a_new_connection_is_opened_after_the_limit(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.jobs.mailer.EMAILS_PER_CONNECTION_MAX", 1)
    create_follower("ray", dust)
    make_comment(ben, dust)
    assert run_digests() == 2 and server.opened == 2


def test_digests_to_a_dead_address_are_suspended_and_the_page_says_so(mo, dust, ben, server):
    server.answer("mo", *[refused()] * 9)
    for n in range(REFUSALS_MAX):
        make_comment(ben, dust)
        assert run_digests(SUNDAY + n * DAY) == 0
        assert run_digests(SUNDAY + n * DAY + timedelta(hours=5)) == 0  # not again on that day
        assert digest_state_of(mo) == Digest.State.REFUSED
    assert NotificationSettings.objects.get().suspended_at
    assert run_digests(SUNDAY + 9 * DAY) == 0 and Digest.objects.count() == REFUSALS_MAX
    client = sign_in_client(mo)
    assert "because your mail server refused 3 e-mails in a row" in client.get("/following").content.decode()
    server.answer("mo")
    client.post("/following/digest", {"digest": "daily"})
    assert "in a row" not in client.get("/following").content.decode()
    make_comment(ben, dust)
    assert run_digests(datetime.now(UTC).replace(hour=DIGEST_HOUR) + 2 * DAY) == 1


def test_a_delivered_digest_resets_the_count_of_refusals(mo, dust, ben, server):
    server.answer("mo", refused(), refused(), None, refused(), refused())
    for n in range(5):
        make_comment(ben, dust)
        run_digests(SUNDAY + n * DAY)
    assert NotificationSettings.objects.get().refusals == 2 and NotificationSettings.objects.get().suspended_at is None


def test_refused_events_are_in_the_next_digest(mo, news, dust, ben, mailoutbox, server, monkeypatch):
    server.answer("mo", refused())
    assert run_digests() == 0
    monkeypatch.undo()
    make_comment(ben, dust)
    assert run_digests(MONDAY) == 1 and "2 new comments on Dust" in strip_isolates(mailoutbox[0].body)


@pytest.mark.parametrize("error", [refused(451), smtplib.SMTPDataError(451, b"later")])
def test_a_temporary_failure_is_tried_again_later_that_day(mo, news, server, error):
    server.answer("mo", error)
    assert run_digests() == 0 and digest_state_of(mo) == Digest.State.WAITING
    assert run_digests(SUNDAY + timedelta(minutes=5)) == 0
    assert run_digests(SUNDAY + timedelta(hours=1)) == 1 and server.taken == ["mo@example.org"]
    assert NotificationSettings.objects.get().refusals == 0


def test_a_digest_refused_after_its_data_is_refused(mo, news, server):
    server.answer("mo", smtplib.SMTPDataError(554, b"no"))
    assert run_digests() == 0 and digest_state_of(mo) == Digest.State.REFUSED


def test_tries_are_limited_and_the_next_digest_has_everything(mo, news, server):
    server.answer("mo", *[refused(451)] * TRIES_MAX)
    at = SUNDAY
    for _ in range(TRIES_MAX + 2):
        assert run_digests(at) == 0
        at += timedelta(hours=2)
    assert digest_state_of(mo) == Digest.State.DROPPED and server.answers["mo@example.org"] == []
    assert run_digests(MONDAY) == 1


def test_events_of_an_unsent_digest_are_in_the_next_one(mo, news, server):
    server.is_away = True
    assert run_digests() == 0 and digest_state_of(mo) == Digest.State.WAITING
    server.is_away = False
    assert run_digests(MONDAY) == 1
    assert digest_state_of(mo, SUNDAY.date()) == Digest.State.DROPPED and server.taken == ["mo@example.org"]


def test_an_unreachable_server_ends_the_run_and_the_digests_wait(mo, news, server):
    server.is_away = True
    assert run_digests() == 0 and digest_state_of(mo) == Digest.State.WAITING
    server.is_away = False
    assert run_digests(SUNDAY + timedelta(minutes=1)) == 1


def test_a_server_that_refuses_the_sender_ends_the_run(mo, news, dust, ben, server):
    ray = create_follower("ray", dust)
    make_comment(ben, dust)
    server.answer("mo", smtplib.SMTPSenderRefused(530, b"who are you", "x"))
    assert run_digests() == 0 and server.taken == []
    assert {digest_state_of(mo), digest_state_of(ray)} == {Digest.State.WAITING}
    assert run_digests(SUNDAY + timedelta(hours=1)) == 2


def test_a_connection_closed_by_the_server_is_opened_again(mo, news, dust, ben, server):
    create_follower("ray", dust)
    make_comment(ben, dust)
    server.answer("ray", smtplib.SMTPSenderRefused(421, b"enough", "x"))
    assert run_digests() == 2 and server.opened == 2


def test_a_digest_waits_if_the_server_cannot_be_reached_again(mo, news, dust, ben, server):
    ray = create_follower("ray", dust)
    make_comment(ben, dust)

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
    assert run_digests() == 1 and digest_state_of(ray) == Digest.State.WAITING


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("slow")])
def test_a_digest_that_may_have_been_sent_is_not_sent_again(mo, news, server, error):
    """The connection broke: the server may have accepted it or not."""
    server.answer("mo", error)
    assert run_digests() == 0 and digest_state_of(mo) == Digest.State.CLAIMED
    assert run_digests(SUNDAY + timedelta(hours=2)) == 0
    assert run_digests(MONDAY) == 0 and server.taken == []


def test_a_digest_that_cannot_be_encoded_does_not_stop_the_others(mo, news, dust, ben, server):
    create_follower("ray", dust)
    make_comment(ben, dust)
    server.answer("mo", UnicodeEncodeError("ascii", "é", 0, 1, "no"))
    assert run_digests() == 1 and digest_state_of(mo) == Digest.State.WAITING


def test_a_digest_that_cannot_be_built_waits_for_the_next_run(mo, news, dust, ben, server, monkeypatch):
    write = digest_batch.build_digest_email

    def fail(**context):
        if context["name"] == "mo":
            raise ValueError("no such email")
        return write(**context)

    create_follower("ray", dust)
    make_comment(ben, dust)
    monkeypatch.setattr(digest_batch, "build_digest_email", fail)
    assert run_digests() == 1 and digest_state_of(mo) == Digest.State.WAITING
    monkeypatch.undo()
    assert run_digests(SUNDAY + timedelta(hours=1)) == 1


def test_refusals_do_not_count_if_the_server_accepts_nothing_all_day(mo, news, dust, ben, server):
    """Even if a run ends before many refusals, as the worker's do after two seconds."""
    people = [mo, *(create_follower(name, dust) for name in ("ray", "kay"))]
    make_comment(ben, dust)
    for account in people:
        server.answer(account.name, *[refused(to=account.email)] * TRIES_MAX)
    for n in range(TRIES_MAX):
        assert run_digests(SUNDAY + timedelta(hours=3 * n)) == 0
    assert {digest_state_of(account) for account in people} == {Digest.State.DROPPED}
    assert not NotificationSettings.objects.filter(refusals__gt=0).exists()
    assert run_digests(MONDAY) == 3


def test_a_refusal_counts_once_the_server_has_accepted_a_digest_that_day(mo, news, dust, ben, server):
    create_follower("ray", dust)
    make_comment(ben, dust)
    server.answer("mo", smtplib.SMTPDataError(451, b"later"), refused())
    assert run_digests() == 1
    assert run_digests(SUNDAY + timedelta(hours=1)) == 0 and digest_state_of(mo) == Digest.State.REFUSED


def test_refusals_do_not_count_if_the_server_refuses_everybody(mo, news, dust, ben, server, monkeypatch):
    monkeypatch.setattr("ranklore.following.jobs.digest_run.REFUSALS_IN_A_ROW_MAX", 2)
    ray = create_follower("ray", dust)
    make_comment(ben, dust)
    server.answer("mo", refused())
    server.answer("ray", refused(to="ray@example.org"))
    assert run_digests() == 0 and REFUSALS_IN_A_ROW_MAX > 2
    assert {digest_state_of(mo), digest_state_of(ray)} == {Digest.State.WAITING}
    assert not NotificationSettings.objects.filter(refusals__gt=0).exists()
    assert run_digests(SUNDAY + timedelta(hours=1)) == 2
