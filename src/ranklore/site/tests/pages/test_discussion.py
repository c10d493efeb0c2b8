"""The discussion of a list and of a published ranking, and the rank an item had when it was commented on."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.actions.comments import reply_to_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.aliases import set_item_names
from ranklore.lists.actions.items import remove_item
from ranklore.people.models import Voter
from ranklore.site.queries.kept_texts import clear_kept_texts

pytestmark = pytest.mark.django_db
DISCUSSION = "/l/saddest-songs/talk"


def form(**fields):
    return {"author": "mo", "text": "What about B-sides?", "nonce": str(uuid.uuid4()), **fields}


@pytest.fixture
def shown(songs, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=list(songs.items.values_list("pk", flat=True)))
    return publish_ranking(voter=ben, ranked_list=songs, name="ben")


def test_a_list_has_its_own_discussion(songs, client):
    sent = form()
    first, second = (client.post(f"{DISCUSSION}/comment", sent) for _ in range(2))
    comment = Comment.objects.get()
    assert first.status_code == 303 and first.url == second.url == f"{DISCUSSION}#comment-{comment.pk}"
    assert "What about B-sides?" in client.get(DISCUSSION).content.decode()
    assert client.get("/l/saddest-songs").context["head"].comments == 1
    assert f'href="{DISCUSSION}" aria-current="page"' in client.get(DISCUSSION).content.decode()


def test_a_refused_comment_is_kept_in_the_form(songs, client):
    response = client.post(f"{DISCUSSION}/comment", form(text="", author="mo", is_spoiler="on", notes=["war"]))
    page = response.content.decode()
    assert response.status_code == 422 and "Write something first." in page
    assert 'value="mo"' in page and page.count("checked") == 2
    assert client.get(f"{DISCUSSION}/comment").status_code == 200


def test_the_discussion_shows_the_latest_comments_on_items(songs, ben):
    dust, echo = (songs.items.get(name=name) for name in ("Dust", "Echo"))
    make_comment(ben, dust, "On dust.")
    make_comment(ben, echo, "On echo.")
    make_comment(ben, CommentTarget(songs), "On the list.")
    latest = Client().get(DISCUSSION).context["latest"]
    assert [each.item.name for each in latest] == ["Echo", "Dust"]
    remove_item(echo)
    assert [each.item.name for each in Client().get(DISCUSSION).context["latest"]] == ["Dust"]


def test_a_published_ranking_is_discussed_on_its_page(songs, shown, cy, client_of):
    address = f"/l/saddest-songs/by/{shown.key}"
    response = client_of(cy).post(f"{address}/comment", form(text="Brave."))
    assert response.status_code == 303 and response.url.startswith(f"{address}#comment-")
    assert "Brave." in Client().get(address).content.decode()
    assert "Brave." not in Client().get(DISCUSSION).content.decode()
    answer = client_of(cy).post(f"/c/{Comment.objects.get().pk}/reply", form(text="I know."))
    assert answer.url.startswith(f"{address}#comment-")


def test_a_private_ranking_takes_no_comments(songs, shown, ben, client):
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert client.post(f"/l/saddest-songs/by/{shown.key}/comment", form()).status_code == 404
    assert client.post(f"/l/saddest-songs/by/{uuid.uuid4()}/comment", form()).status_code == 404
    assert not Comment.objects.exists()


def test_comments_on_a_private_ranking_are_hidden_until_it_is_published_again(songs, shown, ben, cy, client_of):
    first = make_comment(cy, CommentTarget(songs, ranking_key=shown.key), "Brave.")
    reply_to_comment(voter=ben, to=first, author="ben", text="I know.", nonce=uuid.uuid4())
    pages = [f"/c/{first.pk}{page}" for page in ("", "/reply", "/history", "/notes", "/edit")]
    assert [client_of(cy).get(page).status_code for page in pages] == [200] * 5
    unpublish_ranking(voter=ben, ranked_list=songs)
    for reader in (client_of(cy), client_of(ben), Client()):
        assert [reader.get(page).status_code for page in pages] == [404] * 5
    assert client_of(ben).post(f"/c/{first.pk}/reply", form()).status_code == 404
    assert publish_ranking(voter=ben, ranked_list=songs, name="ben").key == shown.key
    assert "Brave." in Client().get(f"/c/{first.pk}").content.decode()


def test_a_comment_shows_the_rank_the_item_had(songs, client):
    for name, voters in (("Echo", 9), ("Dust", 4)):
        crowd_for(songs.items.get(name=name), voters)
    dust = songs.items.get(name="Dust")
    client.post(f"{dust.get_absolute_url()}/comment", form(text="Too low!"))
    crowd_for(dust, 30)
    page = client.get(dust.get_absolute_url()).content.decode()
    assert "posted when this was 2nd" in page and "1st of 5" in page


def test_a_comment_on_an_item_without_a_rank_shows_no_rank(songs, client):
    dust = songs.items.get(name="Dust")
    client.post(f"{dust.get_absolute_url()}/comment", form())
    assert Comment.objects.get().rank_when_posted is None
    assert "posted when" not in client.get(dust.get_absolute_url()).content.decode()


def test_queries_of_a_discussion_do_not_grow_with_comments(songs, ben, cy, client_of):
    dust, reader = songs.items.get(name="Dust"), client_of(cy)

    def queries():
        clear_kept_texts()  # a comment changes the head of the list
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(DISCUSSION).status_code == 200
        return len(captured)

    def add_comments(times):
        for _ in range(times):
            make_comment(cy, make_comment(ben, CommentTarget(songs)))
            make_comment(ben, dust)

    add_comments(3)
    queries()  # now the names of the list are cached
    few = queries()
    add_comments(12)
    assert queries() == few


def test_pages_of_a_discussion_keep_their_order(songs, client):
    Comment.objects.bulk_create(Comment(list=songs, text=f"Number {n:02}") for n in range(60))
    page = client.get(f"{DISCUSSION}?order=newest").content.decode()
    assert page.index("Number 59") < page.index("Number 58") and "Number 09" not in page
    assert 'href="?order=newest&amp;page=2#comments"' in page
    assert "Number 09" in client.get(f"{DISCUSSION}?order=newest&page=2").content.decode()


def test_a_comment_with_every_option_sent_twice_is_stored_once(songs, client):
    sent = form(is_spoiler="on", notes=["war", "sex"])
    for _ in range(2):
        assert client.post(f"{DISCUSSION}/comment", sent).status_code == 303
    assert Comment.objects.get().notes == ["sex", "war"]
    assert Voter.objects.count() == 2  # ada and the author


def test_an_alias_is_a_mention_only_while_the_item_has_it(songs, ada, ben):
    echo = songs.items.get(name="Echo")
    make_comment(ben, CommentTarget(songs), "Tashi no Yamabiko made me cry.")

    def mentions():
        return Client().get(DISCUSSION).content.decode().count('class="mention"')

    counts, before = [mentions()], []
    for after in (["Tashi no Yamabiko"], ["Sono Yamabiko"], []):
        set_item_names(voter=ada, item=echo, aliases=after, made_from=[echo.name, *before])
        counts, before = [*counts, mentions()], after
    assert counts == [0, 1, 0, 0]
