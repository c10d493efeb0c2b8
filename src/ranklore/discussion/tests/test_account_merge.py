"""When a guest signs up, their comments, helpful votes and notes are kept and not counted twice."""

import pytest

from ranklore.discussion.actions.account_merge import merge_comments
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.models import CommentNote, HelpfulVote
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.content_notes import merge_content_notes, set_folded_notes, set_item_notes
from ranklore.lists.models import ItemNote
from ranklore.lists.queries.content_notes import folded_notes_for

pytestmark = pytest.mark.django_db


def test_comments_votes_and_notes_are_merged_without_duplicates(dust, ada, ben, cy):
    theirs, mine = make_comment(ada, dust), make_comment(cy, dust)
    for voter in (ben, cy):
        set_helpful(voter=voter, comment=theirs, on=True)
        set_comment_notes(voter=voter, comment=theirs, notes=["war"])
    set_helpful(voter=ben, comment=mine, on=True)
    written = make_comment(ben, dust)
    merge_comments(guest=ben, into=cy)
    for comment in (theirs, mine, written):
        comment.refresh_from_db()
    assert (theirs.helpful, mine.helpful, written.voter) == (1, 0, cy)
    assert HelpfulVote.objects.get().voter == cy
    assert CommentNote.objects.get().voter == cy and theirs.notes == []


def test_notes_on_items_and_collapsed_notes_are_merged(dust, ben, cy):
    set_item_notes(voter=ben, item=dust, notes=["war", "sex"])
    set_item_notes(voter=cy, item=dust, notes=["war"])
    set_folded_notes(voter=ben, notes=["death"])
    merge_content_notes(guest=ben, into=cy)
    assert set(ItemNote.objects.values_list("voter", "note")) == {(cy.pk, "war"), (cy.pk, "sex")}
    dust.refresh_from_db()
    assert dust.notes == []
    assert folded_notes_for(cy) == {"death"} and folded_notes_for(ben) == frozenset()
