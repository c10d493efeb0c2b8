"""What a voter may want to continue. Nobody else sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.votes import Kind, cast_vote
from ranklore.ballots.models import RankSnapshot
from ranklore.ballots.queries.resume import VOTES_TO_SUGGEST_MIN, resume_suggestions_for
from ranklore.ballots.tests.factories import crowd_for, rank_snapshot
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


def begun_by(voter):
    return [(each.title, each.items) for each in resume_suggestions_for(voter, timezone.now()).begun]


def test_a_ranking_is_suggested_until_it_is_published_or_taken_back(songs, ben):
    ids = list(songs.items.values_list("pk", flat=True))
    save_ranking(voter=ben, ranked_list=songs, item_ids=ids[:2])
    save_ranking(voter=ben, ranked_list=songs, item_ids=ids[:3])
    assert begun_by(ben) == [("Saddest songs", 3)]
    publish_ranking(voter=ben, ranked_list=songs)
    assert begun_by(ben) == []


def test_a_retracted_ranking_is_not_suggested(songs, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    save_ranking(voter=ben, ranked_list=songs, item_ids=[])
    assert begun_by(ben) == []


def test_many_votes_on_a_list_suggest_a_ranking(ben):
    long = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(VOTES_TO_SUGGEST_MIN)])
    *most, last = long.items.all()
    for item in most:
        cast_vote(voter=ben, item=item)
        cast_vote(voter=ben, item=item, kind=Kind.DOWN)
    assert begun_by(ben) == []
    cast_vote(voter=ben, item=last)
    assert begun_by(ben) == [("Long", 0)]
    save_ranking(voter=ben, ranked_list=long, item_ids=[last.pk])
    assert begun_by(ben) == [("Long", 1)]


def test_voters_see_lists_that_moved_since_they_voted(songs, ben, cy):
    for name in ("Cold", "Dust"):
        crowd_for(songs.items.get(name=name), 5)
    cold = songs.items.get(name="Cold")
    rank = cold.standing.rank
    cast_vote(voter=ben, item=cold)
    RankSnapshot.objects.all().delete()
    rank_snapshot(cold, timezone.now() - timedelta(days=9), rank + 4)
    moved = resume_suggestions_for(ben, timezone.now()).moved
    assert [(each.title, each.mover.name, each.mover.movement.period) for each in moved] == [
        ("Saddest songs", "Cold", "this week")
    ]
    assert not resume_suggestions_for(cy, timezone.now())


def test_the_item_that_moved_farthest_is_named(songs, ben):
    for name in ("Cold", "Dust"):
        crowd_for(songs.items.get(name=name), 5)
    RankSnapshot.objects.all().delete()
    for name, then in (("Cold", 9), ("Dust", 5)):
        rank_snapshot(songs.items.get(name=name), timezone.now() - timedelta(days=9), then)
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    assert [each.mover.name for each in resume_suggestions_for(ben, timezone.now()).moved] == ["Cold"]


def test_a_new_visitor_takes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not resume_suggestions_for(Voter(), timezone.now())


def test_queries_do_not_grow_with_lists(ben, django_assert_num_queries):
    for count in (2, 12):
        for n in range(count):
            made = create_list(title=f"List {count} {n}", items=[NewItem("One"), NewItem("Two")])
            save_ranking(voter=ben, ranked_list=made, item_ids=[made.items.first().pk])
        with django_assert_num_queries(3):
            resume_suggestions_for(ben, timezone.now())
