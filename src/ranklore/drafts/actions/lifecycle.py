"""Start, transfer and delete drafts. Drafts expire 30 days after the last change."""

import json
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ranklore.drafts.models import Draft
from ranklore.parsing.result import ParsedPage
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter

DRAFT_LIFETIME = timedelta(days=30)
_DRAFT_NAMESPACE = uuid.UUID("6f0c2b0e-6d0a-4a4e-9d53-2f1d4a3f9d11")


@transaction.atomic
def start_draft(
    *,
    voter: Voter,
    parsed: ParsedPage,
    source_note: str = "",
    is_pasted: bool = True,
    nonce: uuid.UUID | None = None,
) -> Draft:
    """Save a parsed page as a draft. A form that is sent twice (same `nonce`, same page) gives the same draft."""
    delete_expired_drafts(timezone.now())
    page = parsed.as_json()
    # The id depends on the nonce and the page, so a page that was corrected and sent again becomes another draft.
    identity = json.dumps([str(nonce or uuid.uuid4()), str(voter.key), page])
    values = {"voter": save_voter(voter), "parsed": page, "source_note": source_note, "is_pasted": is_pasted}
    draft, _ = Draft.objects.get_or_create(pk=uuid.uuid5(_DRAFT_NAMESPACE, identity), defaults=values)
    return draft


def delete_expired_drafts(now: datetime) -> None:
    """Delete the drafts that have not changed for `DRAFT_LIFETIME`. The lists published from them stay."""
    Draft.objects.filter(updated_at__lt=now - DRAFT_LIFETIME).delete()


def transfer_drafts(*, guest: Voter, into: Voter) -> None:
    """Give a guest's drafts to another voter."""
    Draft.objects.filter(voter=guest).update(voter=into)


def delete_drafts(voter: Voter) -> None:
    """Delete a voter's drafts. The lists published from them stay."""
    Draft.objects.filter(voter=voter).delete()


def delete_drafts_of_list(list_id: int) -> None:
    Draft.objects.filter(published=list_id).delete()
