"""What the feeds tell, and to whom they are gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.models import Board
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.edit_comment import edit_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.exchange.queries import feed_sources
from ranklore.exchange.tests.feed_reader import ATOM_NAMESPACES, entry_texts, entry_titles, links_by_rel, read_feed
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.actions.accounts import delete_account_row
from ranklore.people.actions.names import take_name
from ranklore.people.models import TakenName, Voter
from ranklore.people.names import NAME_REUSE_DELAY
from ranklore.people.tests.accounts import account_of

pytestmark = pytest.mark.django_db
LIST = "/l/saddest-songs/feed"
DAY = timedelta(days=1)


@pytest.fixture
def item(songs):
    return {item.name: item for item in songs.items.all()}


def moved(item, before, rank, days=1):
    """The item came from one place to another so many days ago."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    rank_snapshot(item, noon - 9 * DAY, before)
    rank_snapshot(item, noon - days * DAY, rank)
    Board.objects.update_or_create(pk=item.list_id, defaults={"voted_at": timezone.now()})


def test_a_list_tells_its_comments_and_the_moves_of_a_day(songs, item, ben):
    moved(item["Cold"], 3, 1)
    moved(item["Alone"], 1, 3)
    make_comment(ben, item["Dust"], "It aches.")
    make_comment(ben, CommentTarget(songs), "What about B-sides?")
    feed = read_feed(LIST)
    assert entry_texts(feed, "title") == [
        "ben on Saddest songs",
        "ben on Dust",
        "Cold rose from 3rd to 1st, and 1 more",
    ]
    assert feed.findtext("a:title", None, ATOM_NAMESPACES) == "Saddest songs"
    told = entry_texts(feed, "content")
    assert told[:2] == ["<p>What about B-sides?</p>", "<p>It aches.</p>"]
    assert "Cold</bdi></a> rose from 3rd to 1st." in told[2] and "Alone</bdi></a> fell from 1st to 3rd." in told[2]


def test_a_feed_says_where_it_is_and_what_it_tells_of(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    feed = read_feed(LIST)
    assert links_by_rel(feed) == {"self": f"http://testserver{LIST}", "alternate": "http://testserver/l/saddest-songs"}
    assert links_by_rel(feed.find("a:entry", ATOM_NAMESPACES)) == {"alternate": f"http://testserver/c/{comment.pk}"}
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert (
        feed.findtext("a:updated", None, ATOM_NAMESPACES)
        == entry_texts(feed, "updated")[0]
        == f"{comment.created_at:%Y-%m-%dT%H:%M:%SZ}"
    )


def test_names_are_the_same_for_ever_and_in_every_feed(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    name = f"tag:testserver,{comment.created_at:%Y-%m-%d}:comment/{comment.pk}"
    for address in (LIST, f"/l/saddest-songs/i/{item['Dust'].pk}/feed", "/feed"):
        assert name in entry_texts(read_feed(address), "id")
    secure = Client().get(LIST, secure=True, headers={"host": "testserver:8443"}).content.decode()
    assert name in secure and f'href="https://testserver:8443/c/{comment.pk}"' in secure


def test_an_item_tells_every_move_of_it_and_what_is_said_on_it(songs, item, ben):
    moved(item["Dust"], 41, 40)
    moved(item["Cold"], 3, 1)
    make_comment(ben, item["Dust"])
    make_comment(ben, item["Cold"])
    make_comment(ben, CommentTarget(songs))
    assert entry_titles(f"/l/saddest-songs/i/{item['Dust'].pk}/feed") == ["ben on Dust", "Dust rose from 41st to 40th"]


def test_a_person_tells_comments_lists_and_published_rankings(songs, item):
    mo = account_of("mo")
    create_list(title="Best soups", prompt="Which one\n\nwarms?", items=[NewItem("Miso")], voter=mo.voter)
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[item["Echo"].pk])
    save_ranking(voter=mo.voter, ranked_list=create_list(title="Private", items=[NewItem("x")]), item_ids=[])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    make_comment(mo.voter, item["Dust"], "Mine.")
    feed = read_feed("/@mo/feed")
    assert entry_texts(feed, "title") == [
        "mo on Dust",
        "mo published a ranking of Saddest songs",
        "New list: Best soups",
    ]
    assert entry_texts(feed, "content")[2].startswith("<p>Which one</p><p>warms?</p><p>1 item on <a href=")
    assert {uri.text for uri in feed.iterfind(".//a:author/a:uri", ATOM_NAMESPACES)} == {"http://testserver/@mo"}


def test_a_ranking_that_is_private_again_is_in_no_feed_nor_is_what_was_said_on_it(songs, item):
    mo = account_of("mo")
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[item["Echo"].pk])
    shown = publish_ranking(voter=mo.voter, ranked_list=songs)
    make_comment(mo.voter, CommentTarget(songs, ranking_key=shown.key), "Look at my order.")
    for address in ("/@mo/feed", LIST, "/feed"):
        assert "Look at my order." not in "".join(entry_texts(read_feed(address), "content"))
    unpublish_ranking(voter=mo.voter, ranked_list=songs)
    assert entry_titles("/@mo/feed") == []


