"""Rate limits on pages: the answer says how long to wait, keeps what was typed, and changes nothing."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Vote
from ranklore.core.models import RateLimitWindow
from ranklore.core.rate_limit import limiter
from ranklore.core.rate_limit.policy import RateLimit, RateLimits, parse_rate_limits
from ranklore.core.tests.threads import in_threads
from ranklore.discussion.models import Comment
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of, signed_in

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "comment-form"}


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = NOON

        def passes(self, seconds):
            self.now += timedelta(seconds=seconds)

    clock = Clock()
    monkeypatch.setattr(limiter, "clock", lambda: clock.now)
    return clock


@pytest.fixture
def once_a_minute(settings):
    """Every action is allowed once a minute."""
    kinds = settings.LIMITS.by_kind
    settings.LIMITS = RateLimits({kind: RateLimit(1, 60) for kind in kinds} | {"guests": RateLimit(9, 60)}, 2)


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


def comment_fields(**fields):
    return {"author": "mo", "text": "It aches.", "nonce": str(uuid.uuid4()), **fields}


def vote_fields(item):
    return {"word": f"pick:{item.pk}:1", "exposure": exposure_token(item.list_id, [item.pk]), "page": "1"}


def comment(client, item, **more):
    return client.post(f"{item.get_absolute_url()}/comment", comment_fields(**more))


@pytest.mark.django_db
def test_the_seventh_comment_in_a_minute_is_refused(dust, client, clock):
    for _ in range(6):
        assert comment(client, dust).status_code == 303
        clock.passes(4)
    response = comment(client, dust, text="The seventh")
    page = response.content.decode()
    assert response.status_code == 429 and response["Retry-After"] == "36"
    assert "Too many comments at once. Wait 36 seconds, then send it again. Your text is still here." in page
    assert "The seventh</textarea>" in page
    assert Comment.objects.count() == 6
    clock.passes(36)
    assert comment(client, dust, text="The seventh").status_code == 303


@pytest.mark.django_db
def test_htmx_gets_the_comment_form_with_the_message(dust, client, clock, once_a_minute):
    comment(client, dust)
    response = client.post(f"{dust.get_absolute_url()}/comment", comment_fields(text="Later"), **HTMX)
    page = response.content.decode()
    assert response.status_code == 429
    assert 'data-hx-target="#comment-form"' in page and "Wait one minute" in page and "Later</textarea>" in page


@pytest.mark.django_db
def test_replies_and_edits_are_limited_too(dust, ben, client_of, clock, once_a_minute):
    mine, client = make_comment(ben, dust), client_of(ben)
    for _ in range(2):
        replied = client.post(f"/c/{mine.pk}/reply", comment_fields(text="A reply"))
        edited = client.post(f"/c/{mine.pk}/edit", {"text": "Other words", "made_from": Comment.objects.count() - 2})
    assert (replied.status_code, edited.status_code) == (429, 429)
    assert "A reply</textarea>" in replied.content.decode() and "Too many changes" in edited.content.decode()
    assert "Other words</textarea>" in edited.content.decode()
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_new_item_keeps_what_was_typed(songs, client, clock, once_a_minute):
    for name in ("Fog", "Gold"):
        response = client.post(f"/l/{songs.slug}/add", {"name": name, "credits": "Rin", "nonce": str(uuid.uuid4())})
    page = response.content.decode()
    assert response.status_code == 429
    assert "Too many new items at once. Wait one minute" in page
    assert "Gold</textarea>" in page and "Rin</textarea>" in page
    assert not Item.objects.filter(name="Gold").exists()


@pytest.mark.django_db
def test_a_refused_vote_changes_nothing_and_has_a_message_for_htmx(dust, ben, client_of, clock, once_a_minute):
    client = client_of(ben)
    client.post(f"/l/{dust.list.slug}/vote", vote_fields(dust))
    echo = dust.list.items.get(name="Echo")
    response = client.post(f"/l/{dust.list.slug}/vote", vote_fields(echo), HTTP_HX_REQUEST="true")
    assert response.status_code == 429
    assert '<p id="sentence" class="lead">Too many votes at once. Wait one minute' in response.content.decode()
    assert Vote.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/l/saddest-songs/compare/reply", {}),
        ("/l/saddest-songs/mine/add", {}),
        ("/l/saddest-songs/mine/publish", {}),
        ("/me/l/saddest-songs/say", {}),
        ("/l/saddest-songs/i/{item}/notes", {}),
        ("/l/saddest-songs/i/{item}/remove", {}),
        ("/me/notes", {}),
        ("/c/{comment}/helpful", {"on": "1"}),
        ("/c/{comment}/notes", {}),
        ("/c/{comment}/delete", {}),
        ("/new", {"text": "A\nB", "nonce": str(uuid.uuid4())}),
    ],
)
def test_every_action_that_writes_is_limited(dust, ben, client_of, clock, once_a_minute, address, fields):
    there = address.format(item=dust.pk, comment=make_comment(ben, dust).pk)
    first, second = (client_of(ben).post(there, fields).status_code for _ in range(2))
    assert first in (303, 422) and second == 429


@pytest.mark.django_db
def test_searches_are_limited_and_reading_is_not(songs, ben, client_of, clock, once_a_minute):
    there, client = f"/l/{songs.slug}/mine", client_of(ben)
    assert [client.get(f"{there}?q=dust").status_code for _ in range(2)] == [200, 429]
    assert client.get(there).status_code == 200


@pytest.mark.django_db
def test_all_voters_at_one_address_share_a_limit(dust, ada, ben, cy, client_of, clock, once_a_minute):
    statuses = [comment(client_of(voter), dust).status_code for voter in (ada, ben, cy)]
    assert statuses == [303, 303, 429]
    elsewhere = client_of(cy)
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert comment(elsewhere, dust).status_code == 303


@pytest.mark.django_db
def test_a_browser_without_its_cookie_is_a_new_guest_each_time(dust, settings, clock):
    settings.LIMITS = parse_rate_limits("guests=3/h")
    responses = [Client().post(f"/l/{dust.list.slug}/vote", vote_fields(dust)) for _ in range(4)]
    assert [response.status_code for response in responses] == [303, 303, 303, 429]
    assert "Too many new guests from your network at once. Wait an hour" in responses[3].content.decode()
    assert Voter.objects.filter(name="").count() == Vote.objects.count() == 3


@pytest.mark.django_db
def test_an_account_is_one_voter_in_every_browser(dust, settings, clock):
    settings.LIMITS = parse_rate_limits("comments=1/m,guests=1/h")
    mo = account_of("mo")
    mo.voter.delete()  # this account has not written anything yet
    statuses = [comment(signed_in(mo), dust).status_code for _ in range(2)]
    assert statuses == [303, 429]
    assert comment(Client(), dust).status_code == 303


@pytest.mark.django_db
def test_signed_in_people_need_no_proof_of_work(dust):
    assert comment(signed_in(account_of("mo")), dust, text="See https://example.org").status_code == 303


@pytest.mark.django_db
def test_a_refused_request_counts_for_nobody(dust, ada, ben, client_of, clock, settings):
    settings.LIMITS = parse_rate_limits("comments=2/m,address=1")
    for _ in range(2):
        comment(client_of(ada), dust)
    assert comment(client_of(ben), dust).status_code == 429  # ada used up the limit of their address
    own = RateLimitWindow.objects.filter(key=limiter.window_key("comments", f"voter {ben.key}", NOON.date()))
    assert not own.exists()


@pytest.mark.django_db
def test_no_address_is_stored(dust, client, clock):
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    comment(client, dust)
    kept = repr(list(RateLimitWindow.objects.values_list()))
    assert RateLimitWindow.objects.count() == 3 and "192.0" not in kept


@pytest.mark.django_db(transaction=True)
def test_sixteen_requests_at_once_cannot_pass_a_limit(dust, ben, client_of, settings):
    """Threads with their own connections act like processes: they share only the database."""
    settings.LIMITS = parse_rate_limits("comments=5/h")
    clients, statuses = [client_of(ben) for _ in range(16)], []
    in_threads(*[lambda each=each: statuses.append(comment(each, dust).status_code) for each in clients])
    assert sorted(statuses) == [303] * 5 + [429] * 11
    assert Comment.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_sixteen_requests_at_once_cannot_pass_the_limit_of_an_address(dust, settings):
    settings.LIMITS = parse_rate_limits("votes=1/h,guests=99/h,address=7")
    statuses = []

    def vote():
        statuses.append(Client().post(f"/l/{dust.list.slug}/vote", vote_fields(dust)).status_code)

    in_threads(*[vote] * 16)
    assert sorted(statuses) == [303] * 7 + [429] * 9
    assert Vote.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_counting_and_deleting_windows_cannot_deadlock():
    ended = [RateLimitWindow(key=str(n), used=1, ends_at=NOON) for n in range(50)]
    RateLimitWindow.objects.bulk_create(ended)
    later = NOON + timedelta(hours=1)

    def count():
        for n in reversed(range(50)):
            limiter.take_slot(str(n), RateLimit(99, 60), later)

    def delete():
        for _ in range(20):
            limiter.delete_ended_windows(later)

    in_threads(count, delete, count, delete)
    assert set(RateLimitWindow.objects.values_list("used", flat=True)) == {2}
    assert connection.is_usable()
