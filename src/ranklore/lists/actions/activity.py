"""Record who voted or commented on a list lately."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ranklore.core.database.prepared import PreparedObjects
from ranklore.core.database.prepared_writes import update_row
from ranklore.lists.models import ListActivity
from ranklore.lists.trending import ACTIVE_PEOPLE_MAX, ACTIVITY_WINDOW, trending_at
from ranklore.people.models import Voter

ACTIVITY_UPDATE_INTERVAL = timedelta(hours=1)
"""A person who stays active is recorded again only after this time, to save writes."""

ActivityTimes = Mapping[int, datetime]
"""Voter id -> when that person was last active."""
StoredTimes = Mapping[str, int]
"""The same as JSON has it: voter id -> Unix time."""
UpdateTimes = Callable[[StoredTimes], StoredTimes]


def record_votes(list_id: int, vote_times: ActivityTimes, voters: int) -> None:
    """Record who voted just now (nobody who is set aside), and how many voters the list has.

    Every vote waits for this. It writes one row if somebody new voted, and nothing otherwise. The counts of one list
    run one after another, so there is no lock here. A comment at the same moment may be missing from `trending_at`
    until the next one on the list.
    """
    activity = _ACTIVITY.first(list_id) or ListActivity(list_id=list_id)
    if activity.voters == voters and not _is_news(activity.last_voted, vote_times):
        return
    activity.last_voted = _latest_people({**activity.last_voted, **_to_stored(vote_times)})
    activity.voters = voters
    activity.trending_at = _score_of(activity)
    if activity._state.adding:
        activity.save()
    else:
        new = {name: getattr(activity, name) for name in ("last_voted", "voters", "trending_at")}
        update_row(ListActivity, {"list": list_id}, new)


_ACTIVITY = PreparedObjects(ListActivity, lambda list_id: ListActivity.objects.filter(pk=list_id), int)


def record_comment(list_id: int, voter_id: int) -> None:
    """Record that somebody wrote a comment just now."""
    comment_times = {voter_id: timezone.now()}
    activity = ListActivity.objects.filter(pk=list_id).first()
    if activity and not _is_news(activity.last_commented, comment_times):
        return
    _update_activity(list_id, update_commented=lambda stored: {**stored, **_to_stored(comment_times)})


def replace_vote_activity(list_id: int, vote_times: ActivityTimes, voters: int) -> None:
    """Replace the recorded voters, after votes were erased or somebody's trust changed."""
    _update_activity(list_id, update_voted=lambda _: _to_stored(vote_times), voters=voters)


def replace_comment_activity(list_id: int, comment_times: ActivityTimes) -> None:
    _update_activity(list_id, update_commented=lambda _: _to_stored(comment_times))


@transaction.atomic
def _update_activity(
    list_id: int,
    *,
    update_voted: UpdateTimes | None = None,
    update_commented: UpdateTimes | None = None,
    voters: int | None = None,
) -> None:
    ListActivity.objects.get_or_create(list_id=list_id)
    activity = ListActivity.objects.select_for_update().get(pk=list_id)
    last_voted = update_voted(activity.last_voted) if update_voted else activity.last_voted
    last_commented = update_commented(activity.last_commented) if update_commented else activity.last_commented
    # Only people who count are kept, because `record_votes` does not check the people who are here already.
    counted = _people_who_count({*last_voted, *last_commented})
    activity.last_voted = _latest_people(_only(last_voted, counted))
    activity.last_commented = _latest_people(_only(last_commented, counted))
    activity.voters = activity.voters if voters is None else voters
    activity.trending_at = _score_of(activity)
    activity.save(update_fields=["last_voted", "last_commented", "voters", "trending_at"])


def _people_who_count(voter_ids: Collection[str]) -> set[str]:
    """The people who are neither simulated nor set aside."""
    counted = Voter.objects.filter(pk__in=[int(voter_id) for voter_id in voter_ids], trust__gt=0, is_simulated=False)
    return {str(voter_id) for voter_id in counted.values_list("pk", flat=True)}


def _only(times: StoredTimes, voter_ids: Collection[str]) -> StoredTimes:
    return {voter_id: time for voter_id, time in times.items() if voter_id in voter_ids}


def _is_news(stored: StoredTimes, times: ActivityTimes) -> bool:
    """Whether some of these times are worth a write: recent, and well after the recorded ones."""
    window_start, interval = _window_start(), ACTIVITY_UPDATE_INTERVAL.total_seconds()
    return any(
        time > window_start and time - stored.get(voter_id, 0) > interval
        for voter_id, time in _to_stored(times).items()
    )


def _latest_people(times: StoredTimes) -> dict[str, int]:
    """The people who were active most recently: those inside the window, at most ACTIVE_PEOPLE_MAX."""
    window_start = _window_start()
    latest = sorted(((time, voter_id) for voter_id, time in times.items() if time > window_start), reverse=True)
    return {voter_id: time for time, voter_id in latest[:ACTIVE_PEOPLE_MAX]}


def _score_of(activity: ListActivity) -> datetime:
    """The `trending_at` of a list. A person who voted and commented counts once, by the later of the two."""
    latest: dict[str, int] = dict(activity.last_voted)
    for voter_id, time in activity.last_commented.items():
        latest[voter_id] = max(time, latest.get(voter_id, 0))
    return trending_at(latest.values())


def _to_stored(times: ActivityTimes) -> dict[str, int]:
    return {str(voter_id): int(time.timestamp()) for voter_id, time in times.items()}


def _window_start() -> int:
    return int((timezone.now() - ACTIVITY_WINDOW).timestamp())
