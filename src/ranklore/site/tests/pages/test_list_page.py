"""The list page and the item page: rows, figures, comments, and how many queries they take."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import BoardManager, Standing, Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import counted_once, crowd_for, vote_for, vote_form_of
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.parsing.result import ParsedComment
from ranklore.people.models import Voter
from ranklore.ranking import publication

pytestmark = pytest.mark.django_db


def fill(n_items: int, n_comments: int, title: str):
    ranked_list = create_list(title=title, items=[NewItem(f"Item {n}") for n in range(n_items)])
    items = list(ranked_list.items.order_by("start_place"))
    comments = ((items[n % n_items], ParsedComment(f"Comment {n}", n)) for n in range(n_comments))
    import_comments(ranked_list, comments)
    with counted_once(ranked_list.pk):
        for n, item in enumerate(items):
            crowd_for(item, n % 3)
    return ranked_list


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_items_or_comments(ben, client_of):
    client = client_of(ben)
    small, large = fill(10, 20, "Small"), fill(24, 200, "Large")
    assert queries_of(client, "/l/small") == queries_of(client, "/l/large")
    few, many = (f"/l/{each.slug}/i/{each.items.first().pk}" for each in (small, large))
    assert queries_of(client, few) == queries_of(client, many)


@pytest.mark.parametrize("address", ["/", "/l/small", "/l/small/compare", "/l/small/how"])
def test_no_page_reads_the_tally_of_a_list(ben, client_of, address):
    fill(10, 0, "Small")
    client = client_of(ben)
    client.get(address)  # Compare fits a list once and caches the result
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    read = [query["sql"] for query in captured]
    assert any('"ballots_board"."v' in sql for sql in read)
    assert not [sql for sql in read for name in BoardManager.LARGE if f'"ballots_board"."{name}"' in sql]


def test_queries_of_the_home_page_do_not_grow_with_lists(client):
    for n in range(15):
        fill(5, 5, f"List {n}")
    few = queries_of(client, "/")
    for n in range(10):
        fill(5, 5, f"More {n}")
    assert queries_of(client, "/") == few


def test_two_hundred_items_and_two_thousand_comments_cost_no_more_queries(ben, client_of):
    client = client_of(ben)
    fill(120, 20, "Long")
    fill(200, 2000, "Huge")
    assert queries_of(client, "/l/long") == queries_of(client, "/l/huge")


def test_a_long_list_shows_its_first_rows_and_links_to_the_rest(client):
    fill(60, 0, "Long")
    first, last = (client.get(f"/l/long{page}").content.decode() for page in ("", "?page=3"))
    assert first.count('id="item-') == 25 and last.count('id="item-') == 10
    assert "?page=2" in first
    assert "?page=2" in last
    assert "?page=4" not in last


@pytest.mark.parametrize(
    ("page", "shown"), [("0", 1), ("-1", 1), ("99", 2), ("x", 1), ("", 1), ("9" * 40, 1), ("٣", 1), ("2", 2)]
)
def test_an_unknown_page_number_shows_the_nearest_page(client, page, shown):
    fill(30, 0, "Long")
    assert client.get("/l/long", {"page": page}).context["pages"].number == shown


def test_figures_count_what_is_on_the_list(songs, ben, client):
    dust = songs.items.get(name="Dust")
    cast_vote(voter=ben, item=dust)
    comment_on_item(voter=ben, item=dust, author="ben", text="It aches.", nonce=uuid.uuid4())
    head = client.get("/l/saddest-songs").context["head"]
    assert (head.items, head.voters, head.votes, head.comments) == (5, 1, 1, 1)


def test_a_row_shows_its_top_comment_and_the_number_of_comments(songs, client):
    dust = songs.items.get(name="Dust")
    import_comments(songs, [(dust, ParsedComment(f"Number {n}", n)) for n in range(3)])
    row = next(row for row in client.get("/l/saddest-songs").context["rows"] if row.name == "Dust")
    assert (row.comments, row.top_comment.words.opening) == (3, "<p>Number 0</p>")


def test_the_pasted_order_is_not_shown_as_votes(songs, client):
    rows = client.get("/l/saddest-songs").context["rows"]
    assert [(row.is_placed, row.votes, row.share) for row in rows] == [(False, 0, None)] * 5
    assert "No votes yet" in client.get("/l/saddest-songs").content.decode()


def test_a_row_shows_how_sure_its_rank_is(songs, client):
    for name, voters in (("Dust", 8), ("Echo", 5), ("Bells", 5)):
        crowd_for(songs.items.get(name=name), voters)
    standings = Standing.objects.filter(list=songs)
    standings.filter(item__name="Dust").update(rank_low=1, rank_high=1, tie_group=1)
    standings.filter(item__name__in=("Bells", "Echo")).update(rank_low=2, rank_high=3, tie_group=2)
    standings.exclude(item__name__in=("Dust", "Bells", "Echo")).update(rank=None, tie_group=None)
    response = client.get("/l/saddest-songs")
    first, *others = response.context["rows"]
    assert (first.name, first.rank, first.range_words, first.tie) == ("Dust", 1, "surely 1st", "")
    assert others[0].range_words == "likely 2nd to 3rd"
    assert [row.tie for row in others[:2]] == ["first", "last"]
    bars = [row.range_bar for row in others[:2]]
    for bar in bars:
        assert bar.start < bar.dot < bar.start + bar.width <= bar.LENGTH
    page = response.content.decode()
    assert "surely 1st" in page and "too close to call against the next item" in page


def test_items_too_new_to_rank_stand_where_their_votes_put_them_without_a_number(songs, client):
    crowd_for(songs.items.get(name="Echo"), 2)
    assert "Too new to rank" in client.get("/l/saddest-songs").content.decode()
    crowd_for(songs.items.get(name="Dust"), 5)
    page = client.get("/l/saddest-songs").content.decode()
    assert re.findall(r'<p class="place">(.*?)</p>', page) == ["1", *["<small>new</small>"] * 4]
    assert page.index(">Dust<") < page.index(">Echo<") < page.index(">Alone<") and "Too new to rank" not in page
    assert "Too new to rank" in client.get(songs.items.get(name="Echo").get_absolute_url()).content.decode()


def test_a_list_with_many_voters_has_a_spotlight_on_items_that_few_have_seen(client, monkeypatch):
    monkeypatch.setattr(publication, "SPOTLIGHT_MIN_VOTERS", 20)
    long = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])
    items = list(long.items.all())
    first_page = [item.pk for item in items[:25]]
    for item in items[:25]:
        for _ in range(3):
            cast_vote(voter=Voter.objects.create(), item=item, shown=first_page)
    response = client.get("/l/long")
    looks = response.context["spotlight"]
    assert len(looks) == 2 and not {look.item_id for look in looks} & {row.item_id for row in response.context["rows"]}
    page = response.content.decode()
    assert page.index("Have a look") < page.index(f'id="look-{looks[0].item_id}"')
    assert page.count('<ol class="ranking"') == 2
    client.post("/l/long/vote", vote_form_of(page, long.items.get(pk=looks[1].item_id)))
    shown = Vote.objects.latest("pk").shown
    assert shown[-2:] == [look.item_id for look in looks] and len(shown) == 7
    assert looks[1].item_id not in {look.item_id for look in client.get("/l/long").context["spotlight"]}


def test_an_empty_list_invites_a_first_item(client):
    create_list(title="Empty")
    page = client.get("/l/empty").content.decode()
    assert 'action="/l/empty/add"' in page


def test_an_item_has_a_page_with_its_rank_and_comments(songs, ben, client):
    dust = songs.items.get(name="Dust")
    vote_for(ben, dust)
    import_comments(songs, [(dust, ParsedComment(f"Number {n}", n)) for n in range(120)])
    response = client.get(dust.get_absolute_url())
    assert response.context["row"].position == 1
    assert response.content.decode().count('<article id="comment-') == 50
    assert "Number 119" in client.get(f"{dust.get_absolute_url()}?page=3").content.decode()


def test_an_item_of_another_list_is_not_found(songs, client):
    other = create_list(title="Other", items=[NewItem("Elsewhere")])
    assert client.get(f"/l/saddest-songs/i/{other.items.get().pk}").status_code == 404
    assert client.get(f"/l/saddest-songs/i/{2**70}").status_code == 404


def test_the_voter_who_added_an_item_can_remove_and_restore_it(songs, ben, client_of, nonce):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    cast_vote(voter=ben, item=fog)
    mine, address = client_of(ben), fog.get_absolute_url()
    for _ in range(2):  # a second time changes nothing
        mine.post(f"{address}/remove")
    assert Client().get(address).status_code == 410
    gone = mine.get(address)
    assert gone.status_code == 410 and "Put it back" in gone.content.decode()
    assert "Fog" not in Client().get("/l/saddest-songs").content.decode()
    assert Client().get("/l/saddest-songs").context["head"].votes == 0
    mine.post(f"{address}/remove", {"undo": "1"})
    assert "Fog" in Client().get("/l/saddest-songs").content.decode()
    assert Client().get("/l/saddest-songs").context["head"].votes == 1  # the vote came back with it
    assert find_differences(songs.pk) == []


def test_an_item_that_others_voted_on_cannot_be_removed(songs, ada, ben, client_of, nonce):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    cast_vote(voter=ada, item=fog)
    mine, address = client_of(ben), fog.get_absolute_url()
    page = mine.get(mine.post(f"{address}/remove").url)
    assert page.status_code == 200 and "so it stays on the list" in page.content.decode()


def test_nobody_can_remove_the_item_of_another_voter(songs, ben, cy, client_of, nonce):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    for stranger in (Client(), client_of(cy)):
        page = stranger.get(stranger.post(f"{fog.get_absolute_url()}/remove").url)
        assert page.status_code == 200 and "Only the person who added" in page.content.decode()


def test_an_item_is_not_restored_beside_a_duplicate(songs, ben, cy, client_of):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    mine = client_of(ben)
    mine.post(f"{fog.get_absolute_url()}/remove")
    add_item(ranked_list=songs, voter=cy, name="Fog", nonce=uuid.uuid4())
    page = mine.get(mine.post(f"{fog.get_absolute_url()}/remove", {"undo": "1"}).url)
    assert page.status_code == 410 and "is on this list already" in page.content.decode()
