"""A known voter's page from the shared one and their own marks is the page that would be made for them alone."""

import re
import uuid

import pytest
from django.http import HttpResponse

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Vote
from ranklore.core.page_cache import shared_page
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.following.actions.follows import follow_target
from ranklore.following.targets import target_for
from ranklore.lists.actions.content_notes import set_folded_notes, set_item_notes
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of, signed_in

pytestmark = pytest.mark.django_db

LIST = "/l/saddest-songs"


@pytest.fixture
def long_list(songs, ada, ben):
    """saddest-songs with 30 items, votes, and comments by ada and a guest."""
    for n in range(25):
        add_item(ranked_list=songs, voter=ada, name=f"Song {n}", nonce=uuid.uuid4())
    for item in songs.items.all()[:12]:
        for _ in range(3):
            cast_vote(voter=Voter.objects.create(), item=item)
    for item in songs.items.all()[:3]:
        comment_on_item(voter=ada, item=item, author="ada", text="It aches for days.", nonce=uuid.uuid4())
    return songs


def cookie_of(voter):
    response = HttpResponse()
    set_guest_cookie(response, voter.key, secure=False)
    return f"{GUEST_COOKIE}={response.cookies[GUEST_COOKIE].value}"


def session_of(account):
    return "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in(account).cookies.items())


def comparable(page):
    """Without what differs from second to second, and spaces."""
    return re.sub(r'name="nonce" value="[^"]*"|<time [^>]*>[^<]*</time>|\s+', "", page)


@pytest.fixture
def compare(reader, monkeypatch):
    """Whether a page was put together, after a look whether it is the page for this voter alone."""

    def compare(path, cookie):
        reader.get(path)
        calls, overlaid = [], shared_page._overlaid_page
        monkeypatch.setattr(shared_page, "_overlaid_page", lambda *given: calls.append(overlaid(*given)) or calls[-1])
        together = reader.get(path, cookie=cookie)
        monkeypatch.setattr(shared_page, "_overlaid_page", lambda *given: None)
        alone = reader.get(path, cookie=cookie)
        monkeypatch.setattr(shared_page, "_overlaid_page", overlaid)
        assert comparable(together.text) == comparable(alone.text)
        assert together.headers.get("Cache-Control") == alone.headers.get("Cache-Control") == "private, no-cache"
        assert "ETag" not in together.headers
        return calls[0] is not None

    return compare


def paths(songs):
    item = songs.items.first()
    return ["/", LIST, f"{LIST}?page=2", f"{LIST}/talk", f"{LIST}/talk?order=newest", f"{LIST}/i/{item.pk}"]


def test_a_guest_who_never_wrote_has_the_shared_page_without_the_request_for_a_key(long_list, compare, reader):
    cookie = cookie_of(Voter(key=uuid.uuid4()))
    for path in paths(long_list):
        assert compare(path, cookie), path
        assert "data-key-url" not in reader.get(path, cookie=cookie).text


def test_a_guest_with_votes(long_list, ben, compare):
    items = list(long_list.items.all())
    for item, kind in zip(items, ("pick", "down", "know", "dont_know"), strict=False):
        cast_vote(voter=ben, item=item, kind=Vote.Kind(kind))
    cast_vote(voter=ben, item=items[4])
    cast_vote(voter=ben, item=items[4], on=False)
    for path in paths(long_list):
        assert compare(path, cookie_of(ben)), path
    for item in items[1:5]:
        assert compare(f"{LIST}/i/{item.pk}", cookie_of(ben))


