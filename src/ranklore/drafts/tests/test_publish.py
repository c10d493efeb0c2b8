"""Publishing a draft: all of it or nothing, and only once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.drafts.actions.lifecycle import DRAFT_LIFETIME, start_draft
from ranklore.drafts.actions.publish import publish_draft, publish_page
from ranklore.drafts.editor.fields import FieldValues
from ranklore.drafts.models import Draft
from ranklore.drafts.tests.factories import form_data, make_draft, make_page
from ranklore.lists.models import Item, RankedList
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


def publish(client, draft, **typed: str):
    return client.post(f"/new/{draft.pk}", form_data(draft, "publish", **typed))


def test_publishing_saves_what_was_typed_last(ada, client_of):
    draft = make_draft(ada, "Alone:a1,a2", "Bells:b1")
    response = publish(client_of(ada), draft, name_2="Bells!", credits_2="Rin, Len", prompt="Which one?")
    ranked_list = RankedList.objects.get()
    assert (response.status_code, response.url) == (303, "/l/saddest-songs")
    assert (ranked_list.title, ranked_list.prompt, ranked_list.created_by) == ("Saddest songs", "Which one?", ada)
    assert ranked_list.is_pasted and not ranked_list.is_simulated
    assert [(item.name, item.credits) for item in ranked_list.items.order_by("start_place")] == [
        ("Alone", []),
        ("Bells!", ["Rin", "Len"]),
    ]
    comments = Comment.objects.order_by("pk").values_list("item__name", "text", "is_imported", "voter")
    assert list(comments) == [("Alone", "a1", True, None), ("Alone", "a2", True, None), ("Bells!", "b1", True, None)]
    assert client_of(ada).get(response.url).status_code == 200


def test_publishing_twice_gives_the_same_list(ada, client_of):
    draft, mine = make_draft(ada, "Alone"), client_of(ada)
    sent = form_data(draft, "publish")
    first, second = (mine.post(f"/new/{draft.pk}", sent) for _ in range(2))
    assert first.url == second.url and RankedList.objects.count() == 1


def test_a_published_draft_says_so_and_cannot_be_changed(ada, client_of):
    draft, mine = make_draft(ada, "Alone"), client_of(ada)
    publish(mine, draft)
    shown = mine.get(f"/new/{draft.pk}").content.decode()
    _, main = shown.split("<main")  # the search in the header is a form, too
    assert "This list is published" in main and "/l/saddest-songs" in main and "<form" not in main
    response = mine.post(f"/new/{draft.pk}", form_data(draft, "drop:1"))
    assert response.status_code == 422 and "already published" in response.content.decode()
    assert Item.objects.count() == 1
    assert "Saddest songs" not in mine.get("/new").content.decode()


def test_with_htmx_the_browser_goes_to_the_list(ada, client_of):
    draft = make_draft(ada, "Alone")
    response = client_of(ada).post(f"/new/{draft.pk}", form_data(draft, "publish"), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/l/saddest-songs"


def test_a_list_needs_a_title(ada, client_of):
    draft = make_draft(ada, "Alone", title="")
    response = publish(client_of(ada), draft, name_1="Alone!")
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Give the list a title." in shown and 'id="id_title_error"' in shown and 'value="Alone!"' in shown
    assert not RankedList.objects.exists()


def test_publishing_an_item_without_a_name_needs_a_second_click(ada, client_of):
    draft, mine = make_draft(ada, "Alone", "Bells"), client_of(ada)
    response = publish(mine, draft, name_2="")
    assert response.status_code == 422
    shown = response.content.decode()
    assert "1 item has no name." in shown and 'href="#name-2"' in shown and not RankedList.objects.exists()
    publish(mine, draft, name_2="", told="1")
    assert list(Item.objects.order_by("start_place").values_list("name", flat=True)) == ["Alone", "Untitled"]


def test_missing_names_are_counted(ada, client_of):
    response = publish(client_of(ada), make_draft(ada, "Alone", "Bells"), name_1="", name_2="", told="1")
    assert "2 items have no name." in response.content.decode()


def test_an_item_without_a_name_can_be_published_after_the_warning(ada, client_of):
    draft = make_draft(ada, "Untitled:a1")
    assert (
        "1 item has no name and will be called “Untitled”." in client_of(ada).get(f"/new/{draft.pk}").content.decode()
    )
    assert publish(client_of(ada), draft).status_code == 303
    assert Item.objects.get().name == "Untitled"


def test_a_stale_form_publishes_nothing(ada, client_of):
    draft = make_draft(ada, "Alone")
    response = client_of(ada).post(f"/new/{draft.pk}", form_data(draft, "publish") | {"version": "7"})
    assert response.status_code == 422 and not RankedList.objects.exists()


def test_a_list_typed_by_hand_is_not_marked_as_pasted(ada, client_of):
    client = client_of(ada)
    address = client.post("/new", {"nonce": uuid.uuid4(), "title": "Best soups"}).url
    draft = Draft.objects.get()
    client.post(address, form_data(draft, "add:0"))
    client.post(address, form_data(draft, name_1="Ramen"))
    assert publish(client, draft).status_code == 303
    published = RankedList.objects.get()
    assert (published.is_pasted, published.items.get().name) == (False, "Ramen")


def test_a_failure_at_the_last_comment_saves_nothing(ada, monkeypatch):
    from ranklore.discussion.actions import import_comments

    checked = import_comments.clean_comment_text

    def fails_at_the_last(text: str) -> str:
        if text == "last":
            raise RuntimeError("the disk is full")
        return checked(text)

    monkeypatch.setattr(import_comments, "clean_comment_text", fails_at_the_last)
    draft = make_draft(ada, "Alone:a1,a2", "Bells:b1,last")
    with pytest.raises(RuntimeError, match="disk is full"):
        publish_page(draft.get_page(), voter=ada)
    with pytest.raises(RuntimeError, match="disk is full"):
        publish_draft(draft, version=1, typed=FieldValues(), acknowledged_untitled=0)
    draft.refresh_from_db()
    assert not RankedList.objects.exists() and not Item.objects.exists() and not Comment.objects.exists()
    assert (draft.published, draft.version) == (None, 1)


def test_a_refused_comment_saves_nothing(ada):
    draft = make_draft(ada, "Alone:a1", f"Bells:{'x' * 10_001}")
    with pytest.raises(Refused, match="at most 10,000 characters"):
        publish_page(make_page("Alone:a1", f"Bells:{'x' * 10_001}"), voter=None)
    assert not RankedList.objects.exists() and draft.pk


def test_expired_drafts_are_deleted_and_their_lists_stay(ada, client_of):
    old, older, fresh = make_draft(ada, "A"), make_draft(ada, "B", title="Kept"), make_draft(ada, "C")
    publish(client_of(ada), older)
    past = timezone.now() - DRAFT_LIFETIME - timedelta(minutes=1)
    Draft.objects.filter(pk__in=[old.pk, older.pk]).update(updated_at=past)
    newest = start_draft(voter=ada, parsed=make_page("D"))
    assert set(Draft.objects.values_list("pk", flat=True)) == {fresh.pk, newest.pk}
    assert RankedList.objects.get().title == "Kept"


def test_text_typed_after_publishing_is_given_back(ada, client_of):
    client, draft = client_of(ada), make_draft(ada, "Alone")
    publish(client, draft)
    for button in ("publish", "save"):
        response = client.post(f"/new/{draft.pk}", form_data(draft, button, name_1="Too late"))
        page = response.content.decode()
        assert (response.status_code, response["HX-Retarget"]) == (422, "#main")
        assert "already published" in page
        assert "Too late" in page
    assert RankedList.objects.get().items.get().name == "Alone"
