"""What comes too often is counted for all processes together, and only for as long as it has to be."""

import contextlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import RequestFactory

from ranklore.shell.limits import _soon_forgotten, address_of, cache_key, forget_past, key_of, take
from ranklore.shell.models import Window
from ranklore.shell.rules import STANDARD, Limit, in_words, read_limits, too_many

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
THREE = Limit(3, 60)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.mark.django_db
def test_a_window_lets_so_many_through_and_says_how_long_to_wait():
    assert [take("ben", THREE, after(n)) for n in range(5)] == [0, 0, 0, 57, 56]


@pytest.mark.django_db
def test_after_the_window_there_is_room_again():
    for n in range(4):
        take("ben", THREE, after(n))
    assert take("ben", THREE, after(59.5)) == 1
    assert [take("ben", THREE, after(60 + n)) for n in range(4)] == [0, 0, 0, 57]


@pytest.mark.django_db
def test_one_does_not_use_up_the_room_of_another():
    for _ in range(4):
        take("ben", THREE, NOON)
    assert take("cy", THREE, NOON) == 0


@pytest.mark.django_db
def test_what_is_over_is_forgotten_and_what_is_not_still_counts():
    take("ben", Limit(1, 60), NOON)
    take("cy", Limit(1, 61), NOON)
    forget_past(after(60))
    assert [window.key for window in Window.objects.all()] == ["cy"]
    assert take("cy", Limit(1, 61), after(60)) == 1


def test_a_key_tells_nothing_and_is_another_tomorrow():
    today = key_of("votes", "192.0.2.7", NOON.date())
    assert len(today) == 64 and "192" not in today
    assert today != key_of("votes", "192.0.2.7", NOON.date() + timedelta(days=1))
    assert today != key_of("comments", "192.0.2.7", NOON.date())


def test_the_keys_of_the_cache_tell_nothing_either():
    told = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.CACHES['default']['KEY_FUNCTION'])"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == f"{cache_key.__module__}.{cache_key.__name__}"
    assert len(cache_key("192.0.2.7", "", 1)) == 64 and cache_key("192.0.2.7", "", 1) != cache_key("192.0.2.8", "", 1)


# --- addresses


def came(remote, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_what_a_visitor_says_of_their_address_is_not_believed():
    assert came("192.0.2.7", "10.0.0.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "198.51.100.4", "198.51.100.4"),
        (1, "10.9.9.9, 198.51.100.4", "198.51.100.4"),  # the first was written by the visitor
        (2, "10.9.9.9, 198.51.100.4, 203.0.113.1", "198.51.100.4"),
        (2, "198.51.100.4", "192.0.2.7"),  # it did not come by way of both
        (1, "", "192.0.2.7"),
        (1, "nonsense", "unknown"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    assert came("192.0.2.7", forwarded) == address


def test_a_network_of_ipv6_is_one_address():
    assert came("2001:db8:1:2:3:4:5:6") == came("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert came("2001:db8:1:3::9") != came("2001:db8:1:2::9")
    assert came("::ffff:192.0.2.7") == "192.0.2.7"


# --- numbers and sentences


def test_an_operator_changes_what_does_not_suit_and_the_rest_stays():
    limits = read_limits(" comments = 3/h , address=20, codes=2/10m")
    assert limits.by_kind["codes"] == Limit(2, 600)
    assert limits.by_kind["comments"] == Limit(3, 3600)
    assert limits.of_address("comments") == Limit(60, 3600)
    assert limits.by_kind["votes"] == Limit(120, 60)
    assert limits.of_address("guests") == Limit(100, 3600)  # they are counted by address alone


@pytest.mark.parametrize(
    "wrong",
    [
        "comments",
        "comments=3",
        "comments=3/d",
        "comments=x/m",
        "comments=0/m",
        "comments=3/0m",
        "codes=3",
        "love=3/m",
        "address=3/m",
        "=",
    ],
)
def test_a_limit_that_cannot_be_read_is_named(wrong):
    with pytest.raises(ValueError, match=wrong):
        read_limits(f"votes=9/m,{wrong}")


def test_the_limits_are_on_unless_somebody_changed_them():
    assert read_limits(STANDARD) == settings.LIMITS


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (40, "40 seconds"), (60, "one minute"), (61, "2 minutes"), (3600, "an hour"), (3601, "2 hours")],
)
def test_the_time_to_wait_is_said_in_words_and_never_too_short(seconds, words):
    assert in_words(seconds) == words


def test_the_sentence_says_what_was_too_much_and_that_nothing_is_lost():
    assert too_many("comments", 40, of_network=False) == (
        "Too many comments at once. Wait 40 seconds, then send it again; what you wrote is still here."
    )
    assert too_many("votes", 1, of_network=True) == (
        "Too many votes from your network at once. Wait 1 second, then try again; nothing was changed."
    )


@pytest.fixture
def safety(transactional_db):
    """How safely a transaction is written down just now, as on a site."""

    def asked():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}" if name == "synchronous" else f"SHOW {name}")
            return str(cursor.fetchone()[0])

    name = "synchronous" if connection.vendor == "sqlite" else "synchronous_commit"
    before = asked()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=FULL")
    yield asked
    if connection.vendor == "sqlite":
        connection.cursor().execute(f"PRAGMA synchronous={before}")


def test_counting_waits_for_no_disk_and_what_comes_after_it_does(safety):
    usual = safety()
    with _soon_forgotten():
        assert (usual, safety()) in (("2", "1"), ("on", "off"))
    assert safety() == usual
    with transaction.atomic(), _soon_forgotten():  # within another transaction it is that one which says
        assert safety() == usual


def test_a_count_that_fails_leaves_it_as_it_was(safety):
    usual = safety()
    with contextlib.suppress(ZeroDivisionError), _soon_forgotten():
        raise ZeroDivisionError
    assert safety() == usual
