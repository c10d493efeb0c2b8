"""Windows of rate limits: counting, ending, and keys without addresses."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from ranklore.core.models import RateLimitWindow
from ranklore.core.rate_limit.cache_key import hashed_cache_key
from ranklore.core.rate_limit.limiter import delete_ended_windows, take_slot, window_key
from ranklore.core.rate_limit.policy import RateLimit

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
THREE_A_MINUTE = RateLimit(3, 60)


def at_second(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.mark.django_db
def test_a_full_window_gives_the_time_to_wait():
    assert [take_slot("ben", THREE_A_MINUTE, at_second(n)) for n in range(5)] == [0, 0, 0, 57, 56]


@pytest.mark.django_db
def test_a_new_window_has_room_again():
    for n in range(4):
        take_slot("ben", THREE_A_MINUTE, at_second(n))
    assert take_slot("ben", THREE_A_MINUTE, at_second(59.5)) == 1
    assert [take_slot("ben", THREE_A_MINUTE, at_second(60 + n)) for n in range(4)] == [0, 0, 0, 57]


@pytest.mark.django_db
def test_each_voter_has_their_own_window():
    for _ in range(4):
        take_slot("ben", THREE_A_MINUTE, NOON)
    assert take_slot("cy", THREE_A_MINUTE, NOON) == 0


@pytest.mark.django_db
def test_only_ended_windows_are_deleted():
    take_slot("ben", RateLimit(1, 60), NOON)
    take_slot("cy", RateLimit(1, 61), NOON)
    delete_ended_windows(at_second(60))
    assert [window.key for window in RateLimitWindow.objects.all()] == ["cy"]
    assert take_slot("cy", RateLimit(1, 61), at_second(60)) == 1


def test_a_window_key_is_anonymous_and_changes_daily():
    today = window_key("votes", "192.0.2.7", NOON.date())
    assert len(today) == 64 and "192" not in today
    assert today != window_key("votes", "192.0.2.7", NOON.date() + timedelta(days=1))
    assert today != window_key("comments", "192.0.2.7", NOON.date())


def test_cache_keys_are_hashed():
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.CACHES['default']['KEY_FUNCTION'])"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"{hashed_cache_key.__module__}.{hashed_cache_key.__name__}"
    assert len(hashed_cache_key("192.0.2.7", "", 1)) == 64 and hashed_cache_key("192.0.2.7", "", 1) != hashed_cache_key(
        "192.0.2.8", "", 1
    )
