"""Give a guest's follows and replies to an account."""

from django.db import transaction

from ranklore.following.models import Event, EventTopic, Follow, NotificationSettings, Topic
from ranklore.following.queries.events import newest_event_id
from ranklore.people.models import Voter


@transaction.atomic
def merge_follows(*, guest: Voter, into: Voter) -> None:
    """Give what a guest follows, and the replies to what they wrote, to another voter, while no news are written
    (`pause_event_collector`): else the guest would go on being told."""
    theirs = Follow.objects.filter(voter=guest, topic__replies_to=None)
    Follow.objects.bulk_create(  # not an update: the other voter may follow the same thing at this moment
        (
            Follow(voter=into, topic_id=each.topic_id, after=each.after, since=each.since)
            for each in theirs.exclude(topic__person=into.account_id)  # nobody follows themselves
        ),
        ignore_conflicts=True,
    )
    theirs.delete()
    Event.objects.filter(actor=guest).update(actor=into)
    _merge_replies(guest, into)
    if reader := NotificationSettings.objects.filter(pk=guest.pk).first():
        NotificationSettings.objects.get_or_create(
            voter=into, defaults={"seen": reader.seen, "wants_replies": reader.wants_replies}
        )
    NotificationSettings.objects.filter(pk=guest.pk).delete()


def _merge_replies(guest: Voter, into: Voter) -> None:
    old = Topic.objects.filter(replies_to=guest).first()
    if old is None:
        return
    topic, _ = Topic.objects.get_or_create(replies_to=into)
    told = EventTopic.objects.filter(topic=topic).values("event")
    EventTopic.objects.filter(topic=old).exclude(event__in=list(told.values_list("event", flat=True))).update(
        topic=topic
    )
    if not NotificationSettings.objects.filter(pk=into.pk, wants_replies=False).exists():
        held = Follow.objects.filter(topic=old).first()
        begins = {"after": held.after, "since": held.since} if held else {"after": newest_event_id()}
        Follow.objects.get_or_create(voter=into, topic=topic, defaults=begins)
    old.delete()
