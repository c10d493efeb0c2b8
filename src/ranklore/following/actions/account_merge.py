"""Merge a guest's follows and notifications into an account."""

from django.db import transaction

from ranklore.following.models import Event, EventTopic, Follow, NotificationSettings, Topic
from ranklore.following.queries.events import newest_event_id
from ranklore.people.models import Voter


@transaction.atomic
def merge_follows(*, guest: Voter, into: Voter) -> None:
    """Move what a guest follows, and the replies to their comments, to another voter.

    The caller pauses the event collector (`pause_event_collector`) first: otherwise new events could still reach the
    guest.
    """
    guest_follows = Follow.objects.filter(voter=guest, topic__replies_to=None)
    Follow.objects.bulk_create(  # not an update: the other voter may follow the same topic at this moment
        (
            Follow(voter=into, topic_id=follow.topic_id, after_event=follow.after_event, since=follow.since)
            for follow in guest_follows.exclude(topic__person=into.account_id)  # nobody follows themselves
        ),
        ignore_conflicts=True,
    )
    guest_follows.delete()
    Event.objects.filter(actor=guest).update(actor=into)
    _merge_replies(guest, into)
    if guest_settings := NotificationSettings.objects.filter(pk=guest.pk).first():
        NotificationSettings.objects.get_or_create(
            voter=into,
            defaults={
                "last_seen_event": guest_settings.last_seen_event,
                "wants_replies": guest_settings.wants_replies,
            },
        )
    NotificationSettings.objects.filter(pk=guest.pk).delete()


def _merge_replies(guest: Voter, into: Voter) -> None:
    guest_topic = Topic.objects.filter(replies_to=guest).first()
    if guest_topic is None:
        return
    topic, _ = Topic.objects.get_or_create(replies_to=into)
    events = list(EventTopic.objects.filter(topic=topic).values_list("event", flat=True))
    EventTopic.objects.filter(topic=guest_topic).exclude(event__in=events).update(topic=topic)
    if not NotificationSettings.objects.filter(pk=into.pk, wants_replies=False).exists():
        follow = Follow.objects.filter(topic=guest_topic).first()
        start = (
            {"after_event": follow.after_event, "since": follow.since} if follow else {"after_event": newest_event_id()}
        )
        Follow.objects.get_or_create(voter=into, topic=topic, defaults=start)
    guest_topic.delete()
