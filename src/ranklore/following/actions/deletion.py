"""Delete follows and events of a deleted voter or list, and old events and digests."""

from datetime import date, datetime, timedelta

from django.db import transaction

from ranklore.following.models import Digest, Event, Follow, NotificationSettings, Topic
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter

DIGEST_RETENTION_DAYS = 60
EVENT_RETENTION = timedelta(days=90)


@transaction.atomic
def delete_follows_of(voter: Voter) -> None:
    """Delete what a voter follows and was notified of, and everybody's follows of them."""
    Follow.objects.filter(voter=voter).delete()
    Topic.objects.filter(person__voter=voter).delete()
    Topic.objects.filter(replies_to=voter).delete()
    Digest.objects.filter(settings=voter.pk).delete()
    NotificationSettings.objects.filter(pk=voter.pk).delete()


@transaction.atomic
def delete_events_of_list(ranked_list: RankedList) -> None:
    """Delete the events of a list that is about to be deleted, and all topics on it."""
    Event.objects.filter(list=ranked_list).delete()
    for relation in ("list", "item__list", "thread__list"):
        Topic.objects.filter(**{relation: ranked_list}).delete()


def delete_old_digests(today: date) -> None:
    Digest.objects.filter(day__lt=today - timedelta(days=DIGEST_RETENTION_DAYS)).delete()


@transaction.atomic
def delete_old_events(now: datetime) -> None:
    """Delete old events: notifications are news, not an archive."""
    Event.objects.filter(at__lt=now - EVENT_RETENTION).delete()
