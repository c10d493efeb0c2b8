"""The pages of the history, a past day, how it is ranked, and the explanation of an item's rank."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ranklore.ballots.models import Board, RankSnapshot, Standing
from ranklore.ballots.queries.history.movers import clear_past_ranks
from ranklore.ballots.tests.factories import crowd_for, rank_snapshot, vote_for
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem

pytestmark = pytest.mark.django_db
LIST = "/l/saddest-songs"


@pytest.fixture
def moved(songs):
    """Cold, Dust and Echo are ranked. Within the week Dust rose from 3rd, and Echo fell from 2nd."""
    for name, voters in (("Cold", 6), ("Dust", 5), ("Echo", 4)):
        crowd_for(songs.items.get(name=name), voters)
    RankSnapshot.objects.all().delete()
    for name, then, now in (("Cold", 1, 1), ("Dust", 3, 2), ("Echo", 2, 3)):
        item = songs.items.get(name=name)
        rank_snapshot(item, days_ago(10), then, votes=7)
        rank_snapshot(item, days_ago(3), now, votes=8)
    return songs


def days_ago(days):
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=days)


def day(days):
    return str(days_ago(days).date())


def text_of(response):
    """The visible text of a page, with single spaces."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def test_a_row_shows_how_far_its_item_moved(moved, client):
    page = client.get(LIST)
    rows = {row.name: row.movement for row in page.context["rows"]}
    assert (rows["Dust"].up, rows["Echo"].up, rows["Cold"], rows["Alone"]) == (1, -1, None, None)
    dust = page.content.decode().split('class="row-name"')[2]
    assert "▲" in dust and "up </span>1 this week" in dust


def test_the_list_shows_movers_only_when_something_moved(moved, client):
    assert "What moved this week ▲ Up 1 Dust , now 2nd ▼ Down 1 Echo , now 3rd" in text_of(client.get(LIST))
    RankSnapshot.objects.all().delete()
    clear_past_ranks()
    assert "What moved" not in text_of(client.get(LIST))


def test_history_shows_a_chart_and_the_same_as_a_table(moved, client):
    page = client.get(f"{LIST}/history")
    assert page.content.decode().count('class="chart-line ') == 3
    assert "Dust 2nd 3rd – no place yet 2nd 3rd" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "shown"), [("week", "week"), ("all", "all"), ("", "month"), ("<b>", "month"), ("week\x00", "month")]
)
def test_an_unknown_period_shows_a_month(moved, client, asked, shown):
    page = client.get(f"{LIST}/history", {"period": asked})
    assert page.status_code == 200 and page.context["period"] == shown
    assert page.content.decode().count('aria-current="true"') == 1


def test_a_list_without_places_has_no_history_yet(songs, client):
    page = client.get(f"{LIST}/history")
    assert page.status_code == 200 and "No history yet" in text_of(page)


def test_a_past_day_shows_the_list_as_it_was_and_takes_no_votes(moved, client):
    page = client.get(LIST, {"at": day(5)})
    assert page.status_code == 200
    assert [(place.item.name, place.votes) for place in page.context["places"]] == [
        ("Cold", 7),
        ("Echo", 7),
        ("Dust", 7),
    ]
    assert "As it was on" in text_of(page) and "likely 1st to 2nd 7 votes" in text_of(page)
    assert 'method="post"' not in page.content.decode()
    assert f"?at={day(6)}" in page.content.decode() and f"?at={day(4)}" in page.content.decode()


def test_past_days_run_from_the_first_day_to_yesterday(moved, client):
    first, yesterday = client.get(LIST, {"at": day(10)}), client.get(LIST, {"at": day(1)})
    assert first.context["before"] is None and str(first.context["after"]) == day(9)
    assert str(yesterday.context["before"]) == day(2) and yesterday.context["after"] is None


def test_a_removed_item_is_not_named_on_a_past_day(moved, client):
    remove_item(moved.items.get(name="Echo"))
    words = text_of(client.get(LIST, {"at": day(5)}))
    assert "Echo" not in words and "An item that was removed later" in words


def test_today_redirects_to_the_list(moved, client):
    response = client.get(LIST, {"at": day(0)})
    assert (response.status_code, response.url) == (302, LIST)


