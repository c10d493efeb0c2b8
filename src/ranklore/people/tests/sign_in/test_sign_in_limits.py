"""Rate limits of sign-in and sign-up: shared by all processes, and the response says how long to wait."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from ranklore.core.models import RateLimitWindow
from ranklore.core.rate_limit import limiter
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.core.tests.threads import in_threads
from ranklore.people.models import Account
from ranklore.people.tests.accounts import PASSWORD, account_of, long_ago, page_text, sign_up, signed_in, totp_code_for

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = NOON

        def passes(self, seconds):
            self.now += timedelta(seconds=seconds)

    clock = Clock()
    monkeypatch.setattr(limiter, "clock", lambda: clock.now)
    return clock


def try_to_sign_in(address, password="wrong password", network=1):
    return Client(REMOTE_ADDR=f"10.0.0.{network}").post("/sign-in", {"login": address, "password": password})


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_wrong_passwords_are_limited_for_known_and_unknown_addresses(known, clock):
    address = account_of("mo").email if known else "no@example.org"
    for n in range(5):
        assert try_to_sign_in(address, network=n).status_code == 422
        clock.passes(10)
    stopped = try_to_sign_in(address.upper(), PASSWORD, network=9)
    assert stopped.status_code == 429 and stopped["Retry-After"] == "250"
    assert "Too many tries to sign in at once. Wait 5 minutes, then try again. Nothing was changed." in page_text(
        stopped
    )
    assert f'value="{address.upper()}"' in page_text(stopped) and PASSWORD not in page_text(stopped)
    clock.passes(250)
    assert try_to_sign_in(address, PASSWORD).status_code == (303 if known else 422)


@pytest.mark.django_db
def test_a_right_password_does_not_count_as_an_attempt(clock):
    mo = account_of("mo")
    for _ in range(9):
        assert try_to_sign_in(mo.email, PASSWORD).status_code == 303
    assert set(
        RateLimitWindow.objects.filter(ends_at__gt=NOON + timedelta(minutes=4)).values_list("used", flat=True)
    ) == {0}


@pytest.mark.django_db
def test_attempts_from_one_network_are_limited(settings, clock):
    settings.LIMITS = parse_rate_limits("address=1")
    for n in range(5):
        try_to_sign_in(f"no{n}@example.org")
    stopped = try_to_sign_in("another@example.org")
    assert stopped.status_code == 429 and "Too many tries to sign in from your network" in page_text(stopped)
    assert try_to_sign_in("another@example.org", network=2).status_code == 422


@pytest.mark.django_db
def test_guesses_of_app_codes_are_limited(clock):
    mo = account_of("mo")
    shown, client = totp_code_for(mo), Client()
    client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
    for _ in range(5):
        assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    stopped = client.post("/sign-in/second", {"code": shown})
    assert stopped.status_code == 429 and stopped["Retry-After"] == "300"
    clock.passes(300)
    assert client.post("/sign-in/second", {"code": shown}).status_code == 303


@pytest.mark.django_db
def test_password_guesses_while_signed_in_are_limited(clock):
    mo = account_of("mo")
    client = long_ago(signed_in(mo))
    for _ in range(5):
        assert client.post("/account/prove", {"password": "wrong password"}).status_code == 422
    assert client.post("/account/prove", {"password": PASSWORD}).status_code == 429


@pytest.mark.django_db
def test_sign_ups_from_one_network_are_limited(clock):
    for n in range(20):
        assert sign_up(Client(), f"mo{n}x").status_code == 303
        clock.passes(1)
    response = sign_up(Client(), "ray")
    assert response.status_code == 429 and response["Retry-After"] == "40"
    assert "Too many sign-ups from your network at once. Wait 40 seconds" in page_text(response)
    assert 'value="ray@example.org"' in page_text(response) and 'value="ray"' in page_text(response)
    assert not Account.objects.filter(email="ray@example.org").exists()
    assert sign_up(Client(REMOTE_ADDR="10.0.0.2"), "ray").status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_sign_ups_get_the_same_responses_for_known_and_unknown_addresses(known, mailoutbox, clock):
    address = account_of("mo").email if known else "no@example.org"
    answers = []
    for n in range(5):
        response = sign_up(Client(REMOTE_ADDR=f"10.0.0.{n}"), "ray", email=address)
        answers.append((response.status_code, response.headers.get("Retry-After")))
    assert answers == [(303, None)] * 4 + [(429, "60")]
    assert len(mailoutbox) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_code_emails_to_one_address_are_limited(known, mailoutbox, clock):
    """Codes to sign in and to choose a new password share a limit."""
    address = account_of("mo").email if known else "no@example.org"
    answers = []
    for n in range(3):
        signs = Client(REMOTE_ADDR=f"10.0.0.{n}").post("/sign-in", {"login": address, "by_code": "1"})
        resets = Client(REMOTE_ADDR=f"10.0.1.{n}").post("/reset", {"email": address})
        answers += [signs.status_code, resets.status_code]
    assert answers == [303, 303, 303, 429, 429, 429] and len(mailoutbox) == 3
    assert f'value="{address}"' in page_text(resets) and resets["Retry-After"] == "60"


@pytest.mark.django_db
def test_code_emails_for_a_change_of_address_are_limited(mailoutbox, clock):
    client = signed_in(account_of("mo"))
    change = {"action_add": "1", "email": "new@example.org"}
    assert [client.post("/account/email", change).status_code for _ in range(4)] == [303, 303, 303, 429]
    assert len(mailoutbox) == 3


@pytest.mark.django_db
def test_reauthentication_code_emails_are_limited(mailoutbox, clock):
    client = long_ago(signed_in(account_of("mo")))
    answers = [client.post("/account/prove/mail", {"send": "1"}) for _ in range(4)]
    assert [each.status_code for each in answers] == [303, 303, 303, 429] and len(mailoutbox) == 3
    assert answers[-1]["Retry-After"] == "60" and "Wait one minute" in page_text(answers[-1])


@pytest.mark.django_db
def test_account_forms_from_one_browser_are_limited(settings, clock):
    settings.LIMITS = parse_rate_limits("account=2/10m")
    client = Client()
    client.get("/sign-in")
    assert [client.post("/sign-out").status_code for _ in range(2)] == [303, 303]
    clock.passes(60)
    stopped = client.post("/sign-in", {"login": "mo@example.org", "password": PASSWORD})
    assert stopped.status_code == 429 and stopped["Retry-After"] == "540"
    assert "Wait 9 minutes" in page_text(stopped) and PASSWORD not in page_text(stopped)
    assert Client(REMOTE_ADDR="10.0.0.2").post("/sign-out").status_code == 303


@pytest.mark.django_db
def test_a_forwarded_address_from_a_visitor_is_ignored(clock):
    for n in range(20):
        sign_up(Client(), f"mo{n}x")
    assert sign_up(Client(HTTP_X_FORWARDED_FOR="10.0.0.7"), "ray").status_code == 429


@pytest.mark.django_db
def test_no_address_is_stored(clock):
    try_to_sign_in("mo@example.org", network=7)
    kept = repr(list(RateLimitWindow.objects.values_list()))
    assert RateLimitWindow.objects.count() == 4 and not re.search(r"example|10\.0\.", kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_sixteen_guesses_at_once_count_as_five_at_most(known):
    """Threads with their own connections act as processes: they share only the database."""
    address = account_of("mo").email if known else "no@example.org"
    statuses = []
    in_threads(*[lambda n=n: statuses.append(try_to_sign_in(address, network=n).status_code) for n in range(16)])
    assert sorted(statuses) == [422] * 5 + [429] * 11


@pytest.mark.django_db(transaction=True)
def test_right_passwords_at_once_are_all_refunded():
    address = account_of("mo").email
    statuses = []
    in_threads(
        *[lambda n=n: statuses.append(try_to_sign_in(address, PASSWORD, network=n).status_code) for n in range(4)]
    )
    assert statuses == [303] * 4
    assert [try_to_sign_in(address, network=9).status_code for _ in range(6)] == [422] * 5 + [429]


def test_used_codes_are_remembered_in_the_database_with_redis_and_without():
    show = "from django.conf import settings; print(*(each['BACKEND'] for each in settings.CACHES.values()))"
    for url, backends in (("", ["DatabaseCache"]), ("redis://127.0.0.1:6379/0", ["DatabaseCache", "RedisCache"])):
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings", **({"CACHE_URL": url} if url else {})}
        told = subprocess.run([sys.executable, "-c", show], env=env, capture_output=True, text=True, check=True)
        assert [each.rpartition(".")[2] for each in told.stdout.split()] == backends
