"""How often one may knock: the limits hold for all processes together, and the answer says how long to wait."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from ranklore.ballots.tests.threads import in_threads
from ranklore.site.tests.make_account import PASSWORD, account_of, sign_up

SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ranklore_cache"}}


@pytest.mark.django_db
def test_wrong_passwords_for_one_address_come_to_an_end():
    mo = account_of("mo")
    for n in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/sign-in", {"login": mo.email, "password": "wrong password"})
    stopped = Client(REMOTE_ADDR="10.0.0.9").post("/sign-in", {"login": mo.email, "password": PASSWORD})
    assert stopped.status_code == 429
    assert "Wait five minutes" in stopped.content.decode()


@pytest.mark.django_db
def test_the_limit_is_the_same_for_an_unknown_address():
    for n in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/sign-in", {"login": "no@example.org", "password": "wrong password"})
    response = Client(REMOTE_ADDR="10.0.0.9").post("/sign-in", {"login": "no@example.org", "password": PASSWORD})
    assert response.status_code == 429


@pytest.mark.django_db
def test_too_many_sign_ups_from_one_place_are_asked_to_wait():
    for n in range(20):
        sign_up(Client(), f"mo{n}x")
    response = sign_up(Client(), "ray")
    assert response.status_code == 429 and response["Retry-After"] == "60"
    assert "Wait a minute" in response.content.decode()
    assert sign_up(Client(REMOTE_ADDR="10.0.0.2"), "ray").status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_nobody_s_mailbox_is_flooded(known, mailoutbox):
    address = account_of("mo").email if known else "no@example.org"
    for n in range(6):
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/sign-in", {"login": address, "by_code": "1"})
        Client(REMOTE_ADDR=f"10.0.1.{n}").post("/reset", {"email": address})
    assert len(mailoutbox) == 6  # three of each within a minute


@pytest.mark.django_db
def test_what_a_visitor_says_of_their_address_is_not_believed():
    for n in range(20):
        sign_up(Client(), f"mo{n}x")
    assert sign_up(Client(HTTP_X_FORWARDED_FOR="10.0.0.7"), "ray").status_code == 429


@pytest.mark.django_db(transaction=True)
def test_processes_count_together(settings):
    """Threads with connections of their own stand for processes: they share nothing but the database."""
    settings.CACHES = SHARED
    call_command("createcachetable", verbosity=0)
    statuses = []
    try:
        in_threads(*[lambda n=n: statuses.append(knock(n)) for n in range(8)])
        assert sorted(statuses)[:5] == [422] * 5 and 429 in statuses
        assert knock(9) == 429
    finally:
        caches["default"].clear()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE ranklore_cache")


def knock(n: int) -> int:
    fields = {"login": "no@example.org", "password": "wrong password"}
    return Client(REMOTE_ADDR=f"10.0.0.{n}").post("/sign-in", fields).status_code


def test_the_site_counts_in_its_database_unless_told_otherwise():
    import os
    import subprocess
    import sys

    show = "from django.conf import settings; print(settings.CACHES['default']['BACKEND'].rpartition('.')[2])"
    for url, backend in (("", "DatabaseCache"), ("redis://127.0.0.1:6379/0", "RedisCache")):
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings", **({"CACHE_URL": url} if url else {})}
        told = subprocess.run([sys.executable, "-c", show], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == backend
