import json
import re

from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.parsing.result import ParsedComment
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of
from ranklore.site.tests.page_meta.reading_meta import (
    LIST,
    SITE,
    meta_elements_of,
    structured_comments_of,
    structured_data_of,
)


def test_a_list_has_its_rows_with_their_published_ranks(ranked):
    told = structured_data_of(LIST)["ItemList"]
    rows = [row for row in Client().get(LIST).context["rows"] if row.rank]
    assert [(each["position"], each["name"]) for each in told["itemListElement"]] == [(r.rank, r.name) for r in rows]
    assert [each["url"] for each in told["itemListElement"]] == [f"{SITE}{LIST}/i/{row.item_id}" for row in rows]
    assert (told["name"], told["numberOfItems"], told["url"]) == ("Saddest songs", 5, f"{SITE}{LIST}")
    assert told["itemListOrder"] == "https://schema.org/ItemListOrderAscending"


def test_tied_items_keep_their_published_ranks(ranked):
    Standing.objects.filter(rank__lte=3).update(rank=2, tie_group=1)
    assert [each["position"] for each in structured_data_of(LIST)["ItemList"]["itemListElement"]] == [2, 2, 2]


def test_the_second_page_continues_the_positions(ada):
    long = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(30)], voter=ada)
    crowd_for(long.items.first(), 3)
    for n, item in enumerate(long.items.all(), start=1):
        Standing.objects.update_or_create(
            item=item, list=long, defaults={"position": n, "rank": n, "votes": 1, "score": 0, "familiarity": 0}
        )
    told = structured_data_of("/l/long?page=2")["ItemList"]
    assert [each["position"] for each in told["itemListElement"]] == [26, 27, 28, 29, 30]
    assert told["url"] == f"{SITE}/l/long?page=2" and told["numberOfItems"] == 30


def test_a_list_without_votes_has_items_and_no_positions(songs):
    told = structured_data_of(LIST)["ItemList"]
    assert told["itemListOrder"].endswith("/ItemListUnordered") and len(told["itemListElement"]) == 5
    assert not any("position" in each for each in told["itemListElement"])


def test_an_item_has_its_comments(ranked, dust, ben, cy):
    mo = account_of("mo")
    first = make_comment(ben, dust, "It *aches*.\n\nStill.")
    make_comment(mo.voter, first, "It does.")
    make_comment(Voter.objects.create(), dust, "Meh.")
    set_helpful(voter=cy, comment=first, on=True)
    told = structured_comments_of(dust.get_absolute_url())
    assert [each["text"] for each in told] == ["It aches. Still.", "Meh."]
    assert [each["author"]["name"] for each in told] == ["ben", "A guest"]
    assert told[0]["interactionStatistic"]["userInteractionCount"] == 1
    assert told[0]["dateCreated"] == first.created_at.isoformat(timespec="seconds")
    assert told[0]["url"] == f"{SITE}{dust.get_absolute_url()}#comment-{first.pk}"
    (reply,) = told[0]["comment"]
    assert reply["text"] == "It does." and reply["author"]["url"] == f"{SITE}/@mo"
    assert structured_data_of(dust.get_absolute_url())["WebPage"]["commentCount"] == 3


def test_spoilers_comments_with_notes_and_deleted_comments_are_left_out(songs, dust, ben):
    make_comment(ben, dust, "She ||dies|| then.")
    make_comment(ben, dust, "He dies too.", is_spoiler=True)
    above = make_comment(ben, dust, "They all die.", notes=["death"])
    make_comment(ben, above, "I know.")
    stone = make_comment(ben, dust, "Nobody dies.")
    make_comment(ben, stone, "Oh.")
    delete_comment(stone)
    for address in (dust.get_absolute_url(), f"/c/{above.pk}"):
        page = Client().get(address).content.decode()
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert "die" not in block
        assert "die" not in meta_elements_of(address)["description"]
    texts = [each["text"] for each in structured_comments_of(dust.get_absolute_url())]
    assert texts == ["She [spoiler] then.", "I know.", "Oh."]


def test_a_thread_does_not_name_the_author_of_a_deleted_comment(songs, dust, ben):
    first = make_comment(ben, dust, "I regret it.", author="Benedict")
    make_comment(ben, first, "Oh.", author="Zoe")
    assert meta_elements_of(f"/c/{first.pk}")["title"] == "Comment by Benedict · Dust · Ranklore"
    delete_comment(first)
    assert meta_elements_of(f"/c/{first.pk}")["og:title"] == "A deleted comment · Dust"
    assert "Benedict" not in Client().get(f"/c/{first.pk}").content.decode()


def test_a_comment_from_a_pasted_page_has_no_date(songs, dust):
    import_comments(songs, [(dust, ParsedComment("It stops ...more", 1, cut=True, author="Zoe"))])
    (told,) = structured_comments_of(dust.get_absolute_url())
    assert told["text"] == "It stops" and "dateCreated" not in told


def test_discussions_threads_and_published_rankings_have_their_comments(songs, dust, ben):
    first = make_comment(ben, CommentTarget(songs), "B-sides?")
    make_comment(ben, first, "Yes.")
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_ranking(voter=ben, ranked_list=songs)
    make_comment(ben, CommentTarget(songs, ranking_key=shown.key), "Brave.")
    assert [each["text"] for each in structured_comments_of(f"{LIST}/talk")] == ["B-sides?"]
    assert [each["text"] for each in structured_comments_of(f"{LIST}/by/{shown.key}")] == ["Brave."]
    thread = structured_data_of(f"/c/{first.pk}")["Comment"]
    assert thread["text"] == "B-sides?" and [each["text"] for each in thread["comment"]] == ["Yes."]


def test_an_item_has_breadcrumbs(songs, dust):
    steps = structured_data_of(dust.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [(each["position"], each["name"], each["item"].removeprefix(SITE)) for each in steps] == [
        (1, "Lists", "/lists"),
        (2, "Saddest songs", LIST),
        (3, "Dust", dust.get_absolute_url()),
    ]


def test_text_in_the_data_is_escaped(songs, dust, ben):
    make_comment(ben, dust, "</script><script>alert(1)</script><!-- \u2028 & 悪ノ召使 \\u003c")
    page = Client().get(dust.get_absolute_url()).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&\u2028\u2029\n") & set(block) and block.isascii()
    assert "</script><script>alert(1)</script>" in json.loads(block)["@graph"][0]["comment"][0]["text"]
