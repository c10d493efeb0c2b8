"""How trending a list is: the number of different people lately, fading over time."""

import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.ballots.actions.account_merge import merge_ballots
from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.vote_import import import_votes
from ranklore.ballots.actions.votes import Kind, cast_vote
from ranklore.ballots.models import Vote
from ranklore.ballots.recount.publishing import refresh_recent_voters
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.account_deletion import erase_comments
from ranklore.discussion.actions.account_merge import merge_comments
from ranklore.discussion.actions.activity import update_list_commenters
from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions import activity
from ranklore.lists.actions.activity import replace_vote_activity
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import ListActivity
from ranklore.lists.queries.listing import is_trending, trending_lists
from ranklore.lists.trending import HALF_LIFE, NEVER_ACTIVE, trending_at
from ranklore.people.models import Voter


def list_of(title, items=3):
    return create_list(title=title, items=[NewItem(f"Item {n}") for n in range(items)])


def activity_of(ranked_list):
    return ListActivity.objects.get(pk=ranked_list.pk)


def trending_titles(now=None):
    now = now or timezone.now()
    return [each.title for each in trending_lists(10) if is_trending(each, now)]


def test_a_list_without_people_was_never_active():
    assert trending_at([]) == NEVER_ACTIVE


def test_two_people_now_weigh_as_much_as_one_a_half_life_later():
    now, half_life = int(time.time()), HALF_LIFE.total_seconds()
    assert trending_at([now]).timestamp() == now
    assert trending_at([now, now]).timestamp() == now + half_life
    assert trending_at([now, now - half_life]) < trending_at([now, now]) < trending_at([now + half_life, now])


@pytest.mark.django_db
def test_three_people_outweigh_one_who_never_stops():
    flooded, busy = list_of("Flooded", 30), list_of("Busy")
    for item in busy.items.all():
        cast_vote(voter=Voter.objects.create(), item=item)
    flood = Voter.objects.create()
    for item in flooded.items.all():
        cast_vote(voter=flood, item=item)
        make_comment(flood, item)
    assert trending_titles() == ["Busy", "Flooded"]
    assert len(activity_of(flooded).last_voted) == len(activity_of(flooded).last_commented) == 1


@pytest.mark.django_db
def test_a_person_who_votes_and_comments_counts_once():
    one, two = list_of("One"), list_of("Two")
    both = Voter.objects.create()
    cast_vote(voter=both, item=one.items.first())
    make_comment(both, one.items.first())
    crowd_for(two.items.first(), 2)
    assert trending_titles() == ["Two", "One"]


@pytest.mark.django_db
def test_a_single_comment_makes_a_list_trending():
    quiet = list_of("Quiet")
    assert trending_titles() == []
    make_comment(Voter.objects.create(), quiet.items.first())
    assert trending_titles() == ["Quiet"]


@pytest.mark.django_db
def test_a_list_stops_trending_without_activity():
    quiet = list_of("Quiet")
    crowd_for(quiet.items.first(), 4)
    now = timezone.now()
    assert trending_titles(now + timedelta(days=6)) == ["Quiet"]
    assert trending_titles(now + timedelta(days=9)) == []


@pytest.mark.django_db
def test_simulated_voters_do_not_count(settings):
    made = list_of("Made")
    program = Voter.objects.create(is_simulated=True)
    item = made.items.first()
    import_votes(made, [Vote(voter=program, item=item, subject=str(item.pk))])
    make_comment(program, item)
    cast_vote(voter=program, item=made.items.last())
    assert trending_titles() == []
    cast_vote(voter=Voter.objects.create(), item=item)
    assert trending_titles() == ["Made"]


@pytest.mark.django_db
def test_simulated_comments_do_not_count_with_the_next_vote():
    alone, beside = list_of("Alone"), list_of("Beside a program")
    for n in range(5):
        make_comment(Voter.objects.create(is_simulated=n % 2 == 0, trust=0 if n % 2 else 1), beside.items.first())
    for each in (beside, alone):
        cast_vote(voter=Voter.objects.create(), item=each.items.first())
    assert activity_of(beside).last_commented == {}
    assert activity_of(beside).trending_at <= activity_of(alone).trending_at


@pytest.mark.django_db
def test_a_person_who_is_set_aside_does_not_count_until_they_are_trusted_again():
    made, bad = list_of("Made"), Voter.objects.create()
    cast_vote(voter=bad, item=made.items.first())
    set_trust(voter=bad, trust=0)
    assert trending_titles() == []
    cast_vote(voter=bad, item=made.items.last())
    make_comment(bad, made.items.first())
    assert trending_titles() == []
    set_trust(voter=bad, trust=1)
    update_list_commenters([made.pk])
    assert trending_titles() == ["Made"]


