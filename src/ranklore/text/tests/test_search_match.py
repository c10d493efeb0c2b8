"""Which rows match a query, without a database."""

import pytest

from ranklore.text.search_match import PREFIX_TIER, TYPO_TIER, match_tiers
from ranklore.text.search_query import parse_query
from ranklore.text.search_tokens import credited_name_tokens

ROWS = {
    n: credited_name_tokens([name], credits)
    for n, (name, credits) in enumerate(
        [("Snow", ()), ("Snow Dance", ()), ("Falling Snow", ()), ("Rolling Girl", ("wowaka",)), ("Strawberry", ())]
    )
}


@pytest.mark.parametrize(
    ("typed", "tiers"),
    [
        ("snow", {0: 0, 1: 1, 2: 2}),
        ("rol gir", {3: PREFIX_TIER}),
        ("wowaka", {3: 2}),
        ("wowka", {3: TYPO_TIER + 1}),
        ("starwbery", {4: TYPO_TIER + 2}),
        ("strawberxyzzy", {}),
        ("", {}),
    ],
)
def test_the_best_match_is_in_the_lowest_tier(typed, tiers):
    assert match_tiers(parse_query(typed), ROWS) == tiers


def test_typos_do_not_count_where_enough_rows_match():
    rows = {**ROWS, 9: credited_name_tokens(["Snwo"], ())}
    assert 9 not in match_tiers(parse_query("snow"), rows)
    del rows[2]
    assert match_tiers(parse_query("snow"), rows)[9] == TYPO_TIER + 1
