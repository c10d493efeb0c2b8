"""Open incidents for surges of votes, lift them, and confirm them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ranklore.ballots.ballot import BallotTerms
from ranklore.ballots.models import Board, Incident, IncidentVoter
from ranklore.ballots.recount.erasure import checkpoint_before_erasure
from ranklore.ballots.recount.log import items_of, votes_set_aside
from ranklore.ballots.recount.publishing import get_board, lock_board
from ranklore.ballots.recount.rank_if_counted import rank_if_counted
from ranklore.ballots.recount.voter_records import ItemSurge, surges_on_list
from ranklore.people.models import Voter

State = Incident.State

CHANGE_MIN = 0.1
"""An open incident gets other voters when at least this share of them is other than before."""
REOPENS_FOR = timedelta(days=1)
"""An incident that ended by itself is opened again, and no new one, within this time."""


def update_incidents(list_id: int) -> list[Incident]:
    """Open an incident for each new surge on a list, bring the open ones up to date, and lift those that were none.

    Their votes are set aside at once, in the same transaction. Returns the incidents that changed. The log is read
    before the board is locked, so that nobody who votes has to wait for it.
    """
    items = items_of(list_id)
    get_board(list_id)
    incidents = set(_states_on_list(list_id))
    watched = [(item_id, kind) for _, item_id, kind, state in incidents if state == State.OPEN]
    surges = surges_on_list(list_id, items, watched)
    if not surges and not watched:
        return []
    with transaction.atomic():
        board = lock_board(list_id)
        if set(_states_on_list(list_id)) != incidents:
            return []  # somebody decided meanwhile: the next look knows it
        before = votes_set_aside(board)
        changed = _apply_surges(board, surges, timezone.now())
        if changed:
            _recount(board, before)
            _set_ranks_with(incident for incident in changed if incident.is_set_aside)
    return changed


@transaction.atomic
def set_incident_state(incident: Incident, state: Incident.State) -> bool:
    """Confirm an incident (its votes stay set aside) or lift it (they count). Return False if it has this state.

    Votes that were lifted are not set aside again by a later look at the list.
    """
    if state == State.OPEN:
        raise ValueError("only a look at the votes opens an incident")
    board = lock_board(incident.list_id)
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if locked.state == state:
        return False
    before = votes_set_aside(board)
    locked.state, locked.state_at = state, timezone.now()
    locked.accepted_version = board.version if state == State.LIFTED else None
    locked.save(update_fields=["state", "state_at", "accepted_version"])
    _recount(board, before)
    return True


def update_ranks_with(voted_since: datetime) -> None:
    """Compute again which rank items would have with the votes of their incidents, on lists with votes since a moment.

    The other votes go on, and a rebuild may read them otherwise.
    """
    set_aside = Incident.objects.exclude(state=State.LIFTED)
    _set_ranks_with(set_aside.filter(list__board__voted_at__gte=voted_since, item__removed_at=None))


def _states_on_list(list_id: int) -> Iterable[tuple[int, int, str, str]]:
    return Incident.objects.filter(list=list_id).values_list("pk", "item_id", "kind", "state")


def _apply_surges(board: Board, surges: Mapping[tuple[int, str], ItemSurge], now: datetime) -> list[Incident]:
    """Write the incidents. The standings are as before."""
    is_open = {(each.item_id, each.kind): each for each in Incident.objects.filter(list=board.pk, state=State.OPEN)}
    changed = []
    for key, incident in is_open.items():
        if key not in surges:
            incident.state, incident.state_at = State.LIFTED, now
            incident.save(update_fields=["state", "state_at"])
            changed.append(incident)
    for key, surge in surges.items():
        incident = is_open.get(key) or _incident_to_reopen(*key, now) or Incident(list_id=board.pk, item_id=key[0])
        if key not in is_open or _is_other_crowd(incident, surge.voters):
            _write_surge(incident, surge, now)
            changed.append(incident)
    return changed


def _incident_to_reopen(item_id: int, kind: str, now: datetime) -> Incident | None:
    ended = Incident.objects.filter(item=item_id, kind=kind, state=State.LIFTED, accepted_version=None)
    return ended.filter(state_at__gte=now - REOPENS_FOR).order_by("-state_at").first()


def _is_other_crowd(incident: Incident, voters: frozenset[int]) -> bool:
    before = set(incident.voters.values_list("voter_id", flat=True))
    return len(before ^ voters) >= max(1, CHANGE_MIN * len(before))


def _write_surge(incident: Incident, surge: ItemSurge, now: datetime) -> None:
    if incident.state != State.OPEN:
        incident.state, incident.state_at = State.OPEN, now
    incident.kind, incident.group = surge.kind, surge.group
    incident.expected = surge.expected
    incident.first_vote_at, incident.last_vote_at = surge.first_vote_at, surge.last_vote_at
    incident.save()
    before = set(incident.voters.values_list("voter_id", flat=True))
    incident.voters.filter(voter__in=before - surge.voters).delete()
    added = (IncidentVoter(incident=incident, voter_id=voter_id) for voter_id in sorted(surge.voters - before))
    IncidentVoter.objects.bulk_create(added, batch_size=500)


def _recount(board: Board, before: Mapping[int, frozenset[int]]) -> None:
    """Publish the standings with what is set aside now."""
    board.incidents = Incident.objects.filter(list=board.pk).exclude(state=State.LIFTED).count()
    board.save(update_fields=["incidents"])
    after = votes_set_aside(board)
    changed = [voter for voter in before.keys() | after.keys() if before.get(voter) != after.get(voter)]
    trust = dict(Voter.objects.filter(pk__in=changed).values_list("pk", "trust"))
    terms = {voter: BallotTerms(trust[voter], before.get(voter, frozenset())) for voter in changed}
    checkpoint_before_erasure(board.pk, terms)


def _set_ranks_with(incidents: Iterable[Incident]) -> None:
    """Write down which rank the items would have with the votes."""
    for incident in incidents:
        incident.rank_with = rank_if_counted(incident)
        incident.save(update_fields=["rank_with"])
