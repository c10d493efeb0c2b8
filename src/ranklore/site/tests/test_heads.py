"""What pages say of themselves to search engines, previews, feed readers and programs."""

import json
import re
from datetime import timedelta

import extruct
import pytest
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from ranklore.ballots.actions import publish_order, put_in_order
from ranklore.ballots.models import Standing
from ranklore.ballots.tests.make import crowd_for, past_place
from ranklore.discussion.actions import delete_comment, import_comments
from ranklore.discussion.helpful import find_helpful
from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.lists.actions import NewItem, create_list, remove_item
from ranklore.lists.models import RankedList
from ranklore.lists.rules.pasted import PastedComment
from ranklore.people.models import Voter
from ranklore.site.tests.make_account import account_of

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
LIST = "/l/saddest-songs"


@pytest.fixture
def ranked(songs):
    """Cold, Dust and Echo have places, in this order; Alone and Bells are too new."""
    for name, voters in (("Cold", 5), ("Dust", 4), ("Echo", 3)):
        crowd_for(songs.items.get(name=name), voters)
    return songs


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


def head(address, client=None):
    """The title, the meta and link elements of a page."""
    response = (client or Client()).get(address)
    page = lxml_html.document_fromstring(response.content)
    metas = {meta.get("name") or meta.get("property"): meta.get("content") for meta in page.iterfind(".//meta")}
    found = {link.get("rel"): link.get("href") for link in page.iterfind(".//link")}
    return {**metas, **found, "title": page.findtext(".//title")}


def canonical(address):
    return head(address)["canonical"].removeprefix(SITE)


def data(address):
    """The things of a page by their type, as a public library reads them."""
    page = Client().get(address).content.decode()
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in found["@graph"]}


def comments_of(address):
    return data(address)["WebPage"].get("comment", [])


# --- titles and descriptions


def test_a_list_says_its_question_its_size_and_its_first_places(ranked):
    told = head(LIST)
    assert told["title"] == "Saddest songs: 5 items ranked · Ranklore"
    assert told["description"] == "Which one hurts? 5 items, 12 voters. 1st Cold, 2nd Dust, 3rd Echo"
    assert told["og:title"] == "Saddest songs: 5 items ranked" and told["og:description"] == told["description"]
    assert told["og:url"] == told["canonical"] and told["og:site_name"] == "Ranklore"


def test_a_list_without_votes_names_no_places(songs):
    told = head(LIST)
    assert told["title"] == "Saddest songs: 5 items to rank · Ranklore"
    assert told["description"] == "Which one hurts? 5 items, 0 voters."


def test_an_item_says_its_place_and_range(ranked, dust, ben):
    said(ben, dust)
    told = head(dust.get_absolute_url())
    at = Standing.objects.get(item=dust)
    assert told["title"] == "Dust: 2nd of 5 · Saddest songs · Ranklore"
    assert told["description"].startswith("Dust by Mika is 2nd of 5 on the list “Saddest songs”, ")
    assert told["description"].endswith("4 votes, 1 comment.")
    assert at.rank_low != at.rank_high and "likely" in told["description"]


def test_an_item_that_is_too_new_says_so(songs, dust):
    assert head(dust.get_absolute_url())["title"] == "Dust: too new to rank · Saddest songs · Ranklore"


def test_a_person_and_a_published_ranking_say_what_is_there(songs, dust):
    mo = account_of("mo")
    put_in_order(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk, songs.items.first().pk])
    shown = publish_order(voter=mo.voter, ranked_list=songs, name="mo")
    said(mo.voter, dust)
    assert head("/@mo")["description"] == "mo on Ranklore: 0 lists, 1 published ranking, 1 comment."
    told = head(f"{LIST}/by/{shown.key}")
    assert told["title"] == "Saddest songs, ranked by mo · Ranklore"
    assert told["description"] == "mo put “Saddest songs” into an order of their own: 1. Dust; 2. Alone"
    assert told["og:image"] == f"{SITE}{LIST}/by/{shown.key}.png"


def test_long_words_are_cut_and_strange_ones_are_harmless(ada):
    items = [NewItem("</script>" * 9), *(NewItem("x" * 90 + str(n)) for n in range(3))]
    create_list(title='"><script>alert(1)</script>', prompt="word\n" * 400, items=items, voter=ada)
    for item in RankedList.objects.get().items.all():
        crowd_for(item, 5 if item.name[0] == "<" else 3)
    address = RankedList.objects.get().get_absolute_url()
    told = head(address)
    assert len(told["description"]) == 200 and told["description"].endswith("…")
    assert " word… 4 items, 14 voters. 1st </script>" in told["description"]
    assert told["og:title"].startswith('"><script>')
    page = Client().get(address).content.decode()
    assert "<script>alert" not in page
    assert data(address)["ItemList"]["itemListElement"][0]["name"] == "</script>" * 9


