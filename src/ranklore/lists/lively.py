"""How lively a list is: how many different people took part lately. The rows of `Pulse` are written here only.

Each person counts once, by the latest thing they did, and half as much with every two days that pass. A sum of such
weights would have to be made anew for every look; `Pulse.lively_at` is the same sum as a moment, which stands still
while the present moves away from it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from math import log2

from django.db import transaction
from django.utils import timezone

from ranklore.lists.models import NEVER, Pulse, RankedList
from ranklore.people.models import Voter

HALF = timedelta(days=2)
"""After so long a person counts half."""
LATELY = timedelta(days=14)
"""Who did nothing for longer does not count."""
STILL_LIVELY = 2 * HALF
"""A list is lively while it is as lively as with one person that long ago."""
PEOPLE_MOST = 200
"""People who are kept for a list: the latest."""
AGAIN_AFTER = timedelta(hours=1)
"""A person who goes on is not written down at every step."""

Spoke = Mapping[int, datetime]
"""Voter id -> when they did something last."""


def voted_lately(ranked_list: RankedList, spoke: Spoke, voters: int) -> None:
    """Note who voted just now, none of them set aside, and how many voters the list has.

    It stands in the way of every vote: one statement where somebody new came, and else none. Counts of one list come
    one after the other; a comment at the same moment may be left out of `lively_at` until the next one on the list.
    """
    pulse = getattr(ranked_list, "pulse", None) or Pulse(list=ranked_list)
    if pulse.voters == voters and not _news(pulse.voted, spoke):
        return
    pulse.voted, pulse.voters = _latest({**pulse.voted, **_seconds(spoke)}), voters
    people = _together(pulse)
    pulse.lively_at = lively_at([_moment(second) for second in people.values()])
    pulse.save(update_fields=None if pulse._state.adding else ["voted", "voters", "lively_at"])


def wrote_lately(list_id: int, voter_id: int) -> None:
    """Note that somebody wrote a comment just now."""
    spoke = {voter_id: timezone.now()}
    pulse = Pulse.objects.filter(pk=list_id).first()
    if pulse and not _news(pulse.wrote, spoke):
        return
    _change(list_id, wrote=lambda before: {**before, **_seconds(spoke)})


def set_voted(list_id: int, spoke: Spoke, voters: int) -> None:
    """All who voted lately, anew: votes were erased, or a trust was changed."""
    _change(list_id, voted=lambda _: _seconds(spoke), voters=voters)


def set_wrote(list_id: int, spoke: Spoke) -> None:
    _change(list_id, wrote=lambda _: _seconds(spoke))


def lively_since(now: datetime) -> datetime:
    """The `lively_at` from which on a list is lively now."""
    return now - STILL_LIVELY


def lively_at(latest: Collection[datetime]) -> datetime:
    """The moment at which one person would make a list as lively as people who were there at these moments."""
    if not latest:
        return NEVER
    last = max(latest)
    return last + HALF * log2(sum(2.0 ** ((each - last) / HALF) for each in latest))


@transaction.atomic
def _change(
    list_id: int,
    *,
    voted: "Change | None" = None,
    wrote: "Change | None" = None,
    voters: int | None = None,
) -> None:
    Pulse.objects.get_or_create(list_id=list_id)
    pulse = Pulse.objects.select_for_update().get(pk=list_id)
    pulse.voted = _latest(voted(pulse.voted) if voted else pulse.voted)
    pulse.wrote = _latest(wrote(pulse.wrote) if wrote else pulse.wrote)
    pulse.voters = pulse.voters if voters is None else voters
    people = _together(pulse)
    counted = _counted(people)
    pulse.lively_at = lively_at([_moment(second) for voter_id, second in people.items() if voter_id in counted])
    pulse.save(update_fields=["voted", "wrote", "voters", "lively_at"])


Seconds = Mapping[str, int]
Change = Callable[[Seconds], Seconds]


def _together(pulse: Pulse) -> dict[str, int]:
    """Everybody, each once."""
    people: dict[str, int] = dict(pulse.voted)
    for voter_id, second in pulse.wrote.items():
        people[voter_id] = max(second, people.get(voter_id, 0))
    return people


def _counted(people: Collection[str]) -> set[str]:
    """Those whose doings count: neither made by a program nor set aside."""
    there = Voter.objects.filter(pk__in=[int(voter_id) for voter_id in people], trust__gt=0, is_simulated=False)
    return {str(voter_id) for voter_id in there.values_list("pk", flat=True)}


def _news(before: Seconds, spoke: Spoke) -> bool:
    return any(
        when - _moment(before.get(str(voter_id), 0)) > AGAIN_AFTER
        for voter_id, when in spoke.items()
        if when > timezone.now() - LATELY
    )


def _latest(people: Seconds) -> dict[str, int]:
    begin = int((timezone.now() - LATELY).timestamp())
    latest = sorted(((second, voter_id) for voter_id, second in people.items() if second > begin), reverse=True)
    return {voter_id: second for second, voter_id in latest[:PEOPLE_MOST]}


def _seconds(spoke: Spoke) -> dict[str, int]:
    return {str(voter_id): int(when.timestamp()) for voter_id, when in spoke.items()}


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
