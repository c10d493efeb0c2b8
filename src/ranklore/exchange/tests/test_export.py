"""A list is exported with its comments and imported again unchanged."""

import io
import json

import pytest
from django.core.management import call_command

from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.actions.publish import publish_page
from ranklore.exchange.queries.export import exported_page_for
from ranklore.lists.actions.content_notes import set_item_notes
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedComment, ParsedItem, ParsedPage

pytestmark = pytest.mark.django_db


def exported(slug):
    out = io.StringIO()
    call_command("export", slug, stdout=out)
    return out.getvalue()


def comments_of(ranked_list):
    """Every comment as (item, text, author, spoiler, notes, parent, thread)."""
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
def discussed(songs, ada, ben, cy):
    dust = songs.items.get(name="Dust")
    comment = make_comment(ben, dust, "He ||dies||, and *nobody* cries.\n\nNobody.", notes=["death"])
    reply = make_comment(cy, comment, "I did.", is_spoiler=True)
    make_comment(ben, reply, "So did I.")
    make_comment(ada, CommentTarget(songs), "What about B-sides?")
    set_item_notes(voter=ada, item=dust, notes=["war"])
    return songs


def test_an_import_restores_replies_notes_and_spoilers(discussed):
    back = publish_page(parse_page(exported("saddest-songs")), voter=None)
    assert comments_of(back) == sorted(comments_of(discussed), key=lambda comment: comment[0] is None)
    assert back.items.get(name="Dust").notes == ["war"]
    assert [item.name for item in back.items.order_by("start_place")] == ["Alone", "Bells", "Cold", "Dust", "Echo"]


def test_imported_notes_stay_when_a_reader_sets_others(discussed, cy):
    back = publish_page(parse_page(exported("saddest-songs")), voter=None)
    comment = Comment.objects.get(list=back, notes=["death"])
    set_comment_notes(voter=cy, comment=comment, notes=["sex"])
    set_item_notes(voter=cy, item=comment.item, notes=["sex"])
    comment.refresh_from_db()
    assert comment.notes == ["death"] and Item.objects.get(pk=comment.item_id).notes == ["war"]


def test_a_deleted_comment_is_not_exported_but_its_replies_are(discussed):
    delete_comment(Comment.objects.get(text="I did."))
    text = exported("saddest-songs")
    assert "I did." not in text
    back = publish_page(parse_page(text), voter=None)
    assert Comment.objects.get(list=back, text="So did I.").parent is None


def test_a_draft_keeps_everything_about_the_comments(discussed, ada):
    parsed = exported_page_for(discussed)
    draft = start_draft(voter=ada, parsed=parsed)
    draft.refresh_from_db()
    assert draft.get_page() == parsed
    assert ParsedPage.from_json(json.loads(json.dumps(parsed.as_json()))) == parsed


def test_a_reply_never_goes_to_another_item(songs):
    first = ParsedComment("Here", 1, id=1, reply_to=2)
    second = ParsedComment("There", 1, id=2, reply_to=1)
    same = ParsedComment("Also here", 1, id=2, reply_to=1)
    parsed = ParsedPage("Two", "", (ParsedItem("A", (), 1, (first, same)), ParsedItem("B", (), 1, (second,))))
    back = publish_page(parsed, voter=None)
    assert [comment[5] for comment in comments_of(back)] == [None, "Here", None]


def test_an_unknown_list_is_an_error(db):
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
def test_invalid_fields_of_comments_are_refused(comment, sentence):
    page = {"title": "T", "items": [{"name": "A", "comments": [{"text": "x", **comment}]}]}
    with pytest.raises(PasteRefused, match=sentence):
        parse_page(json.dumps(page))


def test_aliases_are_exported_and_imported(ada):
    weather = create_list(title="Weather", items=[NewItem("Fog", aliases=("霧", "Kiri")), NewItem("Gale")], voter=ada)
    back = publish_page(parse_page(exported(weather.slug)), voter=None)
    assert list(back.items.order_by("start_place").values_list("aliases", flat=True)) == [["霧", "Kiri"], []]


def test_the_preview_shows_aliases(ada, client_of):
    parsed = parse_page(json.dumps({"title": "Weather", "items": [{"name": "Fog", "aliases": ["霧"]}]}))
    draft = start_draft(voter=ada, parsed=parsed)
    assert "also: <bdi>霧</bdi>" in client_of(ada).get(f"/new/{draft.pk}").content.decode()
