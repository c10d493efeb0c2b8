"""What a count reads from the vote log and the items."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Max

from ranklore.ballots.ballot import VOTE_EVENT_FIELDS, VoteEvent
from ranklore.ballots.current_votes import current_votes
from ranklore.ballots.models import SET_ASIDE, Board, IncidentVoter, Vote
from ranklore.core.database.any_id import AnyId
from ranklore.core.database.prepared import PreparedQuery
from ranklore.lists.models import Item

RECENT_VOTES_MAX = 5_000


class ListItem(NamedTuple):
    id: int
    removed_at: datetime | None
    nonce: uuid.UUID | None  # set for items that were added later


def items_of(list_id: int, most: int | None = None) -> list[ListItem]:
    """All items that the list ever had, in starting order. The index is the engine's item number."""
    return [ListItem._make(values) for values in _items_query(most).values(list_id)] if most != 0 else []


@cache
def _items_query(most: int | None) -> PreparedQuery:
    return PreparedQuery(
        lambda list_id: (
            Item.objects.filter(list_id=list_id).order_by("start_place").values_list(*ListItem._fields)[:most]
        ),
        int,
    )


def item_numbers(items: Sequence[ListItem]) -> dict[int, int]:
    """Item id -> the engine's item number."""
    return {item.id: n for n, item in enumerate(items)}


def late_items(items: Sequence[ListItem]) -> frozenset[int]:
    """The engine's numbers of the items that were added after the list was made."""
    return frozenset(n for n, item in enumerate(items) if item.nonce is not None)


def votes_set_aside(board: Board) -> dict[int, frozenset[int]]:
    """Voter -> items whose votes of this voter are set aside. Nothing is read for a list without incidents."""
    if not board.incidents:
        return {}
    items: dict[int, set[int]] = defaultdict(set)
    for voter_id, item_id in IncidentVoter.objects.filter(SET_ASIDE, incident__list=board.pk).values_list(
        "voter_id", "incident__item_id"
    ):
        items[voter_id].add(item_id)
    return {voter_id: frozenset(of_voter) for voter_id, of_voter in items.items()}


def newest_vote_id(list_id: int) -> int:
    """The id of the newest vote in the log of a list; 0 if there is none."""
    return Vote.objects.filter(list_id=list_id).order_by("-id").values_list("id", flat=True).first() or 0


def lists_with_votes() -> dict[int, str]:
    """List id -> slug, for every list with votes in the log."""
    return dict(Vote.objects.order_by("list_id").values_list("list_id", "list__slug").distinct())


def voters_since(list_id: int, after: int, upto: int) -> tuple[dict[int, datetime], datetime | None]:
    """Voters with a vote after one version and up to another -> time of their newest vote; and the newest of all."""
    rows = _VOTERS_SINCE.values(list_id, after, upto)
    return dict(rows), rows[-1][1] if rows else None


_VOTERS_SINCE = PreparedQuery(
    lambda list_id, after, upto: (
        Vote.objects.filter(list_id=list_id, id__gt=after, id__lte=upto)
        .order_by("id")
        .values_list("voter_id", "created_at")
    ),
    int,
    int,
    int,
)


def recent_voters(list_id: int, since: datetime, most: int) -> dict[int, datetime]:
    """Voters with a current vote since a moment -> time of their newest one; the latest voter first. Voters with votes
    that are set aside do not make a list trend.

    This reads only the newest RECENT_VOTES_MAX votes of the log.
    """
    ids = Vote.objects.filter(list_id=list_id).order_by("-id").values_list("id", flat=True)
    begin = next(iter(ids[RECENT_VOTES_MAX : RECENT_VOTES_MAX + 1]), 0)
    votes = current_votes().filter(list_id=list_id, id__gt=begin, created_at__gte=since, is_retraction=False)
    set_aside = IncidentVoter.objects.filter(SET_ASIDE, incident__list=list_id).values("voter")
    voters = (
        votes.filter(voter__trust__gt=0, voter__is_simulated=False).exclude(voter__in=set_aside).values_list("voter_id")
    )
    return dict(voters.annotate(latest=Max("created_at")).order_by("-latest")[:most])


def events_of(list_id: int, *, upto: int, voters: Collection[int]) -> list[VoteEvent]:
    """The votes of these voters, in the order of the log."""
    events = map(VoteEvent._make, _EVENTS.values(list_id, list(voters)))
    return sorted((event for event in events if event.id <= upto), key=attrgetter("id"))


# Filtered by id and sorted by the caller. In the query, either can make a database read all votes of the list.
_EVENTS = PreparedQuery(
    lambda list_id, voters: (
        Vote.objects.filter(AnyId("voter_id", voters), list_id=list_id).order_by().values_list(*VOTE_EVENT_FIELDS)
    ),
    int,
    list,
)


def events_by_voter(list_id: int, *, upto: int) -> Iterator[VoteEvent]:
    """All votes, one voter after the other, each in the order of the log."""
    votes = Vote.objects.filter(list_id=list_id, id__lte=upto).order_by("voter_id", "id")
    return map(VoteEvent._make, votes.values_list(*VOTE_EVENT_FIELDS).iterator())