def test_a_person_who_follows_and_has_news(long_list, compare, reader):
    mo = account_of("mo")
    session = session_of(mo)
    item = long_list.items.first()
    cast_vote(voter=mo.voter, item=item)
    for each in (long_list, item):
        follow_target(voter=mo.voter, target=target_for(each))
    for comment in item.list.items.first(), long_list.items.all()[1]:
        set_helpful(
            voter=mo.voter,
            comment=comment_on_item(
                voter=Voter.objects.create(), item=comment, author="x", text="Yes", nonce=uuid.uuid4()
            ),
            on=True,
        )
    reader.now += 1
    for path in paths(long_list):
        assert compare(path, session), path
    assert ">mo<" in reader.get(LIST, cookie=session).text


def test_whoever_wrote_a_comment_gets_pages_of_their_own(long_list, ben, compare):
    comment_on_item(voter=ben, item=long_list.items.first(), author="ben", text="Mine", nonce=uuid.uuid4())
    assert not compare(f"{LIST}/talk", cookie_of(ben))
    assert not compare(f"{LIST}/i/{long_list.items.first().pk}", cookie_of(ben))
    assert compare(LIST, cookie_of(ben))


def test_the_maker_of_a_list_gets_pages_of_their_own(long_list, ada, compare):
    assert not compare(LIST, cookie_of(ada))


def test_an_item_of_one_s_own(long_list, ben, compare):
    item = add_item(ranked_list=long_list, voter=ben, name="Mine", nonce=uuid.uuid4())
    for _ in range(4):
        cast_vote(voter=Voter.objects.create(), item=item)
    assert compare(LIST, cookie_of(ben))
    assert not compare(f"{LIST}/i/{item.pk}", cookie_of(ben))


def test_a_reader_with_folded_notes(long_list, ben, compare):
    item = long_list.items.first()
    comment = comment_on_item(
        voter=Voter.objects.create(), item=item, author="x", text="It dies.", notes=["death"], nonce=uuid.uuid4()
    )
    assert comment.pk
    set_folded_notes(voter=ben, notes=["death"])
    for path in paths(long_list):
        compare(path, cookie_of(ben))


def test_own_suggestions_of_notes(long_list, ben, compare):
    item = long_list.items.first()
    set_item_notes(voter=ben, item=item, notes=["death"])
    assert not compare(f"{LIST}/i/{item.pk}", cookie_of(ben))


def test_a_vote_is_on_the_page_at_once(long_list, ben, reader):
    """Also while the shared page is from before it."""
    item = long_list.items.last()
    cookie = cookie_of(ben)
    before = reader.get(LIST, cookie=cookie).text
    cast_vote(voter=ben, item=long_list.items.first())
    after = reader.get(LIST, cookie=cookie).text
    assert 'aria-pressed="true"' not in before and after.count('class="vote" ') == before.count('class="vote" ')
    assert f'value="pick:{long_list.items.first().pk}:0" aria-pressed="true"' in after
    assert "4 votes" in after
    assert item.pk


def test_a_past_day_and_its_errors(long_list, ben, compare):
    cast_vote(voter=ben, item=long_list.items.first())
    for day in ("2020-01-01", "2999-01-01", "nonsense"):
        compare(f"{LIST}?at={day}", cookie_of(ben))
    assert compare(f"{LIST}?at=2020-01-01", cookie_of(ben))


def test_a_visitor_with_a_message_alone_still_asks_for_a_key(long_list, reader):
    reader.get(LIST)
    assert "data-key-url" in reader.get(LIST, cookie="messages=x").text


def test_two_lists_do_not_mix(long_list, ben, ada, compare, reader):
    create_list(title="Others", items=[NewItem("One"), NewItem("Two")], voter=ada)
    cast_vote(voter=ben, item=long_list.items.first())
    assert compare("/l/others", cookie_of(ben))
    assert 'aria-pressed="true"' not in reader.get("/l/others", cookie=cookie_of(ben)).text


def test_an_overlay_asks_few_questions(long_list, ben, reader, django_assert_max_num_queries):
    cast_vote(voter=ben, item=long_list.items.first())
    reader.get(LIST)
    with django_assert_max_num_queries(4):
        reader.get(LIST, cookie=cookie_of(ben))