@pytest.mark.django_db
def test_old_votes_do_not_make_a_list_trending():
    made, item = list_of("Made"), None
    item = made.items.first()
    old = timezone.now() - timedelta(days=30)
    import_votes(made, [Vote(voter=Voter.objects.create(), item=item, subject=str(item.pk), created_at=old)])
    assert trending_titles() == [] and activity_of(made).voters == 1
    rebuild_list(made.pk)
    assert trending_titles() == []


@pytest.mark.django_db
def test_erased_votes_leave_no_trace():
    made, ben = list_of("Made"), Voter.objects.create()
    cast_vote(voter=ben, item=made.items.first())
    erase_votes(voter=ben)
    assert activity_of(made).last_voted == {} and activity_of(made).voters == 0 and trending_titles() == []


@pytest.mark.django_db
def test_a_vote_that_was_taken_back_does_not_count():
    made, ben = list_of("Made"), Voter.objects.create()
    cast_vote(voter=ben, item=made.items.first())
    cast_vote(voter=ben, item=made.items.first(), on=False)
    refresh_recent_voters(made.pk)
    assert activity_of(made).last_voted == {}


@pytest.mark.django_db
def test_a_guest_and_the_account_that_claims_them_count_as_one_person():
    made, guest, mine = list_of("Made"), Voter.objects.create(), Voter.objects.create()
    cast_vote(voter=guest, item=made.items.first())
    make_comment(guest, made.items.first())
    merge_ballots(guest=guest, into=mine)
    merge_comments(guest=guest, into=mine)
    assert set(activity_of(made).last_voted) == set(activity_of(made).last_commented) == {str(mine.pk)}


@pytest.mark.django_db
def test_the_author_of_a_deleted_comment_does_not_count():
    made, ben = list_of("Made"), Voter.objects.create()
    comment = make_comment(ben, made.items.first())
    delete_comment(comment)
    assert activity_of(made).last_commented == {}
    restore_comment(comment)
    assert set(activity_of(made).last_commented) == {str(ben.pk)}
    erase_comments(ben)
    assert activity_of(made).last_commented == {} and trending_titles() == []


@pytest.mark.django_db
def test_more_activity_within_an_hour_writes_nothing(django_assert_max_num_queries):
    made, ben = list_of("Made"), Voter.objects.create()
    first, second, _ = made.items.all()
    cast_vote(voter=ben, item=first)
    before = activity_of(made)
    cast_vote(voter=ben, item=second)
    make_comment(ben, first)
    make_comment(ben, second)
    assert activity_of(made).last_voted == before.last_voted


@pytest.mark.django_db
def test_the_number_of_voters_is_updated_even_without_a_new_person():
    made, ben = list_of("Made"), Voter.objects.create()
    first = made.items.first()
    cast_vote(voter=ben, item=first)
    cast_vote(voter=ben, item=first, kind=Kind.KNOW)
    assert activity_of(made).voters == 0
    cast_vote(voter=ben, item=first)
    assert activity_of(made).voters == 1


@pytest.mark.django_db
def test_only_the_most_recent_people_are_kept(monkeypatch):
    monkeypatch.setattr(activity, "ACTIVE_PEOPLE_MAX", 3)
    made, now = list_of("Made"), timezone.now()
    voters = [Voter.objects.create() for _ in range(5)]
    replace_vote_activity(made.pk, {voter.pk: now - timedelta(hours=n) for n, voter in enumerate(voters)}, 5)
    assert set(activity_of(made).last_voted) == {str(voter.pk) for voter in voters[:3]}
    replace_vote_activity(made.pk, {voters[0].pk: now - timedelta(days=20)}, 5)
    assert activity_of(made).last_voted == {} and activity_of(made).trending_at == NEVER_ACTIVE


@pytest.mark.django_db
def test_a_missing_activity_row_is_created_with_the_next_vote_or_comment():
    for done in ("vote", "comment"):
        made = list_of(done)
        ListActivity.objects.filter(pk=made.pk).delete()
        if done == "vote":
            cast_vote(voter=Voter.objects.create(), item=made.items.first())
        else:
            make_comment(Voter.objects.create(), made.items.first(), nonce=uuid.uuid4())
        assert activity_of(made).trending_at > NEVER_ACTIVE