# --- the one right address


def test_all_that_lead_to_a_page_have_one_address(ranked, dust, ben):
    for n in range(60):
        said(Voter.objects.create(), dust, f"Comment {n}.")
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
        assert canonical(asked) == right, asked


def test_an_address_in_other_letters_is_written_as_it_is_sent(ada):
    create_list(title="悪ノ召使", items=[NewItem("Miso")], voter=ada)
    assert canonical("/l/悪ノ召使?page=1") == "/l/%E6%82%AA%E3%83%8E%E5%8F%AC%E4%BD%BF"


def test_a_page_of_a_person_has_one_address(db):
    account_of("mo")
    assert canonical("/@mo?page=3") == "/@mo"


def test_a_past_day_has_an_address_of_its_own_that_is_not_listed(ranked, dust):
    day = timezone.now() - timedelta(days=3)
    past_place(dust, day, 1)
    told = head(f"{LIST}?at={day:%Y-%m-%d}&page=1")
    assert told["canonical"] == f"{SITE}{LIST}?at={day:%Y-%m-%d}" and told["robots"] == "noindex"
    for nonsense in ("never", "2999-01-01", "1999-01-01", "2026-02-31"):
        told = head(f"{LIST}?at={nonsense}")
        assert told["robots"] == "noindex" and "canonical" not in told


# --- what is not to be listed


def test_public_pages_are_listed(ranked, dust):
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
        assert "robots" not in head(address), address


def test_forms_single_threads_and_what_is_missing_are_not_listed(ranked, dust, ben):
    comment = said(ben, dust)
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
        assert head(address)["robots"] == "noindex", address
    assert head(f"/c/{comment.pk}?page=4")["canonical"] == f"{SITE}/c/{comment.pk}"
    remove_item(dust)
    assert head(dust.get_absolute_url())["robots"] == "noindex"


def test_made_up_lists_are_not_listed(ranked, dust):
    RankedList.objects.update(is_simulated=True)
    for address in (LIST, f"{LIST}/talk", f"{LIST}/history", f"{LIST}/how", dust.get_absolute_url()):
        assert head(address)["robots"] == "noindex", address


def test_robots_are_told_what_to_pass_over_and_where_the_sitemap_is(db):
    response = Client().get("/robots.txt", secure=True)
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Sitemap: https://testserver/sitemap.xml"
    for path in ("/me", "/account", "/c/", "/search", "/*?*order=", "/*?*at="):
        assert f"Disallow: {path}" in lines


# --- feeds are found


def test_pages_name_their_feed_and_show_a_link_to_it(ranked, dust):
    account_of("mo")
    for address, feed in (
        (LIST, f"{LIST}/feed"),
        (f"{LIST}/talk", f"{LIST}/feed"),
        (f"{LIST}/history", f"{LIST}/feed"),
        (dust.get_absolute_url(), f"{dust.get_absolute_url()}/feed"),
        ("/@mo", "/@mo/feed"),
    ):
        page = lxml_html.document_fromstring(Client().get(address).content)
        (named,) = page.xpath('//head/link[@rel="alternate"][@type="application/atom+xml"]')
        assert named.get("href") == f"{SITE}{feed}" and named.get("title")
        assert page.xpath(f'//main//a[@href="{SITE}{feed}"]')[0].text == "Feed"
        assert Client().get(feed).status_code == 200
    page = lxml_html.document_fromstring(Client().get("/").content)
    assert page.xpath('//head/link[@rel="alternate"]/@href') == [f"{SITE}/feed"]
    assert page.xpath('//footer//a[@href="/feed"]')


# --- data


def test_the_data_of_a_list_are_its_rows_with_their_published_places(ranked):
    told = data(LIST)["ItemList"]
    rows = [row for row in Client().get(LIST).context["rows"] if row.rank]
    assert [(each["position"], each["name"]) for each in told["itemListElement"]] == [(r.rank, r.name) for r in rows]
    assert [each["url"] for each in told["itemListElement"]] == [f"{SITE}{LIST}/i/{row.item_id}" for row in rows]
    assert (told["name"], told["numberOfItems"], told["url"]) == ("Saddest songs", 5, f"{SITE}{LIST}")
    assert told["itemListOrder"] == "https://schema.org/ItemListOrderAscending"


def test_ties_keep_the_places_that_are_published(ranked):
    Standing.objects.filter(rank__lte=3).update(rank=2, tie_group=1)
    assert [each["position"] for each in data(LIST)["ItemList"]["itemListElement"]] == [2, 2, 2]


