"""Every change of what a page shows is on the page of the next reader a second later."""

import uuid

import pytest
from django.db import connection, transaction

from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.recount.incremental import recount_list
from ranklore.core.models import PageVersion
from ranklore.discussion.actions.comments import comment_on_item, delete_comment, restore_comment
from ranklore.discussion.actions.edit_comment import edit_comment
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.lists.actions.aliases import set_item_names
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.people.actions.names import take_name
from ranklore.people.models import Voter
from ranklore.people.tests.accounts import account_of
from ranklore.site.page_triggers import ensure_page_triggers

# Not the rolled back transaction of other tests: on PostgreSQL the triggers run at the end of one.
pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/l/saddest-songs"


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


@pytest.fixture
def comment(dust, ben):
    return comment_on_item(voter=ben, item=dust, author="ben", text="It aches.", nonce=uuid.uuid4())


@pytest.fixture
def changes(songs, dust, ada, ben, cy, reader):
    """Whether a change can be seen on a page a second after it, and not before it."""

    def changes(path, change):
        before = reader.get(path).text
        assert reader.later(path).text == before
        change()
        return reader.later(path).text != before

    return changes


def test_a_vote_is_seen_when_it_is_counted(changes, songs, dust, ben, cy, settings):
    assert changes(LIST, lambda: cast_vote(voter=ben, item=dust))
    assert changes(LIST, lambda: cast_vote(voter=ben, item=dust, on=False))
    settings.WORKER_FROM = 2
    assert not changes(LIST, lambda: cast_vote(voter=cy, item=dust))
    assert changes(LIST, lambda: recount_list(songs.pk))
    assert changes(LIST, lambda: erase_votes(voter=cy))


def test_a_change_of_items_is_seen(changes, songs, dust, ada):
    assert changes(LIST, lambda: add_item(ranked_list=songs, voter=ada, name="Fog", nonce=uuid.uuid4()))
    assert changes(LIST, lambda: remove_item(dust))
    assert changes(LIST, lambda: restore_item(dust))
    assert changes(LIST, lambda: set_item_names(voter=ada, item=dust, aliases=["Stardust"], made_from=["Dust"]))
    assert changes(f"{LIST}/i/{dust.pk}", lambda: Item.objects.filter(pk=dust.pk).update(notes=["death"]))


def test_a_change_of_the_list_is_seen(changes, songs):
    assert changes(LIST, lambda: file_list(songs, category="music", tags=["sad"]))
    assert changes(LIST, lambda: RankedList.objects.filter(pk=songs.pk).update(is_pasted=False))


def test_a_change_of_a_comment_is_seen(changes, comment, ben, cy):
    assert changes(LIST, lambda: edit_comment(voter=ben, comment=comment, made_from=0, text="It hurts."))
    assert changes(LIST, lambda: set_helpful(voter=cy, comment=comment, on=True))
    assert changes(LIST, lambda: delete_comment(comment))
    assert changes(f"/c/{comment.pk}", lambda: restore_comment(comment))
    for path in (f"{LIST}/i/{comment.item_id}", f"/c/{comment.pk}"):
        assert changes(path, lambda: set_helpful(voter=Voter.objects.create(), comment=comment, on=True))
    assert changes(f"{LIST}/talk", lambda: delete_comment(comment))


def test_a_name_that_an_account_takes_is_seen(changes, dust):
    mo = account_of("mo")
    comment_on_item(voter=mo.voter, item=dust, author="", text="Me", nonce=uuid.uuid4())
    assert changes(LIST, lambda: take_name(mo, "momo"))


def test_a_ranking_that_is_private_again_is_gone(reader, songs, dust, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[dust.pk])
    key = publish_ranking(voter=ben, ranked_list=songs, name="Ben").key
    assert reader.get(f"{LIST}/by/{key}").status == 200
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert reader.later(f"{LIST}/by/{key}").status == 404


def test_a_page_is_not_made_again_while_nothing_changes(songs, reader, django_assert_num_queries):
    account_of("mo")  # a change of the whole site
    for path in (LIST, "/lists"):
        reader.get(path)
        reader.now += 1
        with django_assert_num_queries(1):
            reader.get(path)


def test_the_home_page_sees_a_change_of_any_list(changes, dust, ben):
    assert changes("/lists", lambda: cast_vote(voter=ben, item=dust))


def test_a_change_that_is_rolled_back_counts_no_version(songs, dust):
    before = dict(PageVersion.objects.values_list("scope", "version"))
    with transaction.atomic():
        remove_item(dust)
        transaction.set_rollback(True)
    assert dict(PageVersion.objects.values_list("scope", "version")) == before


def test_another_list_keeps_its_page(reader, songs, dust, ben, ada):
    create_list(title="Others", items=[NewItem("One")], voter=ada)
    page = reader.get("/l/others")
    cast_vote(voter=ben, item=dust)
    reader.now += 1
    versions = PageVersion.objects.get(scope=RankedList.objects.get(slug="others").pk).version
    assert reader.get("/l/others").body == page.body
    assert PageVersion.objects.get(scope=RankedList.objects.get(slug="others").pk).version == versions


def test_a_trigger_that_is_missing_is_created_again(changes, dust, songs):
    with connection.cursor() as cursor:
        on = " ON lists_item" if connection.vendor == "postgresql" else "_update"
        cursor.execute(f"DROP TRIGGER page_lists_item{on}")
    assert not changes(LIST, lambda: Item.objects.filter(pk=dust.pk).update(notes=["death"]))
    ensure_page_triggers()
    ensure_page_triggers()
    assert changes(LIST, lambda: Item.objects.filter(pk=dust.pk).update(notes=["abuse"]))
