"""Which comments are found, in what order, and their snippets. Hidden text is never found."""

import pytest

from ranklore.ballots.actions.account_deletion import unpublish_rankings
from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.discussion.actions.account_deletion import erase_comments
from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.actions.edit_comment import edit_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.content_notes import set_folded_notes
from ranklore.lists.actions.items import remove_item
from ranklore.people.models import Voter
from ranklore.search.queries import matches
from ranklore.search.queries.search import find_results
from ranklore.search.tests.lookup import found, names
from ranklore.text.search_query import parse_query

pytestmark = pytest.mark.django_db


def test_comments_on_a_removed_item_are_not_found(songs, ben):
    dust = songs.items.get(name="Dust")
    make_comment(ben, dust, "It aches so.")
    assert names("aches", "comments") == ["It aches so."]
    remove_item(dust)
    assert names("aches", "comments") == []


def test_a_deleted_comment_is_not_found_until_it_is_restored(songs, ben):
    comment = make_comment(ben, CommentTarget(songs), "It aches so.")
    delete_comment(comment)
    assert names("aches", "comments") == []
    restore_comment(comment)
    assert names("aches", "comments") == ["It aches so."]


def test_an_edited_comment_is_found_by_its_new_text_only(songs, ben):
    comment = make_comment(ben, CommentTarget(songs), "It aches so.")
    edit_comment(voter=ben, comment=comment, made_from=0, text="It burns.")
    assert names("aches", "comments") == []
    assert names("burns", "comments") == ["It burns."]
    erase_comments(ben)
    assert names("burns", "comments") == []


def test_text_inside_spoilers_is_not_found(songs, ben):
    make_comment(ben, CommentTarget(songs), "The end: ||she vanishes|| and so on.")
    make_comment(ben, CommentTarget(songs), "She vanishes.", is_spoiler=True)
    assert names("vanishes", "comments") == names("she", "comments") == names("spoiler", "comments") == []
    assert names("end", "comments") == ["The end: [spoiler] and so on."]
    make_comment(ben, CommentTarget(songs), "It vanishes.")
    assert names("vanishes", "comments") == ["It vanishes."]


def test_a_comment_that_became_a_spoiler_is_not_found(songs, ben):
    comment = make_comment(ben, CommentTarget(songs), "She vanishes.")
    edit_comment(voter=ben, comment=comment, made_from=0, text="She vanishes.", is_spoiler=True)
    assert names("vanishes", "comments") == []


def test_comments_on_a_ranking_are_found_while_it_is_published(songs, ada, ben):
    save_ranking(voter=ada, ranked_list=songs, item_ids=[songs.items.first().pk])
    key = publish_ranking(voter=ada, ranked_list=songs, name="ada").key
    make_comment(ben, CommentTarget(songs, ranking_key=key), "What an odd order.")
    assert names("odd", "comments") == ["What an odd order."]
    unpublish_rankings(ada)
    assert names("odd", "comments") == []


def test_many_hidden_comments_do_not_crowd_out_a_visible_one(songs, ben, monkeypatch):
    monkeypatch.setattr(matches, "COMMENT_MATCHES_MAX", 2)
    monkeypatch.setattr(matches, "_COMMENTS_CHECKED_MAX", 100)
    make_comment(ben, CommentTarget(songs), "It aches so.")
    dust = songs.items.get(name="Dust")
    for n in range(8):
        make_comment(ben, dust, f"It aches {n}.")
    remove_item(dust)
    assert names("aches", "comments") == ["It aches so."]


def test_a_long_comment_is_cut_around_the_match(songs, ben):
    make_comment(ben, CommentTarget(songs), "before " * 100 + "needle " + "after " * 100)
    (row,) = found("needle", "comments")
    assert "<mark>needle</mark>" in row.snippet
    assert row.snippet.startswith("… before") and row.snippet.endswith("after …") and len(row.snippet) < 300


def test_the_last_word_can_be_a_prefix_when_few_comments_have_the_whole_word(songs, ben):
    make_comment(ben, CommentTarget(songs), "What a heartbreaking verse.")
    assert names("heartb", "comments") == ["What a heartbreaking verse."]
    assert names("he", "comments") == []


def test_the_most_helpful_comment_comes_first(songs, ben):
    good = make_comment(ben, CommentTarget(songs), "It aches one.")
    make_comment(ben, CommentTarget(songs), "It aches two.")
    Comment.objects.filter(pk=good.pk).update(score=0.5)
    assert names("aches", "comments") == ["It aches one.", "It aches two."]


def test_comments_are_found_in_japanese_and_by_the_sound_of_kana(songs, ben):
    make_comment(ben, CommentTarget(songs), "初音ミクのローリンガールは悲しい")
    for typed in ("ミク", "みく", "初音", "miku悲しい".replace("miku", ""), "悲"):
        assert len(names(typed, "comments")) == 1, typed


def test_a_typo_in_a_name_is_corrected_for_comments_too(songs, ben):
    make_comment(ben, CommentTarget(songs), "Bells makes me cry.")
    results = find_results(parse_query("belsl"), Voter())
    assert results.corrections == ("bells",)
    assert [each.kind for each in results.groups] == ["items", "comments"]
    only = find_results(parse_query("belsl"), Voter(), "comments")
    assert only.corrections == ("bells",) and only.groups[0].rows[0].snippet == "<mark>Bells</mark> makes me cry."


def test_comments_that_a_reader_collapses_are_collapsed_in_results(songs, ada, ben):
    comment = make_comment(ben, CommentTarget(songs), "He died.")
    set_comment_notes(voter=ben, comment=comment, notes=["death"])
    set_folded_notes(voter=ada, notes=["death"])
    (row,) = found("died", "comments", ada)
    assert [note.key for note in row.comment.folds] == ["death"]
    (row,) = found("died", "comments", ben)
    assert row.comment.folds == ()
