"""Record who voted or commented on a list lately. All writes to ListActivity that set its activity are here."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ranklore.lists.models import ListActivity, RankedList
from ranklore.lists.trending import ACTIVE_PEOPLE_MAX, ACTIVITY_WINDOW, trending_at
from ranklore.people.models import Voter

ACTIVITY_UPDATE_INTERVAL = timedelta(hours=1)
"""A person who goes on is not written down at every step."""

LastActive = Mapping[int, datetime]
"""Voter id -> when they did something last."""


def record_votes(ranked_list: RankedList, spoke: LastActive, voters: int) -> None:
    """Note who voted just now, none of them set aside, and how many voters the list has.

    It stands in the way of every vote: one statement where somebody new came, and else none. Counts of one list come
    one after the other; a comment at the same moment may be left out of `trending_at` until the next one on the list.
    """
    activity = getattr(ranked_list, "activity", None) or ListActivity(list=ranked_list)
    if activity.voters == voters and not _is_news(activity.voted, spoke):
        return
    activity.voted, activity.voters = _latest_people({**activity.voted, **_to_seconds(spoke)}), voters
    activity.trending_at = _trending_at_of(activity)
    activity.save(update_fields=None if activity._state.adding else ["voted", "voters", "trending_at"])


def record_comment(list_id: int, voter_id: int) -> None:
    """Note that somebody wrote a comment just now."""
    spoke = {voter_id: timezone.now()}
    activity = ListActivity.objects.filter(pk=list_id).first()
    if activity and not _is_news(activity.wrote, spoke):
        return
    _update_activity(list_id, wrote=lambda before: {**before, **_to_seconds(spoke)})


def replace_vote_activity(list_id: int, spoke: LastActive, voters: int) -> None:
    """All who voted lately, anew: votes were erased, or a trust was changed."""
    _update_activity(list_id, voted=lambda _: _to_seconds(spoke), voters=voters)


def replace_comment_activity(list_id: int, spoke: LastActive) -> None:
    _update_activity(list_id, wrote=lambda _: _to_seconds(spoke))


@transaction.atomic
def _update_activity(
    list_id: int,
    *,
    voted: "ActivityChange | None" = None,
    wrote: "ActivityChange | None" = None,
    voters: int | None = None,
) -> None:
    ListActivity.objects.get_or_create(list_id=list_id)
    activity = ListActivity.objects.select_for_update().get(pk=list_id)
    activity.voted = voted(activity.voted) if voted else activity.voted
    activity.wrote = wrote(activity.wrote) if wrote else activity.wrote
    activity.voters = activity.voters if voters is None else voters
    counted = _counted_voters(
        _everybody(activity)
    )  # nobody else is kept: the next vote takes all who are here as they are
    activity.voted, activity.wrote = _latest_people(activity.voted, counted), _latest_people(activity.wrote, counted)
    activity.trending_at = _trending_at_of(activity)
    activity.save(update_fields=["voted", "wrote", "voters", "trending_at"])


LastActiveSeconds = Mapping[str, int]
ActivityChange = Callable[[LastActiveSeconds], LastActiveSeconds]


def _everybody(activity: ListActivity) -> dict[str, int]:
    """Everybody, each once."""
    people: dict[str, int] = dict(activity.voted)
    for voter_id, second in activity.wrote.items():
        people[voter_id] = max(second, people.get(voter_id, 0))
    return people


def _counted_voters(people: Collection[str]) -> set[str]:
    """Those whose doings count: neither made by a program nor set aside."""
    there = Voter.objects.filter(pk__in=[int(voter_id) for voter_id in people], trust__gt=0, is_simulated=False)
    return {str(voter_id) for voter_id in there.values_list("pk", flat=True)}


def _is_news(before: LastActiveSeconds, spoke: LastActive) -> bool:
    return any(
        when - _to_datetime(before.get(str(voter_id), 0)) > ACTIVITY_UPDATE_INTERVAL
        for voter_id, when in spoke.items()
        if when > timezone.now() - ACTIVITY_WINDOW
    )


def _latest_people(people: LastActiveSeconds, counted: Collection[str] | None = None) -> dict[str, int]:
    """The latest of these people, of those who count where that is to be looked at."""
    begin = int((timezone.now() - ACTIVITY_WINDOW).timestamp())
    kept = ((second, voter_id) for voter_id, second in people.items() if counted is None or voter_id in counted)
    latest = sorted(((second, voter_id) for second, voter_id in kept if second > begin), reverse=True)
    return {voter_id: second for second, voter_id in latest[:ACTIVE_PEOPLE_MAX]}


def _trending_at_of(activity: ListActivity) -> datetime:
    return trending_at([_to_datetime(second) for second in _everybody(activity).values()])


def _to_seconds(spoke: LastActive) -> dict[str, int]:
    return {str(voter_id): int(when.timestamp()) for voter_id, when in spoke.items()}


def _to_datetime(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
