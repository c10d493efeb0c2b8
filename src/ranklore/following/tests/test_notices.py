"""What a voter is told: what is new on what they follow, each thing once, and nothing that is not there any more."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions import keep_order_private, publish_order, put_in_order
from ranklore.discussion.actions import delete_comment, import_comments, restore_comment
from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.following.actions import hear_replies, mark_read
from ranklore.following.gathering import BATCH, KEPT_FOR, SETTLES, begun, forget_old, gather
from ranklore.following.models import Cursor, Event, Follow, Telling, Topic
from ranklore.following.queries import arranged, count_unread, heard_of, notices_for
from ranklore.following.rules import COUNT_MOST
from ranklore.following.tests.make import account_of, follows, plain, told, unread
from ranklore.lists.actions import NewItem, add_item, create_list, remove_item, restore_item
from ranklore.lists.models import Item
from ranklore.lists.rules import PastedComment
from ranklore.people.actions import take_name
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


def test_a_reply_is_told_without_asking_for_it(dust, ada, ben):
    said(ben, said(ada, dust))
    assert told(ada) == ["ben replied to you on Dust"]
    assert told(ben) == []


def test_a_reply_to_a_reply_is_told_to_the_one_it_answers(dust, ada, ben, cy):
    said(cy, said(ben, said(ada, dust)))
    assert told(ben) == ["cy replied to you on Dust"]
    assert told(ada) == ["ben replied to you on Dust"]


def test_nobody_is_told_of_their_own_doings(songs, dust, ada):
    follows(ada, songs, dust)
    said(ada, said(ada, dust))
    add_item(ranked_list=songs, voter=ada, name="Fog", nonce=uuid.uuid4())
    assert told(ada) == [] and unread(ada) == 0


def test_replies_can_be_turned_off_and_on(dust, ada, ben):
    first = said(ada, dust)
    hear_replies(voter=ada, on=False)
    said(ben, first)
    assert told(ada) == []
    hear_replies(voter=ada, on=True)
    assert told(ada) == []  # what came meanwhile is not told afterwards
    said(ben, first)
    assert told(ada) == ["ben replied to you on Dust"]
    hear_replies(voter=ada, on=False)
    assert told(ada) == []


def test_comments_on_what_is_followed_come_in_one_sentence(songs, dust, ada, ben, cy):
    follows(ada, dust)
    said(ben, dust)
    assert told(ada) == ["ben commented on Dust"]
    said(cy, dust)
    said(cy, dust)
    assert told(ada) == ["3 new comments on Dust, by cy and ben"]


def test_many_writers_are_counted(dust, ada):
    follows(ada, dust)
    for name in ("a", "b", "c", "d", "e"):
        said(Voter.objects.create(name=name), dust)
    assert told(ada) == ["5 new comments on Dust, by e, d, c and 2 others"]


def test_a_followed_list_tells_of_comments_on_it_and_its_items_and_of_new_items(songs, dust, ada, ben):
    follows(ada, songs)
    said(ben, Subject(songs))
    said(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    assert told(ada) == ["Fog is new on Saddest songs", "2 new comments on Saddest songs, by ben"]
    add_item(ranked_list=songs, voter=ben, name="Grey", nonce=uuid.uuid4())
    notices = notices_for(ada).notices if gather(datetime.now(UTC)) else ()
    assert plain(notices[0].in_plain) == "2 new items on Saddest songs"
    assert [plain(line) for line in notices[0].plain_lines] == ["Grey", "Fog"]


def test_what_is_heard_in_two_ways_is_told_once_for_the_nearest_reason(songs, dust, ada, ben):
    first = said(ada, dust)
    follows(ada, songs, dust, first)
    said(ben, first)
    assert told(ada) == ["ben replied to you on Dust"]
    assert unread(ada) == 1


def test_a_thread_can_be_followed(dust, ada, ben, cy):
    first = said(ada, dust)
    follows(ben, first)
    reply = said(cy, first)
    said(cy, reply)
    assert told(ben) == ["2 new replies in a thread on Dust, by cy"]
    delete_comment(first)
    assert told(ben) == ["2 new replies in a thread on Dust, by cy"]


def test_a_person_tells_of_their_lists_rankings_and_comments(songs, dust, ada, mo):
    follows(ada, mo)
    said(mo.voter, dust)
    create_list(title="Best soups", items=[NewItem("Pea")], voter=mo.voter)
    put_in_order(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_order(voter=mo.voter, ranked_list=songs)
    assert told(ada) == [
        "mo published a ranking of Saddest songs",
        "mo made the list Best soups",
        "mo commented on Dust",
    ]
    said(mo.voter, Subject(songs))
    other = create_list(title="Best teas", items=[NewItem("Oolong")], voter=mo.voter)
    put_in_order(voter=mo.voter, ranked_list=other, item_ids=[other.items.get().pk])
    publish_order(voter=mo.voter, ranked_list=other)
    assert told(ada) == ["mo published 2 rankings", "mo made 2 lists", "mo wrote 2 comments"]


def test_a_name_that_changed_is_told_as_it_is_now(dust, ada, mo):
    follows(ada, mo)
    said(mo.voter, dust)
    gather(datetime.now(UTC))
    take_name(mo, "moritz")
    assert told(ada) == ["moritz commented on Dust"]


def test_comments_on_a_published_ranking_are_told_to_its_owner_alone(songs, dust, ada, ben):
    follows(ada, songs)
    put_in_order(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_order(voter=ben, ranked_list=songs, name="ben")
    said(Voter.objects.create(name="cy"), Subject(songs, order_key=shown.key))
    assert told(ben) == ["cy commented on your ranking of Saddest songs"]
    assert told(ada) == []
    keep_order_private(voter=ben, ranked_list=songs)
    assert told(ben) == [] and unread(ben) == 0


def test_what_is_not_there_any_more_is_not_told_and_not_counted(songs, dust, ada, ben, mo):
    follows(ada, songs, mo)
    comment = said(ben, dust)
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    put_in_order(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_order(voter=mo.voter, ranked_list=songs)
    assert unread(ada) == 3
    delete_comment(comment)
    remove_item(fog)
    keep_order_private(voter=mo.voter, ranked_list=songs)
    assert told(ada) == [] and unread(ada) == 0
    restore_comment(comment)
    restore_item(fog)
    assert unread(ada) == 2


def test_a_closed_account_is_not_told_of(dust, ada, mo):
    follows(ada, mo)
    said(mo.voter, dust)
    assert unread(ada) == 1
    mo.is_active = False
    mo.save()
    assert told(ada) == [] and unread(ada) == 0


def test_what_was_before_is_not_told(songs, dust, ada, ben):
    said(ben, dust)
    follows(ben, dust)  # somebody follows it, so it is written down
    gather(datetime.now(UTC))
    follows(ada, songs, dust)
    assert told(ada) == []


def test_what_nobody_follows_is_not_written_down(songs, dust, ben):
    said(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    assert gather(datetime.now(UTC)) == 0
    assert not Event.objects.exists()


def test_a_pasted_page_is_no_news(songs, dust, ada):
    follows(ada, songs)
    import_comments(songs, [(dust, PastedComment("It aches.", 1))])
    other = create_list(title="Best soups", items=[NewItem("Pea")])
    assert told(ada) == [] and other.pk


def test_a_second_look_tells_nothing_twice(songs, dust, ada, ben):
    follows(ada, songs)
    said(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    now = datetime.now(UTC)
    assert [gather(now), gather(now), gather(now + 2 * SETTLES), gather(now + 2 * SETTLES)] == [2, 0, 0, 0]
    cursor = Cursor.objects.get()
    assert (cursor.comment_id, cursor.item_id) == (
        Telling.objects.first().event.comment_id,
        Item.objects.latest("pk").pk,
    )


def test_a_row_that_comes_to_sight_late_is_told(dust, ada, ben):
    """On PostgreSQL a comment can be there only after one with a higher number."""
    follows(ada, dust)
    late, soon = said(ben, dust, "late"), said(ben, dust, "soon")
    number = late.pk
    type(late).objects.filter(pk=number).delete()
    gather(datetime.now(UTC))
    late.save(force_insert=True)
    assert late.pk == number < soon.pk
    assert told(ada) == ["2 new comments on Dust, by ben"]


def test_many_at_once_are_read_in_parts(dust, ada, ben, monkeypatch):
    monkeypatch.setattr("ranklore.following.gathering.BATCH", 2)
    follows(ada, dust)
    for _ in range(5):
        said(ben, dust)
    assert BATCH > 2 and told(ada) == ["5 new comments on Dust, by ben"]


def test_news_are_forgotten_after_a_while(dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    gather(datetime.now(UTC) + 2 * SETTLES)
    forget_old(datetime.now(UTC) + KEPT_FOR - timedelta(days=1))
    assert unread(ada) == 1
    forget_old(datetime.now(UTC) + KEPT_FOR + timedelta(days=1))
    assert told(ada) == []


def test_days_and_what_was_read_are_told_apart(dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    gather(datetime.now(UTC))
    mark_read(voter=ada, upto=Event.objects.latest("pk").pk)
    said(ben, dust)
    notices = notices_for(ada).notices if gather(datetime.now(UTC)) else ()
    assert [(plain(each.in_plain), each.is_new) for each in notices] == [
        ("ben commented on Dust", True),
        ("ben commented on Dust", False),
    ]
    Event.objects.update(at=datetime.now(UTC) - timedelta(days=1))
    Follow.objects.update(since=datetime.now(UTC) - timedelta(days=2))
    said(ben, dust)
    assert len(told(ada)) == 3


def test_a_marker_never_goes_back_nor_ahead_of_what_is_there(dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    gather(datetime.now(UTC))
    mark_read(voter=ada, upto=10**18)
    assert count_unread(ada) == 0
    said(ben, dust)
    assert unread(ada) == 1
    mark_read(voter=ada, upto=0)
    assert unread(ada) == 1
    mark_read(voter=Voter(), upto=1)


def test_the_count_stops_at_a_hundred(dust, ada, ben):
    follows(ada, dust, dust.list)
    comment = said(ben, dust)
    for _ in range(120):
        comment.pk, comment.nonce, comment._state.adding = None, None, True
        comment.save()
    assert unread(ada) == COUNT_MOST
    assert unread(Voter()) == 0


def test_previews_keep_spoilers_and_notes_shut(dust, ada, ben):
    follows(ada, dust)
    for text, more, preview in (
        ("He ||dies||.", {}, "He [spoiler]."),
        ("All of it.", {"is_spoiler": True}, "[Spoiler]"),
        ("He dies.", {"notes": ["death"]}, "[Content note: death]"),
        ("w " * 300, {}, " ".join(["w"] * 120) + " …"),
    ):
        said(ben, dust, text, **more)
        gather(datetime.now(UTC))
        assert notices_for(ada).notices[0].preview == preview
        mark_read(voter=ada, upto=Event.objects.latest("pk").pk)


def test_a_page_holds_so_much_and_leads_on(dust, ada, ben, monkeypatch):
    monkeypatch.setattr("ranklore.following.queries.ROWS_MOST", 2)
    follows(ada, dust)
    for n in range(3):
        said(ben, dust, str(n))
    gather(datetime.now(UTC))
    page = notices_for(ada)
    assert page.notices[0].events == 2 and page.older and not page.is_later
    older = notices_for(ada, page.older)
    assert older.notices[0].events == 1 and older.older is None and older.is_later


@pytest.mark.parametrize("first", [10**8, 10**17])
def test_however_large_the_numbers_get_there_are_older_pages(dust, ada, ben, client_of, monkeypatch, first):
    monkeypatch.setattr("ranklore.following.queries.ROWS_MOST", 1)
    follows(ada, dust)
    said(ben, dust, "Older.")
    said(ben, dust, "Newer.")
    gather(datetime.now(UTC))
    for event in Event.objects.order_by("-pk"):
        Event.objects.filter(pk=event.pk).delete()  # with its telling
        event.pk += first
        event.save(force_insert=True)
        Telling.objects.create(topic=Topic.objects.get(item=dust), event=event)
    client = client_of(ada)
    page = client.get("/notices").content.decode()
    assert "Newer." in page and "Older." not in page
    older = client.get("/notices" + page.split('rel="next" href="')[1].split('"')[0]).content.decode()
    assert "Older." in older and "Newer." not in older


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 19, "\u0663"])
def test_nonsense_for_an_older_page_is_the_newest(dust, ada, ben, client_of, before):
    follows(ada, dust)
    said(ben, dust, "Newer.")
    gather(datetime.now(UTC))
    assert "Newer." in client_of(ada).get("/notices", {"before": before}).content.decode()


def queries_of(ask) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return len(queries)


def test_the_queries_do_not_grow_with_what_happened(songs, dust, ada, ben, mo, client_of):
    client = client_of(ada)
    follows(ada, songs, dust, mo)
    counts = []
    for n in (1, 12):
        for m in range(n):
            said(ben, said(ada, dust))
            said(mo.voter, Subject(songs))
            add_item(ranked_list=songs, voter=ben, name=f"Fog {n} {m}", nonce=uuid.uuid4())
            create_list(title=f"Best {n} {m}", voter=mo.voter)
        gather(datetime.now(UTC))
        counts.append((queries_of(lambda: client.get("/notices")), queries_of(lambda: client.get("/following"))))
        assert queries_of(lambda: count_unread(ada)) == 2
    assert counts[0] == counts[1]
    assert account_of("ray")


def test_who_has_nothing_new_is_found_out_by_one_query(songs, dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    assert queries_of(lambda: count_unread(ada)) == 1
    gather(datetime.now(UTC))
    assert count_unread(ada) == 1
    mark_read(voter=ada, upto=notices_for(ada).upto)
    assert queries_of(lambda: count_unread(ada)) == 1


def test_a_person_s_many_lists_and_rankings_are_named(songs, ada, mo):
    follows(ada, mo)
    for title in ("Best soups", "Best teas"):
        made = create_list(title=title, items=[NewItem("Pea")], voter=mo.voter)
        put_in_order(voter=mo.voter, ranked_list=made, item_ids=[made.items.get().pk])
        publish_order(voter=mo.voter, ranked_list=made)
    gather(datetime.now(UTC))
    lines = [[plain(line) for line in notice.plain_lines] for notice in notices_for(ada).notices]
    assert lines == [["Best teas", "Best soups"], ["Best teas", "Best soups"]]


def test_a_guest_without_a_name_is_a_guest_and_a_ranking_is_named_as_what_it_is_of(songs, dust, ada, ben, mo):
    follows(ada, mo)
    put_in_order(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    shown = publish_order(voter=ben, ranked_list=songs, name="ben")
    said(mo.voter, Subject(songs, order_key=shown.key))
    assert told(ada) == ["mo commented on a ranking of Saddest songs"]
    said(Voter.objects.create(), said(ada, dust))
    assert told(ada)[0] == "A guest replied to you on Dust"


def test_a_note_that_the_site_does_not_know_any_more_still_shuts_a_preview(dust, ada, ben, settings):
    follows(ada, dust)
    said(ben, dust, "He dies.", notes=["death"])
    settings.CONTENT_NOTES = []
    gather(datetime.now(UTC))
    assert notices_for(ada).notices[0].preview == "[with a content note]"


def test_a_cursor_is_begun_once(db):
    Cursor.objects.all().delete()
    assert begun(datetime.now(UTC)).pk == begun(datetime.now(UTC)).pk


def test_rankings_are_left_to_the_process_that_holds_the_cursor(songs, dust, ada, mo, monkeypatch):
    follows(ada, mo)
    put_in_order(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_order(voter=mo.voter, ranked_list=songs)
    monkeypatch.setattr("ranklore.following.gathering.hold_cursor", lambda: None)
    assert told(ada) == []


def test_what_went_between_two_looks_is_passed_over(dust, ada, ben):
    follows(ada, dust)
    said(ben, dust)
    gather(datetime.now(UTC))
    row = Telling.objects.values_list("event", "topic").get()
    assert [heard.event.pk for heard in heard_of([row, (row[0], 10**9), (10**9, row[1])])] == [row[0]]
    assert arranged([row], {}, {}) == []


def test_a_topic_whose_person_went_says_nothing(dust, ada, mo):
    follows(ada, mo)
    said(mo.voter, dust)
    gather(datetime.now(UTC))
    rows = list(Telling.objects.values_list("event", "topic"))
    mo.is_active = False
    mo.save()
    assert heard_of(rows) == []
