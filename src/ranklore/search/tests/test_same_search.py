"""The search within a list and the site's search find the same items."""

import pytest

from ranklore.ballots.queries.personal_ranking import search_items
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item
from ranklore.search.queries.matches import find_matches
from ranklore.text.normalize import normalize_text
from ranklore.text.search_query import parse_query

pytestmark = pytest.mark.django_db

ITEMS = [
    NewItem("紙飛行機", ("doriko",)),
    NewItem("Kokoro", ("Toraboruta",)),
    NewItem("ココロ・キセキ", ("ジミーサムP",)),
    NewItem("ローリンガール", ("wowaka",), ("Rolling Girl",)),
    NewItem("The Lost One’s Weeping", ("Neru",)),
    NewItem("Café del Mar", ("Énergie 52",)),
    NewItem("Simon & the Straße"),
    NewItem("C++"),
    NewItem("C#"),
    NewItem("!!!"),
    NewItem("Snow"),
    NewItem("Snow Dance"),
    NewItem("Falling Snow"),
    NewItem("Łódź by night"),
    NewItem("悪ノ召使", ("Kagamine Len",), ("Servant of Evil",)),
    NewItem("がくぽ"),
    NewItem("مَرْحَبًا"),
    NewItem("ёлка"),
    NewItem("Strawberry Letter 23"),
]
QUERIES = """
    紙飛行機|飛行|紙|kami hikouki|kamihikouki|kami|hikouki|kokro|kokoro|ココロ|こころ|ｺｺﾛ|kiseki|rorin garu|roringaru
    rolling girl|rolin|ローリン|ろーりんがーる|wowka|wowaka|lost ones|lost one's|lost one’s weeping|the lost|weping|neru
    cafe|CAFÉ|café del mar|cafe dle mar|energie|simon and|simon &|strasse|STRASSE|c++|c#|c|!!!|???|snow|sno|snw|falling
    snow dance|dance snow|sn|s|lodz|Łódź|night lodz|悪|召使|servant|servent of evl|aku no mesitukai|len|evil len
    か゛くぽ|gakupo|ｶﾞｸﾎﾟ|مرحبا|елка|ЁЛКА|23|letter 23|strawbery|starwberry|strawberxyzzy|sn\u200bow|xyzzy|zz|   |-|&
"""
TYPED = [query.strip(" ") for line in QUERIES.strip().splitlines() for query in line.strip(" ").split("|")]


@pytest.fixture
def all_items(db):
    return create_list(title="Everything", items=ITEMS)


@pytest.fixture
def names(all_items):
    return dict(Item.objects.values_list("pk", "name"))


@pytest.fixture
def find_in_list(all_items):
    return lambda typed: [item.name for item in search_items(all_items.pk, typed, ())[0]]


@pytest.mark.parametrize("typed", TYPED)
def test_both_searches_find_the_same_items_in_the_same_tiers(names, find_in_list, typed):
    query = parse_query(typed)
    tiers = {names[pk]: tier for pk, tier in find_matches(("items",), query)["items"].tiers.items()}
    found = find_in_list(typed)
    assert {*found[: len(tiers)]} == {*tiers}
    assert [tiers[name] for name in found[: len(tiers)]] == sorted(tiers.values())
    for name in found[len(tiers) :]:
        assert all(word in normalize_text(name + " ".join(_credits_of(name))) for word in query.words)


def _credits_of(name):
    return next(item.credits for item in ITEMS if item.name == name)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("紙飛行機", "紙飛行機"),
        ("kami hikouki", "紙飛行機"),
        ("kokro", "Kokoro"),
        ("ｺｺﾛ", "Kokoro"),
        ("cafe", "Café del Mar"),
        ("rorin garu", "ローリンガール"),
        ("か゛くぽ", "がくぽ"),
        ("servant of evil", "悪ノ召使"),
        ("ow da", "Snow Dance"),
    ],
)
def test_an_item_of_a_list_is_found_by_any_spelling(find_in_list, typed, first):
    assert find_in_list(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "also"),
    [("servant", "Servant of Evil"), ("rolling girl", "Rolling Girl"), ("wowaka", ""), ("召使", ""), ("neru", "")],
)
def test_another_name_is_shown_where_only_that_was_typed(all_items, typed, also):
    assert search_items(all_items.pk, typed, ())[0][0].also == also
