"""What pages say of themselves to search engines, previews, feed readers and programs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import crowd_for, rank_snapshot
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of
from ranklore.site.tests.page_meta.reading_meta import (
    LIST,
    SITE,
    canonical_path_of,
    meta_elements_of,
    structured_data_of,
)

pytestmark = pytest.mark.django_db


# --- titles and descriptions


def test_a_list_is_described_by_its_question_size_and_first_places(ranked):
    told = meta_elements_of(LIST)
    assert told["title"] == "Saddest songs: 5 items ranked · Ranklore"
    assert told["description"] == "Which one hurts? 5 items, 15 voters. 1st Cold, 2nd Dust, 3rd Echo"
    assert told["og:title"] == "Saddest songs: 5 items ranked" and told["og:description"] == told["description"]
    assert told["og:url"] == told["canonical"] and told["og:site_name"] == "Ranklore"


def test_a_list_without_votes_names_no_places(songs):
    told = meta_elements_of(LIST)
    assert told["title"] == "Saddest songs: 5 items to rank · Ranklore"
    assert told["description"] == "Which one hurts? 5 items, 0 voters."


def test_an_item_is_described_by_its_rank_and_range(ranked, dust, ben):
    make_comment(ben, dust)
    told = meta_elements_of(dust.get_absolute_url())
    at = Standing.objects.get(item=dust)
    assert told["title"] == "Dust: 2nd of 5 · Saddest songs · Ranklore"
    assert told["description"].startswith("Dust by Mika is 2nd of 5 on the list “Saddest songs”, ")
    assert told["description"].endswith("5 votes, 1 comment.")
    assert at.rank_low != at.rank_high and "likely" in told["description"]


def test_the_title_says_when_an_item_is_too_new_to_rank(songs, dust):
    assert meta_elements_of(dust.get_absolute_url())["title"] == "Dust: too new to rank · Saddest songs · Ranklore"


def test_a_profile_and_a_published_ranking_are_described(songs, dust):
    mo = account_of("mo")
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk, songs.items.first().pk])
    shown = publish_ranking(voter=mo.voter, ranked_list=songs, name="mo")
    make_comment(mo.voter, dust)
    assert meta_elements_of("/@mo")["description"] == "mo on Ranklore: 0 lists, 1 published ranking, 1 comment."
    told = meta_elements_of(f"{LIST}/by/{shown.key}")
    assert told["title"] == "Saddest songs, ranked by mo · Ranklore"
    assert told["description"] == "“Saddest songs” as mo ranks it: 1. Dust; 2. Alone"
    assert told["og:image"] == f"{SITE}{LIST}/by/{shown.key}.png"


def test_long_texts_are_cut_and_markup_is_escaped(ada):
    items = [NewItem("</script>" * 9), *(NewItem("x" * 90 + str(n)) for n in range(3))]
    create_list(title='"><script>alert(1)</script>', prompt="word\n" * 400, items=items, voter=ada)
    for item in RankedList.objects.get().items.all():
        crowd_for(item, 6 if item.name[0] == "<" else 4)
    address = RankedList.objects.get().get_absolute_url()
    told = meta_elements_of(address)
    assert len(told["description"]) == 200 and told["description"].endswith("…")
    assert " word… 4 items, 18 voters. 1st </script>" in told["description"]
    assert told["og:title"].startswith('"><script>')
    page = Client().get(address).content.decode()
    assert "<script>alert" not in page
    assert structured_data_of(address)["ItemList"]["itemListElement"][0]["name"] == "</script>" * 9


# --- the one right address


def test_every_address_of_a_page_has_the_same_canonical_address(ranked, dust, ben):
    for n in range(60):
        make_comment(Voter.objects.create(), dust, f"Comment {n}.")
    create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(30)])
    item = dust.get_absolute_url()
    for asked, right in (
        ("/", "/"),
        ("/?page=1&utm_source=x", "/"),
        (f"{LIST}?page=1", LIST),
        (f"{LIST}?page=99", LIST),
        (f"{LIST}?page=0x", LIST),
        ("/l/long?page=2", "/l/long?page=2"),
        ("/l/long?page=9&order=x", "/l/long?page=2"),
        (f"{item}?order=newest", item),
        (f"{item}?order=newest&page=2", item),
        (f"{item}?page=2", f"{item}?page=2"),
        (f"{item}?order=best&page=2", f"{item}?page=2"),
        (f"{LIST}/talk?order=oldest", f"{LIST}/talk"),
        (f"{LIST}/history?period=all", f"{LIST}/history"),
        (f"{LIST}/how?x=y", f"{LIST}/how"),
        ("/about?x", "/about"),
    ):
        assert canonical_path_of(asked) == right, asked


def test_a_canonical_address_is_percent_encoded(ada):
    create_list(title="悪ノ召使", items=[NewItem("Miso")], voter=ada)
    assert canonical_path_of("/l/悪ノ召使?page=1") == "/l/%E6%82%AA%E3%83%8E%E5%8F%AC%E4%BD%BF"


def test_a_profile_has_one_canonical_address(db):
    account_of("mo")
    assert canonical_path_of("/@mo?page=3") == "/@mo"


def test_a_past_day_has_its_own_address_and_is_not_indexed(ranked, dust):
    day = timezone.now() - timedelta(days=3)
    rank_snapshot(dust, day, 1)
    told = meta_elements_of(f"{LIST}?at={day:%Y-%m-%d}&page=1")
    assert told["canonical"] == f"{SITE}{LIST}?at={day:%Y-%m-%d}" and told["robots"] == "noindex"
    for nonsense in ("never", "2999-01-01", "1999-01-01", "2026-02-31"):
        told = meta_elements_of(f"{LIST}?at={nonsense}")
        assert told["robots"] == "noindex" and "canonical" not in told


# --- what is not to be listed


def test_public_pages_are_indexed(ranked, dust):
    account_of("mo")
    for address in (
        "/",
        "/about",
        LIST,
        f"{LIST}/talk",
        f"{LIST}/history",
        f"{LIST}/how",
        "/@mo",
        dust.get_absolute_url(),
    ):
        assert "robots" not in meta_elements_of(address), address


def test_forms_threads_and_missing_pages_are_not_indexed(ranked, dust, ben):
    comment = make_comment(ben, dust)
    for address in (
        "/new",
        "/me",
        f"{LIST}/compare",
        f"{LIST}/mine",
        f"{LIST}/add",
        f"/c/{comment.pk}",
        "/sign-in",
        "/x",
    ):
        assert meta_elements_of(address)["robots"] == "noindex", address
    assert meta_elements_of(f"/c/{comment.pk}?page=4")["canonical"] == f"{SITE}/c/{comment.pk}"
    remove_item(dust)
    assert meta_elements_of(dust.get_absolute_url())["robots"] == "noindex"


def test_simulated_lists_are_not_indexed(ranked, dust):
    RankedList.objects.update(is_simulated=True)
    for address in (LIST, f"{LIST}/talk", f"{LIST}/history", f"{LIST}/how", dust.get_absolute_url()):
        assert meta_elements_of(address)["robots"] == "noindex", address


def test_robots_txt_names_excluded_pages_and_the_sitemap(db):
    response = Client().get("/robots.txt", secure=True)
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Sitemap: https://testserver/sitemap.xml"
    for path in ("/me", "/account", "/c/", "/search", "/*?*order=", "/*?*at="):
        assert f"Disallow: {path}" in lines


# --- feeds are found


def test_pages_link_to_their_feed(ranked, dust):
    account_of("mo")
    for address, feed, label in (
        (LIST, f"{LIST}/feed", "Feed of its moves and comments"),
        (f"{LIST}/talk", f"{LIST}/feed", "Feed of the list’s moves and comments"),
        (f"{LIST}/history", f"{LIST}/feed", "Feed of the list’s moves and comments"),
        (dust.get_absolute_url(), f"{dust.get_absolute_url()}/feed", "Feed of its moves and comments"),
        ("/@mo", "/@mo/feed", "Feed of comments, lists and rankings"),
    ):
        page = lxml_html.document_fromstring(Client().get(address).content)
        (named,) = page.xpath('//head/link[@rel="alternate"][@type="application/atom+xml"]')
        assert named.get("href") == f"{SITE}{feed}" and named.get("title")
        assert page.xpath(f'//main//a[@href="{SITE}{feed}"]')[0].text == label
        assert Client().get(feed).status_code == 200
    page = lxml_html.document_fromstring(Client().get("/").content)
    assert page.xpath('//head/link[@rel="alternate"]/@href') == [f"{SITE}/feed"]
    assert page.xpath('//footer//a[@href="/feed"]')


# --- data
