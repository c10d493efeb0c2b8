"""How limits are parsed and explained."""

import pytest
from django.conf import settings

from ranklore.core.rate_limit.policy import (
    DEFAULT_RATE_LIMITS,
    RateLimit,
    parse_rate_limits,
    rate_limit_message,
    wait_in_words,
)


def test_an_operator_changes_some_limits_and_keeps_the_rest():
    limits = parse_rate_limits(" comments = 3/h , address=20, codes=2/10m")
    assert limits.by_kind["codes"] == RateLimit(2, 600)
    assert limits.by_kind["comments"] == RateLimit(3, 3600)
    assert limits.for_address("comments") == RateLimit(60, 3600)
    assert limits.by_kind["votes"] == RateLimit(120, 60)
    assert limits.for_address("guests") == RateLimit(100, 3600)  # they are counted by address alone


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
def test_an_invalid_limit_is_named_in_the_error(wrong):
    with pytest.raises(ValueError, match=wrong):
        parse_rate_limits(f"votes=9/m,{wrong}")


def test_the_default_limits_are_on():
    assert parse_rate_limits(DEFAULT_RATE_LIMITS) == settings.LIMITS


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (40, "40 seconds"), (60, "one minute"), (61, "2 minutes"), (3600, "an hour"), (3601, "2 hours")],
)
def test_the_wait_is_rounded_up_and_written_in_words(seconds, words):
    assert wait_in_words(seconds) == words


def test_the_message_says_what_was_too_much_and_that_nothing_is_lost():
    assert rate_limit_message("comments", 40, of_network=False) == (
        "Too many comments at once. Wait 40 seconds, then send it again. Your text is still here."
    )
    assert rate_limit_message("votes", 1, of_network=True) == (
        "Too many votes from your network at once. Wait 1 second, then try again. Nothing was changed."
    )
