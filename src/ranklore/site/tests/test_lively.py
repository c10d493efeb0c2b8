"""How lively a list is: different people, each once, fading by itself."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.ballots.actions import Kind, cast, erase_votes, import_votes, merge_ballots, set_trust
from ranklore.ballots.models import Vote
from ranklore.ballots.recount import notice_voters, rebuild
from ranklore.ballots.tests.make import crowd_for
from ranklore.discussion.actions import delete_comment, restore_comment
from ranklore.discussion.lately import notice_writers
from ranklore.discussion.leaving import wipe_comments
from ranklore.discussion.merging import merge_talk
from ranklore.discussion.tests.make import said
from ranklore.lists import lively
from ranklore.lists.actions import NewItem, create_list
from ranklore.lists.browsing import is_lively, lists_by_life
from ranklore.lists.lively import HALF, lively_at, set_voted
from ranklore.lists.models import NEVER, Pulse
from ranklore.people.models import Voter


def list_of(title, items=3):
    return create_list(title=title, items=[NewItem(f"Item {n}") for n in range(items)])


def pulse_of(ranked_list):
    return Pulse.objects.get(pk=ranked_list.pk)


def liveliest(now=None):
    now = now or timezone.now()
    return [each.title for each in lists_by_life(10) if is_lively(each, now)]


def test_nobody_is_never():
    assert lively_at([]) == NEVER


def test_two_at_once_are_as_lively_as_one_a_half_life_later():
    now = timezone.now()
    assert lively_at([now]) == now
    assert lively_at([now, now]) == now + HALF
    assert lively_at([now, now - HALF]) < lively_at([now, now]) < lively_at([now + HALF, now])


@pytest.mark.django_db
def test_three_people_are_livelier_than_one_who_never_stops():
    flooded, busy = list_of("Flooded", 30), list_of("Busy")
    for item in busy.items.all():
        cast(voter=Voter.objects.create(), item=item)
    flood = Voter.objects.create()
    for item in flooded.items.all():
        cast(voter=flood, item=item)
        said(flood, item)
    assert liveliest() == ["Busy", "Flooded"]
    assert len(pulse_of(flooded).voted) == len(pulse_of(flooded).wrote) == 1


@pytest.mark.django_db
def test_who_votes_and_comments_counts_once():
    one, two = list_of("One"), list_of("Two")
    both = Voter.objects.create()
    cast(voter=both, item=one.items.first())
    said(both, one.items.first())
    crowd_for(two.items.first(), 2)
    assert liveliest() == ["Two", "One"]


@pytest.mark.django_db
def test_a_comment_alone_makes_a_list_lively():
    quiet = list_of("Quiet")
    assert liveliest() == []
    said(Voter.objects.create(), quiet.items.first())
    assert liveliest() == ["Quiet"]


@pytest.mark.django_db
def test_a_list_does_not_stay_lively_when_nobody_comes():
    quiet = list_of("Quiet")
    crowd_for(quiet.items.first(), 4)
    now = timezone.now()
    assert liveliest(now + timedelta(days=6)) == ["Quiet"]
    assert liveliest(now + timedelta(days=9)) == []


@pytest.mark.django_db
def test_simulated_voters_do_not_count(settings):
    made = list_of("Made")
    program = Voter.objects.create(is_simulated=True)
    item = made.items.first()
    import_votes(made, [Vote(voter=program, item=item, subject=str(item.pk))])
    said(program, item)
    cast(voter=program, item=made.items.last())
    assert liveliest() == []
    cast(voter=Voter.objects.create(), item=item)
    assert liveliest() == ["Made"]


@pytest.mark.django_db
def test_what_is_set_aside_counts_for_nothing_and_comes_back():
    made, bad = list_of("Made"), Voter.objects.create()
    cast(voter=bad, item=made.items.first())
    set_trust(voter=bad, trust=0)
    assert liveliest() == []
    cast(voter=bad, item=made.items.last())
    said(bad, made.items.first())
    assert liveliest() == []
    set_trust(voter=bad, trust=1)
    notice_writers([made.pk])
    assert liveliest() == ["Made"]


@pytest.mark.django_db
def test_the_first_votes_after_a_long_time_are_read_from_the_log():
    made, item = list_of("Made"), None
    item = made.items.first()
    old = timezone.now() - timedelta(days=30)
    import_votes(made, [Vote(voter=Voter.objects.create(), item=item, subject=str(item.pk), created_at=old)])
    assert liveliest() == [] and pulse_of(made).voters == 1
    rebuild(made.pk)
    assert liveliest() == []


@pytest.mark.django_db
def test_erased_votes_leave_no_trace():
    made, ben = list_of("Made"), Voter.objects.create()
    cast(voter=ben, item=made.items.first())
    erase_votes(voter=ben)
    assert pulse_of(made).voted == {} and pulse_of(made).voters == 0 and liveliest() == []


@pytest.mark.django_db
def test_what_was_taken_back_is_not_read_again():
    made, ben = list_of("Made"), Voter.objects.create()
    cast(voter=ben, item=made.items.first())
    cast(voter=ben, item=made.items.first(), on=False)
    notice_voters(made.pk)
    assert pulse_of(made).voted == {}


@pytest.mark.django_db
def test_a_guest_who_signs_up_is_one_person():
    made, guest, mine = list_of("Made"), Voter.objects.create(), Voter.objects.create()
    cast(voter=guest, item=made.items.first())
    said(guest, made.items.first())
    merge_ballots(guest=guest, into=mine)
    merge_talk(guest=guest, into=mine)
    assert set(pulse_of(made).voted) == set(pulse_of(made).wrote) == {str(mine.pk)}


@pytest.mark.django_db
def test_a_comment_that_is_taken_down_takes_its_writer_along():
    made, ben = list_of("Made"), Voter.objects.create()
    comment = said(ben, made.items.first())
    delete_comment(comment)
    assert pulse_of(made).wrote == {}
    restore_comment(comment)
    assert set(pulse_of(made).wrote) == {str(ben.pk)}
    wipe_comments(ben)
    assert pulse_of(made).wrote == {} and liveliest() == []


@pytest.mark.django_db
def test_going_on_within_the_hour_writes_nothing(django_assert_max_num_queries):
    made, ben = list_of("Made"), Voter.objects.create()
    first, second, _ = made.items.all()
    cast(voter=ben, item=first)
    before = pulse_of(made)
    cast(voter=ben, item=second)
    said(ben, first)
    said(ben, second)
    assert pulse_of(made).voted == before.voted


@pytest.mark.django_db
def test_the_number_of_voters_follows_also_when_nobody_new_came():
    made, ben = list_of("Made"), Voter.objects.create()
    first = made.items.first()
    cast(voter=ben, item=first)
    cast(voter=ben, item=first, kind=Kind.KNOW)
    assert pulse_of(made).voters == 0
    cast(voter=ben, item=first)
    assert pulse_of(made).voters == 1


@pytest.mark.django_db
def test_only_the_latest_people_are_kept(monkeypatch):
    monkeypatch.setattr(lively, "PEOPLE_MOST", 3)
    made, now = list_of("Made"), timezone.now()
    voters = [Voter.objects.create() for _ in range(5)]
    set_voted(made.pk, {voter.pk: now - timedelta(hours=n) for n, voter in enumerate(voters)}, 5)
    assert set(pulse_of(made).voted) == {str(voter.pk) for voter in voters[:3]}
    set_voted(made.pk, {voters[0].pk: now - timedelta(days=20)}, 5)
    assert pulse_of(made).voted == {} and pulse_of(made).lively_at == NEVER


@pytest.mark.django_db
def test_a_list_without_a_pulse_gets_one_with_its_next_vote_or_comment():
    for done in ("vote", "comment"):
        made = list_of(done)
        Pulse.objects.filter(pk=made.pk).delete()
        if done == "vote":
            cast(voter=Voter.objects.create(), item=made.items.first())
        else:
            said(Voter.objects.create(), made.items.first(), nonce=uuid.uuid4())
        assert pulse_of(made).lively_at > NEVER
