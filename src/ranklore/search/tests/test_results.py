"""Search results: by any spelling, the best first, and nothing hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ranklore.ballots.actions.votes import cast_vote
from ranklore.core.database.any_id import AnyId
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.lists.actions.lists import create_list, delete_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.parsing.result import ParsedComment
from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter
from ranklore.search.queries import matches
from ranklore.search.queries.search import find_results, get_suggestions
from ranklore.search.tests.lookup import account_of, found, names
from ranklore.text.search_query import parse_query

pytestmark = pytest.mark.django_db


@pytest.fixture
def servant(songs):
    item = songs.items.get(name="Alone")
    item.name, item.aliases, item.credits = "悪ノ召使", ["Servant of Evil"], ["Kagamine Len"]
    item.save()
    return item


@pytest.mark.parametrize(
    "typed",
    [
        "悪ノ召使",
        "悪の召使",
        "Aku no Meshitsukai",
        "aku no mesitukai",
        "akunomeshitsukai",
        "AKU NO",
        "servant of evil",
        "Servant of Évil",
        "evil servant",
        "serv",
        "召使",
        "悪",
        "meshitsukai",
        "sevrant of evl",
        "servannt",
        "mesitsukai",
        "len kagamine",
        "evil len",
    ],
)
def test_an_item_is_found_by_any_spelling_of_its_names(servant, typed):
    assert names(typed) == ["悪ノ召使"]


def test_kana_is_found_by_romaji_and_romaji_by_kana(songs, ada):
    create_list(title="Girls", items=[NewItem("ローリンガール"), NewItem("Kokoro")], voter=ada)
    assert names("roringaru") == names("rooringaaru") == names("ローリン") == ["ローリンガール"]
    assert names("こころ") == ["Kokoro"]


@pytest.mark.parametrize("typed", ["xyzzy", "!!!", "", "   ", "alonee bells", "zz"])
def test_nothing_is_found_for_other_words(songs, typed):
    assert find_results(parse_query(typed), Voter()).is_empty


def test_whole_names_come_before_prefixes_before_other_words(ada):
    create_list(
        title="L",
        items=[NewItem("Falling Snow"), NewItem("Snow Dance"), NewItem("Snow"), NewItem("Sno"), NewItem("Deep")],
        voter=ada,
    )
    assert names("snow") == ["Snow", "Snow Dance", "Falling Snow"]


def test_every_word_can_be_a_prefix_when_few_names_have_the_whole_words(ada):
    create_list(title="L", items=[NewItem("Rolling Girl"), NewItem("Rol Girl"), NewItem("Trolling Girl")], voter=ada)
    assert names("rol gir") == ["Rol Girl", "Rolling Girl"]
    assert found("roll gir", "items")[0].name == "<mark>Roll</mark>ing <mark>Gir</mark>l"
    assert names("r girl") == []


def test_equal_names_are_ordered_by_votes(ada, ben):
    songs = create_list(title="L", items=[NewItem("Snow", ("A",)), NewItem("Snow", ("B",))], voter=ada)
    first = songs.items.get(start_place=1)
    assert [row.credits for row in found("snow", "items")] == ["B", "A"]
    cast_vote(voter=ben, item=first, shown=[first.pk])
    assert [row.credits for row in found("snow", "items")] == ["A", "B"]


def test_an_item_result_shows_its_list_and_rank(songs, ada, ben):
    bells = songs.items.get(name="Bells")
    for voter in (ada, ben, *(Voter.objects.create() for _ in range(4))):
        cast_vote(voter=voter, item=bells, shown=[item.pk for item in songs.items.all()])
    (row,) = found("bells", "items")
    assert (row.rank, row.votes, row.list_title, row.address) == (1, 6, "Saddest songs", bells.get_absolute_url())
    (row,) = found("dust", "items")
    assert row.rank is None or row.votes == 0


def test_matches_are_highlighted_in_aliases_too(servant):
    (row,) = found("evil", "items")
    assert (row.name, row.alias) == ("悪ノ召使", "Servant of <mark>Evil</mark>")
    (row,) = found("召使", "items")
    assert (row.name, row.alias) == ("悪ノ<mark>召使</mark>", "")
    (row,) = found("aku no meshitsukai", "items")
    assert (row.name, row.alias) == ("<mark>悪ノ召使</mark>", "")
    (row,) = found("mesitukai", "items")
    assert row.name == "<mark>悪ノ召使</mark>"
    (row,) = found("len", "items")
    assert (row.name, row.credits) == ("悪ノ召使", "Kagamine <mark>Len</mark>")
    servant.aliases = ["Evil", "Servant of Evil"]
    servant.name = "Evil Servant"
    servant.save()
    (row,) = found("evil", "items")
    assert row.alias == "<mark>Evil</mark>"


def test_html_in_names_is_escaped(ada):
    create_list(title="L", items=[NewItem("<b>Snow</b> & <i>ice</i>")], voter=ada)
    (row,) = found("snow", "items")
    assert row.name == "&lt;b&gt;<mark>Snow</mark>&lt;/b&gt; &amp; &lt;i&gt;ice&lt;/i&gt;"


# --- hidden rows


def test_a_removed_item_is_not_found_until_it_is_restored(songs):
    dust = songs.items.get(name="Dust")
    remove_item(dust)
    assert names("dust") == []
    restore_item(dust)
    assert names("dust") == ["Dust"]


def test_accounts_are_found_by_their_current_name_while_they_are_active(db):
    mo = account_of("momo")
    assert names("momo", "people") == ["momo"]
    take_name(mo, "nana")
    assert names("momo", "people") == []
    assert names("nana", "people") == names("nan", "people") == ["nana"]
    Account.objects.update(is_active=False)
    assert names("nana", "people") == []
    Account.objects.update(is_active=True)
    Account.objects.all().delete()
    assert names("nana", "people") == []


def test_an_account_without_a_name_is_not_found(db):
    Account.objects.create(email="secret@example.org")
    assert names("secret", "people") == []


def test_a_deleted_list_is_not_found(songs):
    assert names("saddest", "lists") == ["Saddest songs"]
    delete_list(songs.pk)
    assert names("saddest", "lists") == names("bells") == []


# --- comments


def test_imported_and_new_rows_are_found_at_once(songs, ben, nonce):
    import_comments(songs, [(None, ParsedComment(text="From the page.", line=1))])
    add_item(ranked_list=songs, voter=ben, name="Zebra", nonce=nonce)
    assert names("page", "comments") == ["From the page."]
    assert names("zebra") == ["Zebra"]


def test_no_correction_is_shown_when_a_result_has_the_typed_spelling(songs, ben):
    create_list(title="Sadness of songs", items=[NewItem("Sadness"), NewItem("Madness")], voter=ben)
    results = find_results(parse_query("sadness"), Voter())
    assert results.corrections == ()
    assert [row.name for row in results.groups[1].rows] == ["<mark>Sadness</mark>", "<mark>Madness</mark>"]
    make_comment(ben, CommentTarget(songs), "Such gladness.")
    assert find_results(parse_query("gladness"), Voter()).corrections == ()


def test_a_list_is_also_found_by_its_prompt(songs):
    (row,) = found("hurts", "lists")
    assert (row.name, row.prompt, row.items) == ("Saddest songs", "Which one <mark>hurts</mark>?", 5)


def test_results_of_one_kind_have_pages(ada):
    create_list(title="L", items=[NewItem(f"Snow {n}") for n in range(45)], voter=ada)
    results = find_results(parse_query("snow"), Voter())
    assert (results.groups[0].total, len(results.groups[0].rows), results.groups[0].hidden_count) == (45, 5, 40)
    shown = [find_results(parse_query("snow"), Voter(), "items", page).groups[0] for page in ("1", "2", "3", "9")]
    assert [len(each.rows) for each in shown] == [20, 20, 5, 5]
    assert len({row.address for each in shown[:3] for row in each.rows}) == 45
    assert find_results(parse_query("snow"), Voter(), "people").groups == ()


def test_a_group_says_when_there_are_more_matches(ada, monkeypatch):
    monkeypatch.setattr(matches, "MATCHES_MAX", 10)
    create_list(title="L", items=[NewItem(f"Snow {n}") for n in range(15)], voter=ada)
    (items,) = find_results(parse_query("snow"), Voter()).groups
    assert items.is_more and items.total == 10 and items.link_text == "More than 10 items"


def test_suggestions_are_names_only(servant, ben):
    make_comment(ben, servant, "Servant indeed.")
    account_of("servantes")
    create_list(title="Servants", voter=ben)
    results = get_suggestions(parse_query("serv"))
    assert [(each.kind, [row.name for row in each.rows]) for each in results.groups] == [
        ("lists", ["<mark>Serv</mark>ants"]),
        ("items", ["悪ノ召使"]),
        ("people", ["<mark>serv</mark>antes"]),
    ]


def test_long_words_that_only_start_alike_are_not_typos(ada):
    create_list(title="L", items=[NewItem("Strawberries"), NewItem("Strawberry"), NewItem("Strawberru")], voter=ada)
    assert names("strawberxyzzy") == []
    assert names("starwberry") == ["Strawberry", "Strawberru"]


def test_the_number_of_queries_does_not_depend_on_the_rows(songs, ada, ben):
    def queries_of(work):
        with CaptureQueriesContext(connection) as context:
            work()
        return len(context)

    def both():
        return [
            queries_of(lambda: find_results(parse_query("snow"), ada)),
            queries_of(lambda: get_suggestions(parse_query("snow"))),
        ]

    make_snow(songs, ada, ben, range(6))
    few = both()
    make_snow(songs, ada, ben, range(6, 16))
    assert both() == few and few[0] <= 32 and few[1] <= 21


def make_snow(songs, ada, ben, numbers):
    for n in numbers:
        create_list(title=f"Snow list {n}", prompt="Snow?", items=[NewItem(f"Snow {n}"), NewItem("Ice")], voter=ada)
        make_comment(ben, CommentTarget(songs), f"Snow again {n}.")
        account_of(f"snow{n}")


# --- rows change only together with their search words


def test_an_update_without_the_search_words_is_refused(songs):
    for rows, values in (
        (RankedList.objects.all(), {"title": "x"}),
        (Item.objects.all(), {"name": "x"}),
        (Comment.objects.all(), {"text": "x"}),
        (Account.objects.all(), {"name": "x"}),
    ):
        with pytest.raises(TypeError, match="update words as well"):
            rows.update(**values)
    assert Item.objects.update(removed_at=timezone.now()) == 5


def test_saving_a_name_saves_its_search_words(songs):
    item = songs.items.get(name="Dust")
    item.name = "Ashes"
    item.save(update_fields=["name"])
    assert names("ashes") == ["Ashes"] and names("dust") == []
    item.save(update_fields=["notes"])
    assert names("ashes") == ["Ashes"]


def test_a_name_of_punctuation_is_found_by_itself(ada):
    create_list(title="L", items=[NewItem("!!!"), NewItem("* * *"), NewItem("C#"), NewItem("C")], voter=ada)
    assert names("!!!") == ["!!!"]
    assert names("***") == ["* * *"]
    assert names("c#")[0] == "C#"
    assert names("%") == names('"') == names("'") == names("\\") == []


def test_a_condition_on_many_ids_equals_an_in_condition(songs):
    ids = list(Item.objects.values_list("pk", flat=True))
    assert set(Item.objects.filter(AnyId("pk", ids[1:])).values_list("pk", flat=True)) == set(ids[1:])
    assert set(Comment.objects.filter(AnyId("item", ids))) == set(Comment.objects.filter(item__in=ids))
    assert not Item.objects.filter(AnyId("pk", [])).exists()
