"""The only way to fetch a draft: a draft is visible only to the voter who made it."""

import uuid

from django.http import Http404

from ranklore.drafts.models import Draft
from ranklore.people.models import Voter


def get_draft_for(voter: Voter, draft_id: uuid.UUID) -> Draft:
    """The voter's own draft, or Http404. `undo` is as big as the page, so it is not loaded."""
    own_drafts = Draft.objects.filter(voter=voter, pk=draft_id) if voter.pk else Draft.objects.none()
    draft = own_drafts.select_related("published").defer("undo").first()
    if draft is None:
        raise Http404(draft_id)
    return draft