def test_the_site_tells_new_lists_comments_and_moves_at_the_top(songs, item, ben):
    moved(item["Cold"], 3, 1)
    moved(item["Dust"], 40, 20)
    make_comment(ben, item["Dust"])
    assert entry_titles("/feed") == [
        "ben on Dust",
        "New list: Saddest songs",
        "Saddest songs: Cold rose from 3rd to 1st",
    ]


def test_an_empty_site_has_a_feed(db):
    assert entry_titles("/feed") == []


def test_made_up_lists_and_pasted_comments_are_no_news(songs, item, ben):
    make_comment(ben, item["Dust"])
    Comment.objects.update(is_imported=True)
    assert entry_titles("/feed") == ["New list: Saddest songs"] and entry_titles(LIST) == []
    make_comment(ben, item["Dust"])
    type(songs).objects.update(is_simulated=True)
    moved(item["Cold"], 3, 1)
    assert entry_titles("/feed") == []
    assert entry_titles(LIST) == ["ben on Dust", "Cold rose from 3rd to 1st"]


def test_a_busy_list_leaves_room_for_the_others(songs, item, ben, cy):
    soups = create_list(title="Best soups", items=[NewItem("Miso")])
    make_comment(cy, soups.items.get())
    for n in range(feed_sources.SITE_COMMENTS_PER_LIST_MAX + 3):
        make_comment(ben, item["Dust"], f"Again {n}.")
    told = entry_titles("/feed")
    assert told.count("ben on Dust") == feed_sources.SITE_COMMENTS_PER_LIST_MAX and "cy on Miso" in told


def test_no_feed_is_longer_than_it_should_be(songs, item, ben, monkeypatch):
    monkeypatch.setattr(feed_sources, "FEED_ENTRIES_MAX", 3)
    for n in range(5):
        make_comment(ben, item["Dust"], f"Again {n}.")
    assert entry_texts(read_feed(LIST), "content") == ["<p>Again 4.</p>", "<p>Again 3.</p>", "<p>Again 2.</p>"]
    assert len(entry_titles("/feed")) == 3


def test_many_moves_of_a_day_are_one_entry(ada):
    long = create_list(title="Long", items=[NewItem(f"Song {n}") for n in range(12)], voter=ada)
    for rank, each_item in enumerate(long.items.all(), start=1):
        moved(each_item, rank * 2, rank)
    feed = read_feed("/l/long/feed")
    assert entry_texts(feed, "title") == ["Song 0 rose from 2nd to 1st, and 11 more"]
    assert entry_texts(feed, "content")[0].endswith("<p>And 2 more.</p>")
    assert "/l/long?at=" in links_by_rel(feed.find("a:entry", ATOM_NAMESPACES))["alternate"]


