"""Helpful votes, and sorting by them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.models import Comment, HelpfulVote
from ranklore.discussion.queries.discussion_page import get_discussion_page
from ranklore.discussion.queries.summaries import comment_summaries
from ranklore.discussion.sorting import helpful_score
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@pytest.fixture
def three_comments(dust, ben):
    return [make_comment(ben, dust, text) for text in ("One", "Two", "Three")]


def mark_helpful(comment, voters):
    for _ in range(voters):
        set_helpful(voter=Voter.objects.create(), comment=comment, on=True)


def texts_in_order(item, order="best"):
    page = get_discussion_page(CommentTarget.of(item), Voter(), None, order)
    texts = dict(Comment.objects.values_list("pk", "text"))
    return [texts[each.first.id] for each in page.threads]


@pytest.mark.django_db
def test_a_helpful_vote_counts_once_and_can_be_withdrawn(three_comments, client):
    for on, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        response = client.post(f"/c/{three_comments[1].pk}/helpful", {"on": on})
        assert response.status_code == 303 and response.url.endswith(f"#comment-{three_comments[1].pk}")
        three_comments[1].refresh_from_db()
        assert (three_comments[1].helpful, HelpfulVote.objects.count()) == (count, count)
    assert three_comments[1].score == 0


@pytest.mark.django_db
def test_the_most_helpful_come_first_and_the_rest_by_age(three_comments, dust):
    mark_helpful(three_comments[2], 2)
    mark_helpful(three_comments[1], 1)
    assert texts_in_order(dust) == ["Three", "Two", "One"]
    assert texts_in_order(dust, "newest") == ["Three", "Two", "One"]
    assert texts_in_order(dust, "oldest") == ["One", "Two", "Three"]
    assert texts_in_order(dust, "nonsense") == ["Three", "Two", "One"]


@pytest.mark.django_db
def test_ties_are_sorted_by_age(three_comments, dust):
    mark_helpful(three_comments[2], 1)
    mark_helpful(three_comments[0], 1)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=9))
    mark_helpful(three_comments[1], 1)
    assert texts_in_order(dust) == ["One", "Two", "Three"]


@pytest.mark.django_db
def test_a_late_comment_overtakes_an_early_one_with_fewer_votes(dust, ben):
    early = make_comment(ben, dust, "Early")
    mark_helpful(early, 12)
    HelpfulVote.objects.update(created_at=timezone.now() - timedelta(days=30))
    Comment.objects.update(created_at=timezone.now() - timedelta(days=31))
    late = make_comment(ben, dust, "Late")
    mark_helpful(late, 8)
    assert texts_in_order(dust) == ["Late", "Early"]
    early.refresh_from_db()
    assert (early.helpful, early.score) == (12, helpful_score(12, 20))


@pytest.mark.django_db
def test_nobody_can_mark_their_own_comment_as_helpful(three_comments, ben, client_of):
    with pytest.raises(Refused):
        set_helpful(voter=ben, comment=three_comments[0], on=True)
    response = client_of(ben).post(f"/c/{three_comments[0].pk}/helpful", {"on": "1"}, follow=True)
    assert "This is your own comment. Only other people can mark it as helpful." in response.content.decode()
    assert not HelpfulVote.objects.exists()


@pytest.mark.django_db
def test_a_deleted_comment_gets_no_helpful_votes(three_comments, cy):
    delete_comment(three_comments[0])
    with pytest.raises(Refused):
        set_helpful(voter=cy, comment=three_comments[0], on=True)


@pytest.mark.django_db
def test_the_redirect_keeps_the_sort_order_of_the_page(three_comments, client):
    response = client.post(f"/c/{three_comments[0].pk}/helpful", {"on": "1", "order": "newest"})
    assert "?order=newest#" in response.url
    thread = client.post(f"/c/{three_comments[0].pk}/helpful", {"on": "1", "back": "thread"})
    assert thread.url == f"/c/{three_comments[0].pk}#comment-{three_comments[0].pk}"


@pytest.mark.django_db
def test_the_best_comment_appears_in_the_row_of_its_item(three_comments, dust, ben, cy):
    reply = make_comment(cy, three_comments[0], "A reply")
    mark_helpful(reply, 5)
    mark_helpful(three_comments[1], 3)
    mark_helpful(three_comments[2], 2)
    assert comment_summaries(ben, [dust.pk])[dust.pk].top.id == three_comments[1].pk
    delete_comment(three_comments[1])
    assert comment_summaries(ben, [dust.pk])[dust.pk].top.id == three_comments[2].pk
    assert "2 found this helpful" in Client().get("/l/saddest-songs").content.decode()


@pytest.mark.django_db
def test_a_helpful_vote_redirects_to_the_page_with_the_comment(dust, ben, client):
    comments = [make_comment(ben, dust, f"Number {n}") for n in range(60)]
    assert client.post(f"/c/{comments[55].pk}/helpful", {"on": "0"}).url.startswith(
        f"{dust.get_absolute_url()}?page=2#"
    )
    assert "page" not in client.post(f"/c/{comments[55].pk}/helpful", {"on": "1"}).url


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_a_score_is_below_the_share_and_grows_with_every_vote(helpful, others):
    readers = helpful + others
    score = helpful_score(helpful, readers)
    assert 0 <= score <= (helpful / readers if readers else 0)
    assert helpful_score(helpful + 1, readers + 1) >= score


@pytest.mark.parametrize(
    ("helpful", "readers", "score"), [(0, 0, 0.0), (0, 9, 0.0), (1, 1, 0.2065), (5, 10, 0.2366), (50, 100, 0.4038)]
)
def test_known_wilson_lower_bounds(helpful, readers, score):
    assert helpful_score(helpful, readers) == score
