"""What surges are found in: the newest votes of a list, by voter."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ranklore.ballots.ballot import DOWN, PICK, VOTE_EVENT_FIELDS, Ballot, VoteEvent
from ranklore.ballots.models import Incident, IncidentVoter, Vote
from ranklore.ballots.recount.evidence import indexed_ballot
from ranklore.ballots.recount.log import ListItem, item_numbers
from ranklore.ballots.recount.surges import CROWDED_SHARE, VoterRecord, find_surges

NEWEST_VOTES = 20_000
"""Surges are looked for in so many votes. In older ones a surge is long past."""


class ItemSurge(NamedTuple):
    """A surge of votes on an item; see `Surge`. The times are of the votes that are too many."""

    kind: str
    group: str
    expected: int
    voters: frozenset[int]
    first_vote_at: datetime
    last_vote_at: datetime


def surges_on_list(
    list_id: int, items: Sequence[ListItem], watched: Collection[tuple[int, str]]
) -> dict[tuple[int, str], ItemSurge]:
    """(item id, kind) -> surge. `watched` has those that were found before.

    Votes of confirmed incidents are left out. Those that a moderator found honest count as usual votes.
    """
    number = item_numbers(items)
    accepted = {number[item_id]: version for item_id, version in _accepted_versions(list_id).items()}
    records, voted_at = _records(list_id, number)
    found: dict[tuple[int, str], ItemSurge] = {}
    still = [(number[item_id], kind) for item_id, kind in watched]
    for surge in find_surges(records, len(items), still, accepted):
        item = items[surge.item]
        times = [voted_at[voter] for voter in surge.voters]
        one = ItemSurge(
            surge.kind,
            surge.group,
            int(surge.expected),
            frozenset(surge.voters),
            min(times),
            max(times),
        )
        if item.removed_at is None:
            earlier = found.get((item.id, surge.kind))
            found[item.id, surge.kind] = _joined(earlier, one) if earlier else one
    return found


def _joined(clearest: ItemSurge, other: ItemSurge) -> ItemSurge:
    """One surge out of two on the same item, as when a crowd was already smaller by the first when the second was
    found."""
    return clearest._replace(
        voters=clearest.voters | other.voters,
        first_vote_at=min(clearest.first_vote_at, other.first_vote_at),
        last_vote_at=max(clearest.last_vote_at, other.last_vote_at),
    )


def _records(list_id: int, number: Mapping[int, int]) -> tuple[list[VoterRecord], dict[int, datetime]]:
    """The records of the voters, and when each of them last voted."""
    votes = Vote.objects.filter(list_id=list_id)
    begin = votes.order_by("-id").values_list("id", flat=True)[NEWEST_VOTES - 1 : NEWEST_VOTES].first() or 0
    ballots: dict[int, Ballot] = defaultdict(Ballot)
    item_votes: dict[int, dict[int, int]] = defaultdict(dict)
    newest = dict[int, int]()
    rows = votes.filter(id__gte=begin, voter__trust__gt=0).order_by("id").values_list(*VOTE_EVENT_FIELDS)
    for event in map(VoteEvent._make, rows.iterator()):
        ballots[event.voter].apply(event)
        newest[event.voter] = event.id
        if event.kind in (PICK, DOWN) and event.item is not None and event.item in number:
            item_votes[event.voter][number[event.item]] = event.id
    confirmed = _confirmed(list_id)
    records = [
        VoterRecord(
            voter,
            indexed_ballot(ballot, dict(number)).without(
                {number[item_id] for item_id in confirmed.get(voter, ()) if item_id in number}
            ),
            at=newest[voter],
            voted_at=item_votes[voter],
            is_new=ballot.experience < 1,
            is_crowded=ballot.network_share < CROWDED_SHARE,
        )
        for voter, ballot in ballots.items()
    ]
    return records, {voter: ballot.voted_at for voter, ballot in ballots.items() if ballot.voted_at}


def _confirmed(list_id: int) -> dict[int, set[int]]:
    items: dict[int, set[int]] = defaultdict(set)
    rows = IncidentVoter.objects.filter(incident__list=list_id, incident__state=Incident.State.CONFIRMED)
    for voter_id, item_id in rows.values_list("voter_id", "incident__item_id"):
        items[voter_id].add(item_id)
    return items


def _accepted_versions(list_id: int) -> dict[int, int]:
    """Item id -> the newest vote on the list that a moderator found honest."""
    lifted = Incident.objects.filter(list=list_id, state=Incident.State.LIFTED).order_by("accepted_version")
    rows = lifted.values_list("item_id", "accepted_version")
    return {item_id: version for item_id, version in rows if version is not None}
