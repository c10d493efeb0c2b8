"""The demo list is marked as simulated and does not mix with real lists."""

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


def test_running_demo_twice_makes_one_list(capsys):
    call_command("demo")
    call_command("demo")
    assert "already exists" in capsys.readouterr().out
    assert RankedList.objects.count() == 1


def test_simulated_voters_stay_on_simulated_lists(songs):
    make_demo_list()
    simulated = Voter.objects.filter(is_simulated=True)
    for written in (Vote, Comment):
        assert not written.objects.filter(voter__in=simulated, list__is_simulated=False).exists()
        assert not written.objects.filter(list__is_simulated=True).exclude(voter__in=simulated).exists()


def test_the_figures_of_the_demo_match_its_log():
    assert find_differences(make_demo_list().ranked_list.pk) == []
