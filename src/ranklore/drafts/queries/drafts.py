"""A voter's unfinished drafts, and whether a draft can be undone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.fields.json import KT

from ranklore.drafts.models import Draft
from ranklore.people.models import Voter

UNFINISHED_DRAFTS_MAX = 5


@dataclass(frozen=True, slots=True)
class UnfinishedDraft:
    draft_id: UUID
    title: str
    updated_at: datetime


def unfinished_drafts_for(voter: Voter) -> tuple[UnfinishedDraft, ...]:
    """A voter's newest unpublished drafts, without loading their pages, which are big."""
    if voter.pk is None:
        return ()
    drafts = Draft.objects.filter(voter=voter, published=None).annotate(title=KT("parsed__title"))
    newest = drafts.order_by("-updated_at").values_list("pk", "title", "updated_at")[:UNFINISHED_DRAFTS_MAX]
    return tuple(UnfinishedDraft(pk, title or "", updated_at) for pk, title, updated_at in newest)


def can_undo(draft: Draft) -> bool:
    return Draft.objects.filter(pk=draft.pk, undo__isnull=False).exists()