def test_a_second_page_goes_on_with_the_places(ada):
    long = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(30)], voter=ada)
    crowd_for(long.items.first(), 3)
    for n, item in enumerate(long.items.all(), start=1):
        Standing.objects.update_or_create(
            item=item, list=long, defaults={"position": n, "rank": n, "votes": 1, "score": 0, "familiarity": 0}
        )
    told = data("/l/long?page=2")["ItemList"]
    assert [each["position"] for each in told["itemListElement"]] == [26, 27, 28, 29, 30]
    assert told["url"] == f"{SITE}/l/long?page=2" and told["numberOfItems"] == 30


def test_a_list_without_votes_has_items_and_no_positions(songs):
    told = data(LIST)["ItemList"]
    assert told["itemListOrder"].endswith("/ItemListUnordered") and len(told["itemListElement"]) == 5
    assert not any("position" in each for each in told["itemListElement"])


def test_the_data_of_an_item_are_its_comments(ranked, dust, ben, cy):
    mo = account_of("mo")
    first = said(ben, dust, "It *aches*.\n\nStill.")
    said(mo.voter, first, "It does.")
    said(Voter.objects.create(), dust, "Meh.")
    find_helpful(voter=cy, comment=first, on=True)
    told = comments_of(dust.get_absolute_url())
    assert [each["text"] for each in told] == ["It aches. Still.", "Meh."]
    assert [each["author"]["name"] for each in told] == ["ben", "A guest"]
    assert told[0]["interactionStatistic"]["userInteractionCount"] == 1
    assert told[0]["dateCreated"] == first.created_at.isoformat(timespec="seconds")
    assert told[0]["url"] == f"{SITE}{dust.get_absolute_url()}#comment-{first.pk}"
    (reply,) = told[0]["comment"]
    assert reply["text"] == "It does." and reply["author"]["url"] == f"{SITE}/@mo"
    assert data(dust.get_absolute_url())["WebPage"]["commentCount"] == 3


def test_spoilers_notes_and_what_was_deleted_are_in_no_data(songs, dust, ben):
    said(ben, dust, "She ||dies|| then.")
    said(ben, dust, "He dies too.", is_spoiler=True)
    above = said(ben, dust, "They all die.", notes=["death"])
    said(ben, above, "I know.")
    stone = said(ben, dust, "Nobody dies.")
    said(ben, stone, "Oh.")
    delete_comment(stone)
    for address in (dust.get_absolute_url(), f"/c/{above.pk}"):
        page = Client().get(address).content.decode()
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert "die" not in block
        assert "die" not in head(address)["description"]
    texts = [each["text"] for each in comments_of(dust.get_absolute_url())]
    assert texts == ["She [spoiler] then.", "I know.", "Oh."]


def test_the_page_of_a_thread_does_not_name_who_wrote_what_was_deleted(songs, dust, ben):
    first = said(ben, dust, "I regret it.", author="Benedict")
    said(ben, first, "Oh.", author="Zoe")
    assert head(f"/c/{first.pk}")["title"] == "Comment by Benedict · Dust · Ranklore"
    delete_comment(first)
    assert head(f"/c/{first.pk}")["og:title"] == "A deleted comment · Dust"
    assert "Benedict" not in Client().get(f"/c/{first.pk}").content.decode()


def test_a_comment_of_a_pasted_page_has_no_date(songs, dust):
    import_comments(songs, [(dust, PastedComment("It stops ...more", 1, cut=True, author="Zoe"))])
    (told,) = comments_of(dust.get_absolute_url())
    assert told["text"] == "It stops" and "dateCreated" not in told


def test_talks_threads_and_published_rankings_have_their_comments(songs, dust, ben):
    first = said(ben, Subject(songs), "B-sides?")
    said(ben, first, "Yes.")
    put_in_order(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_order(voter=ben, ranked_list=songs)
    said(ben, Subject(songs, order_key=shown.key), "Brave.")
    assert [each["text"] for each in comments_of(f"{LIST}/talk")] == ["B-sides?"]
    assert [each["text"] for each in comments_of(f"{LIST}/by/{shown.key}")] == ["Brave."]
    thread = data(f"/c/{first.pk}")["Comment"]
    assert thread["text"] == "B-sides?" and [each["text"] for each in thread["comment"]] == ["Yes."]


def test_the_way_to_a_page(songs, dust):
    steps = data(dust.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [(each["position"], each["name"], each["item"].removeprefix(SITE)) for each in steps] == [
        (1, "Lists", "/lists"),
        (2, "Saddest songs", LIST),
        (3, "Dust", dust.get_absolute_url()),
    ]


def test_no_text_ends_the_element_or_a_line(songs, dust, ben):
    said(ben, dust, "</script><script>alert(1)</script><!-- \u2028 & 悪ノ召使 \\u003c")
    page = Client().get(dust.get_absolute_url()).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&\u2028\u2029\n") & set(block) and block.isascii()
    assert "</script><script>alert(1)</script>" in json.loads(block)["@graph"][0]["comment"][0]["text"]
