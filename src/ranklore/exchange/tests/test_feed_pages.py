"""What each feed contains, and which addresses have no feed."""

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


def move_item(item, before, rank, days=1):
    """Move an item from one rank to another, so many days ago."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    rank_snapshot(item, noon - 9 * DAY, before)
    rank_snapshot(item, noon - days * DAY, rank)
    Board.objects.update_or_create(pk=item.list_id, defaults={"voted_at": timezone.now()})


def test_the_feed_of_a_list_has_comments_and_daily_rank_changes(songs, item, ben):
    move_item(item["Cold"], 3, 1)
    move_item(item["Alone"], 1, 3)
    make_comment(ben, item["Dust"], "It aches.")
    make_comment(ben, CommentTarget(songs), "What about B-sides?")
    feed = read_feed(LIST)
    assert entry_texts(feed, "title") == [
        "ben on Saddest songs",
        "ben on Dust",
        "Cold rose from 3rd to 1st, and 1 more",
    ]
    assert feed.findtext("a:title", None, ATOM_NAMESPACES) == "Saddest songs"
    contents = entry_texts(feed, "content")
    assert contents[:2] == ["<p>What about B-sides?</p>", "<p>It aches.</p>"]
    assert (
        "Cold</bdi></a> rose from 3rd to 1st." in contents[2] and "Alone</bdi></a> fell from 1st to 3rd." in contents[2]
    )


def test_a_feed_links_to_itself_and_to_its_page(songs, item, ben):
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


def test_an_entry_has_the_same_id_in_every_feed(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    name = f"tag:testserver,{comment.created_at:%Y-%m-%d}:comment/{comment.pk}"
    for address in (LIST, f"/l/saddest-songs/i/{item['Dust'].pk}/feed", "/feed"):
        assert name in entry_texts(read_feed(address), "id")
    secure = Client().get(LIST, secure=True, headers={"host": "testserver:8443"}).content.decode()
    assert name in secure and f'href="https://testserver:8443/c/{comment.pk}"' in secure


def test_the_feed_of_an_item_has_its_rank_changes_and_comments(songs, item, ben):
    move_item(item["Dust"], 41, 40)
    move_item(item["Cold"], 3, 1)
    make_comment(ben, item["Dust"])
    make_comment(ben, item["Cold"])
    make_comment(ben, CommentTarget(songs))
    assert entry_titles(f"/l/saddest-songs/i/{item['Dust'].pk}/feed") == ["ben on Dust", "Dust rose from 41st to 40th"]


def test_the_feed_of_a_person_has_comments_lists_and_published_rankings(songs, item):
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


def test_a_private_ranking_and_its_comments_are_in_no_feed(songs, item):
    mo = account_of("mo")
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[item["Echo"].pk])
    shown = publish_ranking(voter=mo.voter, ranked_list=songs)
    make_comment(mo.voter, CommentTarget(songs, ranking_key=shown.key), "Look at my order.")
    for address in ("/@mo/feed", LIST, "/feed"):
        assert "Look at my order." not in "".join(entry_texts(read_feed(address), "content"))
    unpublish_ranking(voter=mo.voter, ranked_list=songs)
    assert entry_titles("/@mo/feed") == []


def test_the_feed_of_the_site_has_lists_comments_and_changes_at_the_top(songs, item, ben):
    move_item(item["Cold"], 3, 1)
    move_item(item["Dust"], 40, 20)
    make_comment(ben, item["Dust"])
    assert entry_titles("/feed") == [
        "ben on Dust",
        "New list: Saddest songs",
        "Saddest songs: Cold rose from 3rd to 1st",
    ]


def test_an_empty_site_has_a_feed(db):
    assert entry_titles("/feed") == []


def test_simulated_lists_and_imported_comments_are_left_out(songs, item, ben):
    make_comment(ben, item["Dust"])
    Comment.objects.update(is_imported=True)
    assert entry_titles("/feed") == ["New list: Saddest songs"] and entry_titles(LIST) == []
    make_comment(ben, item["Dust"])
    type(songs).objects.update(is_simulated=True)
    move_item(item["Cold"], 3, 1)
    assert entry_titles("/feed") == []
    assert entry_titles(LIST) == ["ben on Dust", "Cold rose from 3rd to 1st"]


def test_a_busy_list_does_not_fill_the_feed_of_the_site(songs, item, ben, cy):
    soups = create_list(title="Best soups", items=[NewItem("Miso")])
    make_comment(cy, soups.items.get())
    for n in range(feed_sources.SITE_COMMENTS_PER_LIST_MAX + 3):
        make_comment(ben, item["Dust"], f"Again {n}.")
    titles = entry_titles("/feed")
    assert titles.count("ben on Dust") == feed_sources.SITE_COMMENTS_PER_LIST_MAX and "cy on Miso" in titles


def test_feeds_have_a_maximum_length(songs, item, ben, monkeypatch):
    monkeypatch.setattr(feed_sources, "FEED_ENTRIES_MAX", 3)
    for n in range(5):
        make_comment(ben, item["Dust"], f"Again {n}.")
    assert entry_texts(read_feed(LIST), "content") == ["<p>Again 4.</p>", "<p>Again 3.</p>", "<p>Again 2.</p>"]
    assert len(entry_titles("/feed")) == 3


def test_many_rank_changes_of_a_day_are_one_entry(ada):
    long = create_list(title="Long", items=[NewItem(f"Song {n}") for n in range(12)], voter=ada)
    for rank, each_item in enumerate(long.items.all(), start=1):
        move_item(each_item, rank * 2, rank)
    feed = read_feed("/l/long/feed")
    assert entry_texts(feed, "title") == ["Song 0 rose from 2nd to 1st, and 11 more"]
    assert entry_texts(feed, "content")[0].endswith("<p>And 2 more.</p>")
    assert "/l/long?at=" in links_by_rel(feed.find("a:entry", ATOM_NAMESPACES))["alternate"]


def test_an_incomplete_day_is_left_out(ada, monkeypatch):
    long = create_list(title="Long", items=[NewItem(f"Song {n}") for n in range(6)], voter=ada)
    for n, each_item in enumerate(long.items.all()):
        move_item(each_item, 2 * n + 2, n + 1, days=1 + n // 3)
    assert len(entry_titles("/l/long/feed")) == 2
    monkeypatch.setattr(feed_sources, "RANK_CHANGES_MAX", 5)
    assert entry_titles("/l/long/feed") == ["Song 0 rose from 2nd to 1st, and 2 more"]


def test_an_incomplete_day_is_left_out_of_the_feed_of_the_site(songs, item, monkeypatch):
    move_item(item["Cold"], 3, 1)
    move_item(item["Dust"], 40, 20)  # not among the top places, so not counted
    move_item(item["Echo"], 6, 2, days=2)
    move_item(item["Alone"], 1, 5, days=2)
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


def test_an_edited_comment_shows_its_new_text(songs, item, ben):
    comment = make_comment(ben, item["Dust"])
    edit_comment(voter=ben, comment=comment, made_from=0, text="It aches more.")
    feed = read_feed(LIST)
    assert entry_texts(feed, "content") == ["<p>It aches more.</p>"]
    assert entry_texts(feed, "updated") >= entry_texts(feed, "published")


def test_an_account_appears_under_its_current_name(songs, item):
    mo = account_of("mo")
    make_comment(mo.voter, item["Dust"])
    take_name(mo, "molly")
    assert entry_titles(LIST) == ["molly on Dust"]
    response = Client().get("/@mo/feed")
    assert response.status_code == 301 and response.url == "/@molly/feed"
    assert entry_titles("/@molly/feed") == ["molly on Dust"]


def test_a_guest_without_a_name_is_called_a_guest(songs, item):
    make_comment(Voter.objects.create(), item["Dust"])
    assert entry_titles(LIST) == ["A guest on Dust"]


def test_a_removed_item_is_gone_with_its_comments(songs, item, ben):
    make_comment(ben, item["Dust"])
    remove_item(item["Dust"])
    assert Client().get(f"/l/saddest-songs/i/{item['Dust'].pk}/feed").status_code == 410
    assert entry_titles(LIST) == []


def test_the_feed_of_a_deleted_account_is_gone_while_its_name_is_reserved(db):
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
def test_an_unknown_address_has_no_feed(songs, address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("address", ["/feed", LIST, "/@mo/feed"])
def test_a_feed_is_read_only(songs, address):
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
            move_item(soups.items.first(), 2, 1)
            save_ranking(voter=mo.voter, ranked_list=soups, item_ids=[soups.items.first().pk])
            publish_ranking(voter=mo.voter, ranked_list=soups)

    happen(2)
    few = asked()
    happen(9)
    assert asked() == few and max(few) <= 7
