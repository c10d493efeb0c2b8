"""Unsubscribe and resubscribe by a link from an email."""

from datetime import date

from django.db import transaction

from ranklore.following.actions.follows import add_follow, starting_position
from ranklore.following.actions.notification_settings import set_digest_frequency, set_reply_notifications
from ranklore.following.follow_position import FollowPosition
from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.targets import visible_topics
from ranklore.following.unsubscribe_links import UnsubscribeLink


@transaction.atomic
def unsubscribe_by_link(link: UnsubscribeLink) -> FollowPosition | None:
    """Stop what the link is about: all digests, or notifications about one topic. Returns what an undo needs, or None
    if nothing was followed."""
    if link.topic_id is None:
        NotificationSettings.objects.filter(pk=link.voter_id).update(
            digest=NotificationSettings.Frequency.OFF, next_digest_on=None
        )
        return None
    follow = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).first()
    Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).delete()
    if Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        NotificationSettings.objects.filter(pk=link.voter_id).update(wants_replies=False)
    return FollowPosition(follow.after_event, follow.since) if follow else None


@transaction.atomic
def resubscribe_by_link(link: UnsubscribeLink, today: date, position: FollowPosition | None = None) -> None:
    """Undo `unsubscribe_by_link`, for a voter who still has an account and a topic that they can still see. The follow
    starts at now, or at its `position` before. Raises Refused."""
    settings = (
        NotificationSettings.objects.filter(pk=link.voter_id)
        .exclude(voter__account=None)
        .select_related("voter")
        .first()
    )
    if settings is None:
        return
    if link.topic_id is None:
        is_off = settings.digest == NotificationSettings.Frequency.OFF
        if is_off and link.frequency in NotificationSettings.Frequency.values:
            set_digest_frequency(voter=settings.voter, frequency=link.frequency, today=today)
    elif Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        set_reply_notifications(voter=settings.voter, on=True)
    elif topic := Topic.objects.filter(visible_topics(), pk=link.topic_id).first():
        add_follow(settings.voter, topic, starting_position(position))
