"""Sitemaps: every page that search engines should find, and when it changed."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.models import Board
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.tests.make import make_comment
from ranklore.exchange.queries import sitemaps
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList

pytestmark = pytest.mark.django_db
SITEMAP_NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "sitemap.xsd"))
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def read_sitemap(address):
    """A sitemap or the index, as path -> when it changed."""
    response = Client().get(address)
    assert response.status_code == 200, response.content
    document = etree.fromstring(response.content)
    assert SCHEMA.validate(document), SCHEMA.error_log
    return {
        page.findtext("s:loc", None, SITEMAP_NAMESPACES).removeprefix("http://testserver"): page.findtext(
            "s:lastmod", None, SITEMAP_NAMESPACES
        )
        for page in document
    }


def all_pages():
    return {path: changed for part in read_sitemap("/sitemap.xml") for path, changed in read_sitemap(part).items()}


def test_lists_items_and_published_rankings_are_listed_and_exist(songs, ben):
    items = list(songs.items.all())
    save_ranking(voter=ben, ranked_list=songs, item_ids=[items[0].pk])
    ranking = publish_ranking(voter=ben, ranked_list=songs)
    create_list(title="悪ノ召使 & others", items=[NewItem("Miso")])
    pages = all_pages()
    assert {"/", "/about", "/l/saddest-songs", f"/l/saddest-songs/by/{ranking.key}"} < pages.keys()
    assert len(pages) == 4 + 2 + 6 + 1
    assert {Client().get(path).status_code for path in pages} == {200}


def test_a_category_with_lists_is_listed(songs):
    file_list(songs, category="music", tags=[])
    assert "/category/music" in all_pages()


def test_an_empty_site_has_a_sitemap(db):
    assert list(all_pages()) == ["/", "/about", "/lists", "/tags"]
    assert list(read_sitemap("/sitemap.xml")) == ["/sitemap-site-0.xml"]


def test_simulated_lists_and_removed_items_are_not_listed(songs, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    publish_ranking(voter=ben, ranked_list=songs)
    remove_item(songs.items.get(name="Dust"))
    assert len(all_pages()) == 4 + 1 + 4 + 1
    RankedList.objects.update(is_simulated=True)
    assert len(all_pages()) == 4


def test_a_list_changes_with_its_newest_vote_comment_or_item(songs, ben):
    RankedList.objects.update(created_at=NOON)
    Item.objects.update(created_at=NOON)
    assert all_pages()["/l/saddest-songs"] == "2026-11-18T12:00:00Z"
    Board.objects.create(pk=songs.pk, voted_at=NOON + DAY)
    assert all_pages()["/l/saddest-songs"] == "2026-11-19T12:00:00Z"
    comment = make_comment(ben, songs.items.get(name="Dust"))
    Comment.objects.update(created_at=NOON + 2 * DAY)
    assert all_pages()["/l/saddest-songs"] == "2026-11-20T12:00:00Z"
    delete_comment(comment)
    assert all_pages()["/l/saddest-songs"] == "2026-11-19T12:00:00Z"
    Item.objects.filter(name="Echo").update(created_at=NOON + 3 * DAY)
    assert all_pages()["/l/saddest-songs"] == "2026-11-21T12:00:00Z"


def test_an_item_changes_with_its_newest_rank_or_comment(songs, ben):
    Item.objects.update(created_at=NOON)
    dust = songs.items.get(name="Dust")
    assert all_pages()[dust.get_absolute_url()] == "2026-11-18T12:00:00Z"
    rank_snapshot(dust, NOON + DAY, 3)
    assert all_pages()[dust.get_absolute_url()] == "2026-11-19T12:00:00Z"
    make_comment(ben, dust)
    Comment.objects.update(created_at=NOON + 2 * DAY)
    assert all_pages()[dust.get_absolute_url()] == "2026-11-20T12:00:00Z"


def test_a_big_site_is_split_into_parts(songs, ben, cy, monkeypatch):
    whole = all_pages()
    monkeypatch.setattr(sitemaps, "IDS_PER_PART", 2)
    assert all_pages() == whole
    assert sum("items" in part for part in read_sitemap("/sitemap.xml")) in (3, 4)
    voters = (ben, cy, songs.created_by)
    for voter in voters:
        save_ranking(voter=voter, ranked_list=songs, item_ids=[songs.items.first().pk])
        publish_ranking(voter=voter, ranked_list=songs)
    assert sum("rankings" in part for part in read_sitemap("/sitemap.xml")) == len({voter.pk // 2 for voter in voters})
    assert len(all_pages()) == len(whole) + 3


def test_the_index_lists_no_empty_part(songs, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_PER_PART", 1)
    remove_item(songs.items.get(name="Dust"))
    item_ids = songs.items.filter(removed_at=None).order_by("pk").values_list("pk", flat=True)
    parts = [part for part in read_sitemap("/sitemap.xml") if "items" in part]
    assert parts == [f"/sitemap-items-{pk}.xml" for pk in item_ids]
    assert all(read_sitemap(part) for part in parts)


def test_a_published_ranking_stays_in_its_part_while_others_go(songs, ben, cy, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_PER_PART", 1)
    for voter in (ben, cy):
        save_ranking(voter=voter, ranked_list=songs, item_ids=[songs.items.first().pk])
        publish_ranking(voter=voter, ranked_list=songs)
    before = read_sitemap(f"/sitemap-rankings-{cy.pk}.xml")
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert read_sitemap(f"/sitemap-rankings-{cy.pk}.xml") == before
    assert [part for part in read_sitemap("/sitemap.xml") if "rankings" in part] == [f"/sitemap-rankings-{cy.pk}.xml"]


def test_no_part_and_no_index_counts_or_skips_rows(songs, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    publish_ranking(voter=ben, ranked_list=songs)
    with CaptureQueriesContext(connection) as queries:
        for part in read_sitemap("/sitemap.xml"):
            if "site-0" not in part:
                read_sitemap(part)
    statements = " ".join(query["sql"] for query in queries)
    assert not re.search("COUNT|OFFSET|DISTINCT", statements)


@pytest.mark.parametrize("part", ["lists-7", "nothing-0", "site-1", f"items-{2**63}", f"items-{'9' * 400}", "items--1"])
def test_an_unknown_part_is_not_found(songs, part):
    assert Client().get(f"/sitemap-{part}.xml").status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-site-0.xml"])
def test_a_sitemap_is_read_only(db, address):
    assert Client(enforce_csrf_checks=True).post(address).status_code == 405
    response = Client().head(address)
    assert response.status_code == 200 and response["Cache-Control"] == "public, max-age=3600" and not response.cookies


def test_queries_do_not_grow_with_the_pages(songs):
    def query_count():
        with CaptureQueriesContext(connection) as queries:
            all_pages()
        return len(queries)

    few = query_count()
    for n in range(9):
        create_list(title=f"More {n}", items=[NewItem(f"Item {n}") for n in range(5)])
    assert query_count() == few