@pytest.mark.parametrize(
    ("at", "status", "words"),
    [
        ("1999-12-31", 200, "The history of this list begins on"),
        ("0001-01-01", 200, "There is nothing for 1 January 0001"),
        ("9999-12-31", 404, "is in the future"),
        ("2026-02-31", 404, "That is not a date"),
        ("", 404, "That is not a date"),
        ("now", 404, "That is not a date"),
        ("2026-1\x00", 404, "That is not a date"),
        ("9" * 5000, 404, "That is not a date"),
    ],
)
def test_a_day_without_history_gets_an_explanation(moved, client, at, status, words):
    page = client.get(LIST, {"at": at})
    assert page.status_code == status and words in text_of(page)


def test_a_list_without_history_has_no_past_day(songs, client):
    page = client.get(LIST, {"at": day(3)})
    assert page.status_code == 200 and "no history yet" in text_of(page)


def test_how_it_is_ranked_shows_the_figures_of_the_list(moved, client, settings):
    settings.VOTER_BUDGET = 12.5
    words = text_of(client.get(f"{LIST}/how"))
    for part in ("voters 15", "up 15", "down 0", "of 5 items with a place 3", "2 items are too new", "12.5 matchups"):
        assert part in words


def test_how_it_is_ranked_does_not_split_the_votes_of_few(songs, ben, client):
    vote_for(ben, songs.items.get(name="Cold"))
    words = text_of(client.get(f"{LIST}/how"))
    assert "vote, from too few people to split 1" in words and "up 1" not in words


def test_how_it_is_ranked_without_votes(songs, client):
    assert "That order is never counted as votes." in text_of(client.get(f"{LIST}/how"))


def test_an_item_page_explains_its_rank(moved, client):
    dust = moved.items.get(name="Dust")
    Standing.objects.filter(item=dust).update(downs=2, asked=40, known=31, orders=1)
    words = text_of(client.get(dust.get_absolute_url()))
    for part in (
        "Why is this 2nd?",
        "5 people say it belongs high. 2 people say it does not. 15 people voted on this list.",
        "Nobody has compared it with its neighbours yet.",
        "It is in 1 personal ranking.",
        "31 of the 40 people who answered this know it.",
        "Best rank: 2nd, first on",
        "Lowest rank: 3rd, first on",
    ):
        assert part in words


def test_an_item_page_does_not_split_the_votes_of_few(moved, client):
    words = text_of(client.get(moved.items.get(name="Echo").get_absolute_url()))
    assert "Fewer than 5 people voted it up or down: too few to show the numbers." in words


def test_an_item_that_nobody_voted_for_says_so(songs, client):
    words = text_of(client.get(songs.items.get(name="Echo").get_absolute_url()))
    assert "Why does this have no rank yet?" in words and "Nobody has voted it up or down yet." in words


@pytest.mark.parametrize("address", ["/l/nowhere/history", "/l/nowhere/how", "/l/nowhere?at=2026-01-01"])
def test_an_unknown_list_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["history", "how"])
def test_these_pages_refuse_posts(songs, client, address):
    assert client.post(f"{LIST}/{address}").status_code == 405


def test_queries_do_not_grow_with_the_list(client):
    costs = []
    client.get("/")
    for size, title in ((12, "Small"), (40, "Large")):
        ranked_list = create_list(title=title, items=[NewItem(f"{title} {n}") for n in range(size)])
        items = list(ranked_list.items.order_by("start_place"))
        for item in items:
            crowd_for(item, 1)
        Standing.objects.filter(list=ranked_list).update(rank=F("position"), rank_low=1, rank_high=F("position"))
        third = Standing.objects.get(list=ranked_list, rank=3).item_id
        for n, item in enumerate(items, start=1):
            for days in range(2, size):
                rank_snapshot(item, days_ago(days), (n + days) % size + 1)
        for address in ("/history", "/how", f"?at={day(2)}", "", f"/i/{third}"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{ranked_list.get_absolute_url()}{address}").status_code == 200
            costs.append(len(captured))
    assert costs[:5] == costs[5:]


def test_how_it_is_ranked_says_what_is_special_about_a_list(moved, client):
    assert "What is special about this list" not in text_of(client.get(f"{LIST}/how"))
    Board.objects.update(position_effect=0.5, half_life_days=12.4, epoch=F("epoch") + 1)
    words = text_of(client.get(f"{LIST}/how"))
    assert "against one twice as far down it counts 71%" in words
    assert "after about 12 days without a new vote" in words
