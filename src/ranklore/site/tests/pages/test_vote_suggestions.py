"""Items mentioned in comments are links with their current rank, and the author of a claim gets a suggested vote."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.items import remove_item, restore_item
from ranklore.site.queries.kept_texts import clear_kept_texts

pytestmark = pytest.mark.django_db
ARGUES = "This is sadder than Echo."


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


@pytest.fixture
def echo(songs):
    return songs.items.get(name="Echo")


def page_of(address, client=None):
    return (client or Client()).get(address).content.decode()


def sent(comment, over, under, count="yes"):
    return f"/c/{comment.pk}/vote", {"over": over.pk, "under": under.pk, "count": count}


def link_to(item):
    return f'<a class="mention" href="{item.get_absolute_url()}">{item.name}</a>'


def test_a_name_links_to_the_item_and_shows_its_current_rank(songs, dust, echo, ben):
    make_comment(ben, dust, ARGUES)
    crowd_for(echo, 5)
    address = dust.get_absolute_url()
    assert f'{link_to(echo)}\xa0<span class="mention-place">1st</span>' in page_of(address).replace("&nbsp;", "\xa0")
    crowd_for(dust, 40)
    for shown in (address, "/l/saddest-songs", "/l/saddest-songs/talk"):
        assert f'{link_to(echo)}&nbsp;<span class="mention-place">2nd</span>' in page_of(shown)


def test_the_commented_item_and_removed_items_are_not_linked(dust, echo, ben):
    make_comment(ben, dust, "Dust is sadder than Echo.")
    page = page_of(dust.get_absolute_url())
    assert f"Dust is sadder than {link_to(echo)}." in page
    remove_item(echo)
    assert "Dust is sadder than Echo." in page_of(dust.get_absolute_url())
    restore_item(echo)
    assert link_to(echo) in page_of(dust.get_absolute_url())


def test_no_link_in_code_or_links_and_one_inside_a_spoiler(dust, echo, ben):
    make_comment(ben, dust, "`Echo` [Echo](https://example.org) ||sadder than Echo|| <i>&")
    page = page_of(dust.get_absolute_url())
    assert page.count('class="mention"') == 1 and f"sadder than {link_to(echo)}</span></details>" in page
    assert "&lt;i&gt;&amp;" in page


def test_queries_do_not_grow_with_names(songs, dust, echo, ben):
    def queries():
        clear_kept_texts()  # a comment changes the head of the list
        with CaptureQueriesContext(connection) as captured:
            page_of(dust.get_absolute_url())
        return len(captured)

    for _ in range(10):
        make_comment(ben, dust, ARGUES)
    queries()
    few = queries()
    for n in range(40):
        make_comment(ben, dust, f"{ARGUES} {n}")
    assert queries() == few


def test_only_the_author_gets_a_suggestion_and_no_vote_is_cast_by_itself(dust, echo, ben, cy, client_of):
    make_comment(ben, dust, ARGUES)
    words = re.compile("You wrote that <bdi>Dust</bdi> is above <bdi>Echo</bdi>")
    assert words.search(page_of(dust.get_absolute_url(), client_of(ben)))
    assert "You wrote that" not in page_of(dust.get_absolute_url(), client_of(cy))
    assert not Vote.objects.exists()


def test_a_suggestion_accepted_twice_is_one_vote_and_is_not_shown_again(dust, echo, ben, client_of):
    comment, client = make_comment(ben, dust, ARGUES), client_of(ben)
    address, form = sent(comment, dust, echo)
    for _ in range(2):
        response = client.post(address, form)
        assert response.status_code == 303 and response.url.endswith(f"#comment-{comment.pk}")
    vote = Vote.objects.get()
    assert (vote.item, vote.other, vote.outcome, vote.shown) == (dust, echo, "item", [dust.pk, echo.pk])
    page = page_of(dust.get_absolute_url(), client)
    assert "You chose " in page and "You wrote that" not in page


def test_a_declined_suggestion_is_remembered_and_casts_no_vote(dust, echo, ben, client_of):
    comment, client = make_comment(ben, dust, ARGUES), client_of(ben)
    address, form = sent(comment, dust, echo, "no")
    for _ in range(2):
        client.post(address, form)
    comment.refresh_from_db()
    assert comment.declined_pairs == [[dust.pk, echo.pk]] and not Vote.objects.exists()
    assert "You wrote that" not in page_of(dust.get_absolute_url(), client)


def test_only_claims_of_ones_own_comment_become_votes(songs, dust, echo, ben, cy, client_of):
    comment = make_comment(ben, dust, ARGUES)
    address, form = sent(comment, echo, dust)
    assert "does not say that" in client_of(ben).post(address, form, follow=True).content.decode()
    assert "Something was missing from that form" in client_of(ben).post(address, {}, follow=True).content.decode()
    address, form = sent(comment, dust, echo)
    assert client_of(cy).post(address, form).status_code == 404
    remove_item(echo)
    assert "You wrote that" not in page_of(dust.get_absolute_url(), client_of(ben))
    client_of(ben).post(address, form)
    restore_item(echo)
    delete_comment(comment)
    client_of(ben).post(address, form)
    assert not Vote.objects.exists()


def test_with_htmx_the_suggestion_is_replaced_by_the_result_of_the_vote(songs, dust, echo, ben, client_of):
    comment = make_comment(ben, dust, ARGUES)
    address, form = sent(comment, dust, echo)
    page = client_of(ben).post(address, form, headers={"HX-Request": "true"}).content.decode()
    assert "You chose " in page and f'id="vote-suggestions-{comment.pk}"' in page and 'id="placed"' in page
    page = client_of(ben).post(address, form | {"back": "thread"}, headers={"HX-Request": "true"}).content.decode()
    assert "You already gave this answer." in page and 'id="placed"' not in page


def test_the_discussion_of_a_list_has_no_suggestions(songs, ben, client_of):
    make_comment(ben, CommentTarget(songs), "Dust is sadder than Echo.")
    page = page_of("/l/saddest-songs/talk", client_of(ben))
    assert page.count('class="mention"') == 2 and "You wrote that" not in page
