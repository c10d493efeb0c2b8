"""Related lists, and the other lists of an item."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.queries import co_voting
from ranklore.ballots.queries.co_voting import lists_with_same_voters
from ranklore.core.tests.threads import in_threads
from ranklore.lists.actions import related_lists as related_list_actions
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list, delete_list
from ranklore.lists.actions.related_lists import claim_due_list, save_related_lists
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, ListActivity, RankedList, RelatedList
from ranklore.lists.queries import related_lists
from ranklore.lists.queries.related_lists import ListSimilarity, related_lists_for
from ranklore.people.models import Voter
from ranklore.site.jobs import related_lists as related_lists_job
from ranklore.site.jobs.related_lists import relate_due_lists, relate_list, relate_lists_voted_since

pytestmark = pytest.mark.django_db


def list_of(title, *names, **more):
    return create_list(title=title, items=[NewItem(name) for name in names], **more)


def related_titles(ranked_list):
    return [each.title for each in related_lists_for(ranked_list.pk)]


def vote_on_both(one, two, voters):
    for voter in voters:
        for each in (one, two):
            cast_vote(voter=voter, item=each.items.first())


def voters(count, **more):
    return [Voter.objects.create(**more) for _ in range(count)]


def test_lists_with_the_same_items_are_related(client):
    one, two = list_of("One", "The Bells", "Dust", "Cold"), list_of("Two", "bells", "DUST", "Snow")
    list_of("Three", "Dust", "Other")  # a single shared name is not enough
    relate_list(one.pk)
    assert related_titles(one) == ["Two"] and related_titles(two) == ["One"]
    assert "2 items in common" in client.get("/l/one").content.decode()


def test_items_without_a_name_relate_no_lists():
    one = list_of("One", "Untitled", "Untitled", "Dust")
    list_of("Two", "Untitled", "Untitled", "Dust")
    relate_list(one.pk)
    assert related_titles(one) == []


def test_lists_with_the_same_tags_are_related(client):
    one, two = list_of("One", tags=["sad", "slow"]), list_of("Two", tags=["SAD"])
    relate_list(one.pk)
    assert related_titles(one) == ["Two"] and related_titles(two) == ["One"]
    assert "1 tag in common" in client.get("/l/one").content.decode()
    file_list(two, category="", tags=["happy"])
    relate_list(two.pk)
    assert related_titles(one) == related_titles(two) == []


def test_five_shared_voters_relate_lists_and_their_number_is_not_shown(client):
    one, two = list_of("One", "A"), list_of("Two", "B")
    vote_on_both(one, two, voters(4))
    relate_list(one.pk)
    assert related_titles(one) == [] and lists_with_same_voters(one.pk) == frozenset()
    vote_on_both(one, two, voters(3))
    relate_list(one.pk)
    assert related_titles(one) == ["Two"]
    part = client.get("/l/one").content.decode().split("Lists like this one")[1].split("</section>")[0]
    assert "many of the same voters" in part and "7" not in part
    assert (
        RelatedList.objects.values_list("weight", flat=True).distinct().get() == 0.5
    )  # the weight does not depend on their number


def test_voters_who_do_not_count_relate_no_lists():
    one, two = list_of("One", "A"), list_of("Two", "B")
    vote_on_both(one, two, voters(5, is_simulated=True))
    bad = voters(5)
    vote_on_both(one, two, bad)
    for voter in bad:
        set_trust(voter=voter, trust=0)
    assert lists_with_same_voters(one.pk) == frozenset()


def test_the_most_similar_list_comes_first():
    one = list_of("One", *"ABCDEFGH", tags=["sad"])
    list_of("Tag", tags=["sad"])
    list_of("Items", *"ABCDEFGH")
    relate_list(one.pk)
    assert related_titles(one) == ["Items", "Tag"]


def test_only_the_most_similar_lists_are_kept(monkeypatch):
    monkeypatch.setattr(related_list_actions, "RELATED_LISTS_KEPT_MAX", 2)
    one = list_of("One", tags=["sad"])
    for n in range(4):
        list_of(f"Other {n}", tags=["sad"])
    relate_list(one.pk)
    assert len(related_titles(one)) == 2


def test_a_deleted_list_is_related_to_no_other():
    one, two = list_of("One", tags=["sad"]), list_of("Two", tags=["sad"])
    relate_list(one.pk)
    delete_list(two.pk)
    assert related_titles(one) == []
    save_related_lists(two.pk, {one.pk: ListSimilarity(tags=1)})
    save_related_lists(one.pk, {two.pk: ListSimilarity(tags=1)})
    assert not RelatedList.objects.exists()


def test_the_worker_looks_up_a_new_list_once_and_again_after_votes():
    one, two = list_of("One", "A", tags=["sad"]), list_of("Two", tags=["sad"])
    now = timezone.now()
    assert relate_due_lists(now) == 2 and relate_due_lists(now) == 0
    assert related_titles(one) == ["Two"]
    RelatedList.objects.all().delete()
    cast_vote(voter=Voter.objects.create(), item=one.items.get())
    relate_lists_voted_since(now - timedelta(days=1), now)  # within an hour nothing happens
    assert related_titles(one) == []
    relate_lists_voted_since(now - timedelta(days=1), now + timedelta(hours=2))
    assert related_titles(one) == ["Two"]
    file_list(two, category="", tags=[])
    assert ListActivity.objects.filter(related_checked_at=None).count() == 1


def test_two_workers_do_not_claim_the_same_list():
    list_of("One")
    now = timezone.now()
    assert claim_due_list(now) == RankedList.objects.get().pk and claim_due_list(now) is None


@pytest.mark.parametrize("by", ["items", "tag"])
def test_a_list_keeps_its_related_lists_when_many_newer_lists_are_similar(by, monkeypatch):
    monkeypatch.setattr(related_lists, "CANDIDATES_MAX", 4)
    monkeypatch.setattr(related_list_actions, "RELATED_LISTS_KEPT_MAX", 2)
    lists = [
        list_of(f"List {n}", *("A", "B") if by == "items" else (), tags=["sad"] if by == "tag" else [])
        for n in range(12)
    ]
    relate_due_lists(timezone.now())
    assert all(related_titles(each) for each in lists)


def test_a_small_list_stays_related_to_one_with_many_voters(monkeypatch):
    small, big = list_of("Small", "A"), list_of("Big", "B")
    vote_on_both(small, big, voters(5))
    relate_list(small.pk)
    monkeypatch.setattr(co_voting, "VOTERS_MAX", 4)  # the shared voters are not among the latest ones of the big list
    relate_list(big.pk)
    assert related_titles(small) == ["Big"]


def test_lists_with_nothing_in_common_any_more_are_unrelated_in_both_directions(monkeypatch):
    monkeypatch.setattr(related_lists, "CANDIDATES_MAX", 2)
    old = list_of("Old", "A", "B")
    new = [list_of(f"New {n}", "A", "B") for n in range(4)]
    relate_list(old.pk)
    relate_list(new[0].pk)
    save_related_lists(new[0].pk, {old.pk: ListSimilarity(items=2)})
    Item.objects.filter(list=new[0], name="A").update(name_key="otherwise")
    relate_list(old.pk)
    assert related_titles(new[0]) == [] and "New 0" not in related_titles(old)


def test_a_list_that_fails_does_not_stop_the_others_and_is_tried_again(monkeypatch, caplog):
    _, two, _ = (list_of(title, tags=["sad"]) for title in ("One", "Two", "Three"))
    relate, now = related_lists_job.relate_list, timezone.now()

    def fails_for_two(list_id):
        if list_id == two.pk:
            raise OperationalError("deadlock detected")
        relate(list_id)

    monkeypatch.setattr(related_lists_job, "relate_list", fails_for_two)
    assert relate_due_lists(now) == 2
    assert list(ListActivity.objects.filter(related_checked_at=None)) == [two.activity]
    assert f"could not find related lists of list {two.pk}; the next run tries again" in caplog.text
    monkeypatch.undo()
    assert relate_due_lists(now) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_lookups_of_related_lists_do_not_deadlock():
    lists = [list_of(f"List {n}", "A", "B") for n in range(4)]

    def relate_often(ranked_list):
        for _ in range(60):
            relate_list(ranked_list.pk)

    in_threads(*[lambda each=each: relate_often(each) for each in lists])
    assert all(len(related_titles(each)) == 3 for each in lists)


def test_the_nightly_worker_looks_up_all_due_lists():
    one = list_of("One", "A", tags=["sad"])
    list_of("Two", tags=["sad"])
    call_command("worker", "--nightly")
    assert related_titles(one) == ["Two"]


def test_an_item_shows_its_other_lists_with_its_rank_there(client):
    one, two = list_of("One", "Bells", "Dust"), list_of("Two", "The bells", *"ABCD")
    shown = [item.pk for item in two.items.all()]
    for voter in voters(6):
        cast_vote(voter=voter, item=two.items.get(name="The bells"), shown=shown)
    page = client.get(one.items.get(name="Bells").get_absolute_url())
    (there,) = page.context["other_lists"]
    assert (there.slug, there.rank) == ("two", 1)
    assert "Other lists with this item" in page.content.decode() and "1st" in page.content.decode()
    assert client.get(one.items.get(name="Dust").get_absolute_url()).context["other_lists"] == ()


def test_an_item_with_different_credits_is_a_different_item(client):
    one = create_list(title="One", items=[NewItem("Bells", ("Mika",))])
    create_list(title="Two", items=[NewItem("Bells", ("Ren",))])
    create_list(title="Three", items=[NewItem("Bells")])
    page = client.get(one.items.get().get_absolute_url())
    assert [each.title for each in page.context["other_lists"]] == ["Three"]
