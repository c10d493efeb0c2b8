"""A guest signs up, and nothing of what they said is lost or counted twice."""

import pytest

from ranklore.discussion.helpful import find_helpful
from ranklore.discussion.merging import merge_talk
from ranklore.discussion.models import CommentNote, Helpful
from ranklore.discussion.notes import note_comment
from ranklore.discussion.tests.make import said
from ranklore.lists.actions import fold_notes, merge_notes, note_item
from ranklore.lists.models import ItemNote
from ranklore.lists.queries import folds_of

pytestmark = pytest.mark.django_db


def test_comments_votes_and_notes_go_over_once(dust, ada, ben, cy):
    theirs, mine = said(ada, dust), said(cy, dust)
    for voter in (ben, cy):
        find_helpful(voter=voter, comment=theirs, on=True)
        note_comment(voter=voter, comment=theirs, notes=["war"])
    find_helpful(voter=ben, comment=mine, on=True)
    written = said(ben, dust)
    merge_talk(guest=ben, into=cy)
    for comment in (theirs, mine, written):
        comment.refresh_from_db()
    assert (theirs.helpful, mine.helpful, written.voter) == (1, 0, cy)
    assert Helpful.objects.get().voter == cy
    assert CommentNote.objects.get().voter == cy and theirs.notes == []


def test_notes_on_items_and_what_is_folded_away_go_over(dust, ben, cy):
    note_item(voter=ben, item=dust, notes=["war", "sex"])
    note_item(voter=cy, item=dust, notes=["war"])
    fold_notes(voter=ben, notes=["death"])
    merge_notes(guest=ben, into=cy)
    assert set(ItemNote.objects.values_list("voter", "note")) == {(cy.pk, "war"), (cy.pk, "sex")}
    dust.refresh_from_db()
    assert dust.notes == []
    assert folds_of(cy) == {"death"} and folds_of(ben) == frozenset()
