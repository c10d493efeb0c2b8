"""Lists in several orders, by category and tag."""

import pytest
from django.utils import timezone

from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list
from ranklore.lists.categories import get_category
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.items import same_named_items_for
from ranklore.lists.queries.listing import category_counts, get_order, is_new, lists_page, newest_lists, random_list
from ranklore.lists.queries.tags import get_tag, most_used_tags
from ranklore.site.queries.other_lists import other_lists_for

pytestmark = pytest.mark.django_db


def titles(order="newest", page=None, **only):
    return [each.title for each in lists_page(order, page, **only)[0]]


@pytest.fixture
def three():
    """Three lists: Apple has three voters, Éclair has one, zebra has none."""
    lists = [create_list(title=title, items=[NewItem("One")]) for title in ("Éclair", "Apple", "zebra")]
    crowd_for(lists[0].items.get(), 1)
    crowd_for(lists[1].items.get(), 3)
    return lists


def test_lists_come_in_every_order(three):
    assert titles("newest") == ["zebra", "Apple", "Éclair"]
    assert titles("voters") == titles("lively") == ["Apple", "Éclair", "zebra"]
    assert titles("title") == ["Apple", "Éclair", "zebra"]


@pytest.mark.parametrize("asked", [None, "", "nonsense", "-pk", "activity__voters", "\x00", "NEWEST"])
def test_an_unknown_order_is_the_default_one(asked):
    assert get_order(asked) == "lively"


def test_lists_are_filtered_by_category_and_tag(three):
    file_list(three[0], category="books", tags=["old"])
    file_list(three[1], category="books", tags=["new"])
    books = get_category("books")
    for order in ("lively", "newest", "voters", "title"):
        assert sorted(titles(order, category=books)) == ["Apple", "Éclair"]
        assert titles(order, category=books, tag=get_tag("new")) == ["Apple"]
    assert [(each.label, each.lists) for each in category_counts()] == [("Books", 2)]


def test_a_tag_is_found_in_any_spelling(three):
    file_list(three[0], category="", tags=["Sad Songs"])
    assert get_tag("SAD SONGS").key == "sad-songs"
    for nothing in ("", "happy", "\x00", "/" * 5000, "\ud800"):
        assert get_tag(nothing) is None
    assert [tag.name for tag in most_used_tags()] == ["Sad Songs"]


def test_every_list_can_be_the_random_one(three):
    assert {random_list().title for _ in range(200)} == {"zebra", "Apple", "Éclair"}
    for each in three:
        Item.objects.filter(list=each).update(removed_at=timezone.now())
    assert random_list() is not None


def test_without_lists_there_is_no_random_list():
    assert random_list() is None and newest_lists(5) == ()


def test_a_list_is_new_for_some_weeks(three):
    now = timezone.now()
    assert is_new(three[0], now) and not is_new(three[0], now + 2 * (now - now.replace(year=now.year - 1)))


def test_an_item_is_found_on_other_lists_by_its_name():
    one = create_list(title="One", items=[NewItem("The Bells!"), NewItem("Untitled"), NewItem("!")])
    two = create_list(title="Two", items=[NewItem("bells"), NewItem("Untitled"), NewItem("Dust")])
    bells, untitled, sign = one.items.order_by("start_place")
    assert [each.list.title for each in same_named_items_for(bells)] == ["Two"]
    assert same_named_items_for(untitled) == [] and same_named_items_for(sign) == []
    two.items.filter(name="bells").update(removed_at=timezone.now())
    assert same_named_items_for(bells) == []


def test_derived_keys_follow_their_fields(songs):
    item = songs.items.get(name="Dust")
    item.name = "The DUST"
    item.save()
    assert Item.objects.get(pk=item.pk).name_key == "dust"
    assert RankedList.objects.get(pk=songs.pk).sort_title == "saddest songs"


def test_a_derived_field_can_be_cloned_and_is_a_plain_field_in_migrations():
    column = Item._meta.get_field("name_key")
    assert (column.clone().of, column.clone().make) == (column.of, column.make)
    assert column.deconstruct()[1] == "django.db.models.CharField"


def test_an_item_is_found_on_other_lists_by_its_other_names():
    here = create_list(
        title="Here", items=[NewItem("Servant of Evil", ("mothy",), ("Aku no Meshitsukai",))]
    ).items.get()
    there = create_list(title="There", items=[NewItem("Aku no meshitsukai")]).items.get()
    create_list(title="By others", items=[NewItem("Aku no meshitsukai", ("Noa",))])
    assert [each.item_id for each in other_lists_for(here)] == [there.pk]
