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
    """Keep what was understood. A form that was sent twice (the same `nonce`, the same page) gives the same draft."""
    delete_expired_drafts(timezone.now())
    # The id comes of the nonce and the page: a page that was corrected and sent again is another draft.
    page = json.dumps([str(nonce or uuid.uuid4()), str(voter.key), parsed.as_json()])
    made = {"voter": save_voter(voter), "parsed": parsed.as_json(), "source_note": source_note, "is_pasted": is_pasted}
    draft, _ = Draft.objects.get_or_create(pk=uuid.uuid5(_DRAFT_NAMESPACE, page), defaults=made)
    return draft


def delete_expired_drafts(now: datetime) -> None:
    """Delete the drafts that nobody touched for a month. The lists that were published from them stay."""
    Draft.objects.filter(updated_at__lt=now - DRAFT_LIFETIME).delete()


def transfer_drafts(*, guest: Voter, into: Voter) -> None:
    """Let another voter go on with the drafts of one."""
    Draft.objects.filter(voter=guest).update(voter=into)


def delete_drafts(voter: Voter) -> None:
    """Delete a voter's drafts. The lists that were published from them stay."""
    Draft.objects.filter(voter=voter).delete()


def delete_drafts_of_list(list_id: int) -> None:
    Draft.objects.filter(published=list_id).delete()
