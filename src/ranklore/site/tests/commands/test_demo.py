"""The demonstration list says what it is and mixes with nothing."""

import pytest
from django.core.management import call_command

from ranklore.ballots.models import Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.discussion.models import Comment
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.site.actions.demo_list import make_demo_list

pytestmark = pytest.mark.django_db


def test_the_demo_is_marked_as_simulated(client):
    ranked_list = make_demo_list().ranked_list
    page = client.get(ranked_list.get_absolute_url()).content.decode()
    assert "imulated" in page
    item = ranked_list.items.first()
    assert "imulated" in client.get(item.get_absolute_url()).content.decode()
    assert "imulated" in client.get("/").content.decode()


def test_a_second_demo_is_the_first(capsys):
    call_command("demo")
    call_command("demo")
    assert "there already" in capsys.readouterr().out
    assert RankedList.objects.count() == 1


def test_simulated_voters_stay_on_simulated_lists(songs):
    make_demo_list()
    simulated = Voter.objects.filter(is_simulated=True)
    for written in (Vote, Comment):
        assert not written.objects.filter(voter__in=simulated, list__is_simulated=False).exists()
        assert not written.objects.filter(list__is_simulated=True).exclude(voter__in=simulated).exists()


def test_the_demo_counts_as_its_log_says():
    assert find_differences(make_demo_list().ranked_list.pk) == []