def test_a_day_of_which_not_all_moves_were_looked_at_is_left_out(ada, monkeypatch):
    long = create_list(title="Long", items=[NewItem(f"Song {n}") for n in range(6)], voter=ada)
    for n, each_item in enumerate(long.items.all()):
        moved(each_item, 2 * n + 2, n + 1, days=1 + n // 3)
    assert len(entry_titles("/l/long/feed")) == 2
    monkeypatch.setattr(feed_sources, "RANK_CHANGES_MAX", 5)
    assert entry_titles("/l/long/feed") == ["Song 0 rose from 2nd to 1st, and 2 more"]


def test_the_site_tells_no_part_of_a_day_either(songs, item, monkeypatch):
    moved(item["Cold"], 3, 1)
    moved(item["Dust"], 40, 20)  # no move at the top, so none of those that are counted
    moved(item["Echo"], 6, 2, days=2)
    moved(item["Alone"], 1, 5, days=2)
    newest, older = "Saddest songs: Cold rose from 3rd to 1st", "Saddest songs: Echo rose from 6th to 2nd, and 1 more"
    monkeypatch.setattr(feed_sources, "RANK_CHANGES_MAX", 4)
    assert entry_titles("/feed")[1:] == [newest, older]
    monkeypatch.setattr(feed_sources, "RANK_CHANGES_MAX", 3)
    assert entry_titles("/feed")[1:] == [newest]


def test_a_deleted_comment_disappears(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    make_comment(ben, item["Dust"], "And again.")
    delete_comment(comment)
    assert entry_texts(read_feed(LIST), "content") == ["<p>And again.</p>"]


def test_an_edit_is_told(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    edit_comment(voter=ben, comment=comment, made_from=0, text="It aches more.")
    feed = read_feed(LIST)
    assert entry_texts(feed, "content") == ["<p>It aches more.</p>"]
    assert entry_texts(feed, "updated") >= entry_texts(feed, "published")


def test_who_has_an_account_is_called_by_the_name_of_now(songs, item):
    mo = account_of("mo")
    make_comment(mo.voter, item["Dust"])
    take_name(mo, "molly")
    assert entry_titles(LIST) == ["molly on Dust"]
    response = Client().get("/@mo/feed")
    assert response.status_code == 301 and response.url == "/@molly/feed"
    assert entry_titles("/@molly/feed") == ["molly on Dust"]


def test_a_guest_without_a_name_is_a_guest(songs, item):
    make_comment(Voter.objects.create(), item["Dust"])
    assert entry_titles(LIST) == ["A guest on Dust"]


def test_an_item_that_was_taken_off_is_gone_with_its_comments(songs, item, ben):
    make_comment(ben, item["Dust"])
    remove_item(item["Dust"])
    assert Client().get(f"/l/saddest-songs/i/{item['Dust'].pk}/feed").status_code == 410
    assert entry_titles(LIST) == []


def test_who_left_is_gone_for_as_long_as_the_name_rests(db):
    delete_account_row(account_of("mo"))
    for name in ("mo", "m-o"):
        response = Client().get(f"/@{name}/feed")
        assert response.status_code == 410 and "left the site" in response.content.decode()
    TakenName.objects.update(account_deleted_at=timezone.now() - NAME_REUSE_DELAY - DAY)
    assert Client().get("/@mo/feed").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/l/nothing/feed",
        "/l/%00/feed",
        "/l/saddest-songs/i/999999/feed",
        f"/l/saddest-songs/i/{2**63}/feed",
        f"/l/saddest-songs/i/{'9' * 400}/feed",
        "/l/saddest-songs/i/-1/feed",
        "/@nobody/feed",
        "/@%00/feed",
        "/@%F0%9F/feed",
        "/@" + "x" * 3000 + "/feed",
        "/feed/",
    ],
)
def test_what_is_not_there_has_no_feed(songs, address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("address", ["/feed", LIST, "/@mo/feed"])
def test_a_feed_is_read_and_nothing_else(songs, address):
    account_of("mo")
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(enforce_csrf_checks=True), method)(address).status_code == 405
    head = Client().head(address)
    assert head.status_code == 200 and head["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry_titles(f"{address}?page=9&order=%00&at=never") == entry_titles(address)


def test_queries_do_not_grow_with_the_entries(songs, item, ben):
    mo = account_of("mo")

    def asked():
        counts = []
        for address in ("/feed", LIST, f"/l/saddest-songs/i/{item['Dust'].pk}/feed", "/@mo/feed"):
            with CaptureQueriesContext(connection) as queries:
                read_feed(address)
            counts.append(len(queries))
        return counts

    def happen(times):
        for n in range(times):
            make_comment(mo.voter, item["Dust"], f"In {times}, {n}.")
            make_comment(Voter.objects.create(), item["Cold"], f"In {times}, {n}.")
            soups = create_list(title=f"Soups {times} {n}", items=[NewItem("Miso"), NewItem("Pho")], voter=mo.voter)
            moved(soups.items.first(), 2, 1)
            save_ranking(voter=mo.voter, ranked_list=soups, item_ids=[soups.items.first().pk])
            publish_ranking(voter=mo.voter, ranked_list=soups)

    happen(2)
    few = asked()
    happen(9)
    assert asked() == few and max(few) <= 7
