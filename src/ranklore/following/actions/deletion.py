"""Delete follows and events of a voter or list that goes, and old events and digests."""

from datetime import date, datetime, timedelta

from django.db import transaction

from ranklore.following.models import Digest, Event, Follow, NotificationSettings, Topic
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter


@transaction.atomic
def delete_follows_of(voter: Voter) -> None:
    """Delete what a voter follows and was told, and let nobody follow them any more."""
    Follow.objects.filter(voter=voter).delete()
    Topic.objects.filter(person__voter=voter).delete()
    Topic.objects.filter(replies_to=voter).delete()
    Digest.objects.filter(reader=voter.pk).delete()
    NotificationSettings.objects.filter(pk=voter.pk).delete()


@transaction.atomic
def delete_events_of_list(ranked_list: RankedList) -> None:
    """Delete what was told of a list that is about to go, and all that is followed on it."""
    Event.objects.filter(list=ranked_list).delete()
    for on_it in ("list", "item__list", "thread__list"):
        Topic.objects.filter(**{on_it: ranked_list}).delete()


DIGEST_RETENTION_DAYS = 60
"""Days after which nobody needs to know any more what was sent."""


def delete_old_digests(today: date) -> None:
    """Delete what was noted of digests of long ago."""
    Digest.objects.filter(day__lt=today - timedelta(days=DIGEST_RETENTION_DAYS)).delete()


EVENT_RETENTION = timedelta(days=90)


@transaction.atomic
def delete_old_events(now: datetime) -> None:
    """Delete what happened long ago: notices are news, not a record."""
    Event.objects.filter(at__lt=now - EVENT_RETENTION).delete()
