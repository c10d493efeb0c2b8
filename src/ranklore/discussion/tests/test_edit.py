"""Editing a comment, and its public revision history."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.actions.comments import delete_comment
from ranklore.discussion.actions.edit_comment import EditConflict, edit_comment
from ranklore.discussion.models import CommentRevision
from ranklore.discussion.queries.revisions import count_revisions, get_revisions
from ranklore.discussion.rendering.word_diff import diff_words
from ranklore.discussion.tests.make import make_comment
from ranklore.text.errors import Refused


@pytest.fixture
def mine(dust, ben):
    return make_comment(ben, dust, "It aches.")


def edit(client, comment, **fields):
    return client.post(f"/c/{comment.pk}/edit", {"text": "It hurts.", "made_from": "0", **fields})


@pytest.mark.django_db
def test_an_edit_changes_the_text_and_keeps_the_old_one_in_the_history(mine, ben, client_of):
    response = edit(client_of(ben), mine)
    page = Client().get(response.url).content.decode()
    assert response.status_code == 303
    assert "It hurts." in page and f'href="/c/{mine.pk}/history"' in page
    history = Client().get(f"/c/{mine.pk}/history").content.decode()
    assert "<del>aches</del>" in history and "<ins>hurts</ins>" in history
    assert "It aches." in history


@pytest.mark.django_db
def test_the_form_starts_with_the_current_values(dust, ben, client_of):
    comment = make_comment(ben, dust, "He ||dies||.", is_spoiler=True, notes=["death"])
    page = client_of(ben).get(f"/c/{comment.pk}/edit").content.decode()
    assert "He ||dies||." in page and page.count("checked") == 2


@pytest.mark.django_db
def test_a_form_sent_twice_is_one_edit(mine, ben, client_of):
    answers = [edit(client_of(ben), mine).status_code for _ in range(2)]
    assert answers == [303, 303] and CommentRevision.objects.count() == 1


@pytest.mark.django_db
def test_an_edit_without_a_change_makes_no_revision(mine, ben, client_of):
    edit(client_of(ben), mine, text="  It aches.\r\n")
    assert not CommentRevision.objects.exists()


@pytest.mark.django_db
def test_edits_from_two_windows_are_both_kept(mine, ben, client_of):
    client = client_of(ben)
    edit(client, mine, text="From one window")
    response = edit(client, mine, text="From the other")
    page = response.content.decode()
    assert response.status_code == 422 and "From one window" in page and "From the other" in page
    again = {name: response.context["form"][name].value() for name in ("text", "made_from")}
    assert edit(client, mine, **again).status_code == 303
    assert [each.text for each in current_revisions(mine)] == ["From the other", "From one window", "It aches."]


def current_revisions(comment):
    comment.refresh_from_db()
    return get_revisions(comment)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " \u200b"}, "Write something first."),
        ({"text": "x" * 10_001}, "A comment can have at most 10,000 characters; this has 10,001."),
        ({"made_from": "x"}, "Something was missing from this form."),
        ({"made_from": ""}, "Something was missing from this form."),
        ({"text": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_gets_an_error_message_and_keeps_the_typed_text(mine, ben, client_of, fields, sentence):
    response = edit(client_of(ben), mine, **fields)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert response.context["form"]["text"].value() == fields.get("text", "It hurts.")
    mine.refresh_from_db()
    assert mine.text == "It aches." and not CommentRevision.objects.exists()


@pytest.mark.django_db
def test_only_the_author_can_edit_a_comment(mine, cy, client_of):
    for stranger in (Client(), client_of(cy)):
        assert stranger.get(f"/c/{mine.pk}/edit").status_code == 404
        assert edit(stranger, mine).status_code == 404
    assert not CommentRevision.objects.exists()


@pytest.mark.django_db
def test_a_deleted_comment_cannot_be_edited_and_only_its_author_sees_the_history(mine, ben, client_of):
    edit(client_of(ben), mine)
    delete_comment(mine)
    response = edit(client_of(ben), mine, text="Again", made_from="1")
    assert response.status_code == 422 and "Put it back first" in response.content.decode()
    assert Client().get(f"/c/{mine.pk}/history").status_code == 404
    assert client_of(ben).get(f"/c/{mine.pk}/history").status_code == 200


@pytest.mark.django_db
def test_an_edit_completes_a_comment_that_was_cut_off(dust, ben):
    comment = make_comment(ben, dust, "And then ...more")
    type(comment).objects.filter(pk=comment.pk).update(is_cut=True)
    edit_comment(voter=ben, comment=comment, made_from=0, text="And then ...more", is_spoiler=True)
    comment.refresh_from_db()
    assert comment.is_cut and comment.is_spoiler
    edit_comment(voter=ben, comment=comment, made_from=0, text="And then she left.")
    comment.refresh_from_db()
    assert not comment.is_cut and not comment.is_spoiler


@pytest.mark.django_db
def test_the_action_checks_for_conflicts_and_deleted_comments(mine, ben):
    edit_comment(voter=ben, comment=mine, made_from=0, text="One")
    with pytest.raises(EditConflict) as conflict:
        edit_comment(voter=ben, comment=mine, made_from=0, text="Two")
    assert conflict.value.current_text == "One"
    delete_comment(mine)
    with pytest.raises(Refused, match="Put it back"):
        edit_comment(voter=ben, comment=mine, made_from=1, text="Two")
    assert count_revisions(mine) == 1


@pytest.mark.django_db
def test_a_history_with_spoilers_is_collapsed(dust, ben):
    comment = make_comment(ben, dust, "He dies.")
    edit_comment(voter=ben, comment=comment, made_from=0, text="He ||dies||.")
    page = Client().get(f"/c/{comment.pk}/history").content.decode()
    assert page.index('class="hidden-words"') < page.index("dies")


@pytest.mark.django_db
def test_a_long_history_shows_the_latest_revisions_and_counts_the_rest(mine, ben):
    for n in range(25):
        edit_comment(voter=ben, comment=mine, made_from=n, text=f"Version {n}")
    page = Client().get(f"/c/{mine.pk}/history").content.decode()
    assert "<ins>24</ins>" in page and "6 older versions" in page


@settings(deadline=None)
@given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
def test_a_diff_contains_both_texts(before, after):
    pieces = diff_words(before, after)
    assert "".join(each.text for each in pieces if each.kind != "new") == before
    assert "".join(each.text for each in pieces if each.kind != "old") == after


def test_texts_with_nothing_in_common_are_one_removal_and_one_addition():
    before, after = "a b" * 2_000, "c d" * 2_000
    assert [each.kind for each in diff_words(before, after)] == ["old", "new"]
