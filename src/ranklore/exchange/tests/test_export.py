"""A list leaves with its comments, and comes back as it was."""

import io
import json

import pytest
from django.core.management import call_command

from ranklore.discussion.actions import delete_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.notes import note_comment
from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.exchange.actions import publish_pasted, start_draft
from ranklore.exchange.export import list_as_pasted
from ranklore.lists.actions import NewItem, create_list, note_item
from ranklore.lists.models import Item
from ranklore.lists.rules import Pasted, PastedComment, PastedItem, parse_pasted

pytestmark = pytest.mark.django_db


def exported(slug):
    out = io.StringIO()
    call_command("export", slug, stdout=out)
    return out.getvalue()


def talk(ranked_list):
    """Every comment as (item, text, author, spoiler, notes, what it answers)."""
    live = Comment.objects.filter(list=ranked_list, deleted_at=None).order_by("pk")
    return [
        (
            c.item and c.item.name,
            c.text,
            c.author,
            c.is_spoiler,
            c.notes,
            c.parent and c.parent.text,
            c.thread and c.thread.text,
        )
        for c in live
    ]


@pytest.fixture
def talked(songs, ada, ben, cy):
    dust = songs.items.get(name="Dust")
    first = said(ben, dust, "He ||dies||, and *nobody* cries.\n\nNobody.", notes=["death"])
    above = said(cy, first, "I did.", is_spoiler=True)
    said(ben, above, "So did I.")
    said(ada, Subject(songs), "What about B-sides?")
    note_item(voter=ada, item=dust, notes=["war"])
    return songs


def test_a_list_comes_back_with_replies_notes_and_spoilers(talked):
    back = publish_pasted(parse_pasted(exported("saddest-songs")), voter=None)
    assert talk(back) == sorted(talk(talked), key=lambda said: said[0] is None)
    assert back.items.get(name="Dust").notes == ["war"]
    assert [item.name for item in back.items.order_by("start_place")] == ["Alone", "Bells", "Cold", "Dust", "Echo"]


def test_notes_that_came_along_stay_when_a_reader_says_their_own(talked, cy):
    back = publish_pasted(parse_pasted(exported("saddest-songs")), voter=None)
    comment = Comment.objects.get(list=back, notes=["death"])
    note_comment(voter=cy, comment=comment, notes=["sex"])
    note_item(voter=cy, item=comment.item, notes=["sex"])
    comment.refresh_from_db()
    assert comment.notes == ["death"] and Item.objects.get(pk=comment.item_id).notes == ["war"]


def test_what_was_deleted_does_not_leave_and_its_replies_do(talked):
    delete_comment(Comment.objects.get(text="I did."))
    text = exported("saddest-songs")
    assert "I did." not in text
    back = publish_pasted(parse_pasted(text), voter=None)
    assert Comment.objects.get(list=back, text="So did I.").parent is None


def test_a_draft_keeps_what_comments_carry(talked, ada):
    pasted = list_as_pasted(talked)
    draft = start_draft(voter=ada, pasted=pasted)
    draft.refresh_from_db()
    assert draft.understood() == pasted
    assert Pasted.from_json(json.loads(json.dumps(pasted.as_json()))) == pasted


def test_a_reply_never_ends_up_under_another_item(songs):
    first = PastedComment("Here", 1, id=1, reply_to=2)
    second = PastedComment("There", 1, id=2, reply_to=1)
    same = PastedComment("Also here", 1, id=2, reply_to=1)
    pasted = Pasted("Two", "", (PastedItem("A", (), 1, (first, same)), PastedItem("B", (), 1, (second,))))
    back = publish_pasted(pasted, voter=None)
    assert [said[5] for said in talk(back)] == [None, "Here", None]


def test_a_list_that_is_not_there_is_said_so(db):
    with pytest.raises(SystemExit, match="no list at /l/nowhere"):
        exported("nowhere")


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [
        ({"spoiler": "yes"}, '"spoiler" of a comment of item 1 should be true or false'),
        ({"notes": "death"}, '"notes" of a comment of item 1 should be a list'),
        ({"notes": ["x" * 61]}, "it can have at most 60"),
        ({"reply_to": -1}, '"reply_to" of a comment of item 1 should be a whole number from 0'),
        ({"id": True}, '"id" of a comment of item 1 should be a whole number from 0'),
        ({"author": "x" * 41}, "it can have at most 40"),
    ],
)
def test_what_comments_carry_is_read_with_care(comment, sentence):
    from ranklore.lists.rules import PasteRefused

    page = {"title": "T", "items": [{"name": "A", "comments": [{"text": "x", **comment}]}]}
    with pytest.raises(PasteRefused, match=sentence):
        parse_pasted(json.dumps(page))


def test_other_names_leave_and_come_back(ada):
    weather = create_list(title="Weather", items=[NewItem("Fog", aliases=("霧", "Kiri")), NewItem("Gale")], voter=ada)
    back = publish_pasted(parse_pasted(exported(weather.slug)), voter=None)
    assert list(back.items.order_by("start_place").values_list("aliases", flat=True)) == [["霧", "Kiri"], []]


def test_other_names_are_seen_in_the_preview(ada, client_of):
    pasted = parse_pasted(json.dumps({"title": "Weather", "items": [{"name": "Fog", "aliases": ["霧"]}]}))
    draft = start_draft(voter=ada, pasted=pasted)
    assert "also: <bdi>霧</bdi>" in client_of(ada).get(f"/new/{draft.pk}").content.decode()
