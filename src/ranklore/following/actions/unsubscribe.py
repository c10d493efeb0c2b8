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
    """Do what a link of an e-mail says: send no more of them, or tell its voter no more of one topic. Twice is once.
    Gives what an undo needs, None where nothing was followed."""
    if link.topic_id is None:
        NotificationSettings.objects.filter(pk=link.voter_id).update(
            digest=NotificationSettings.Frequency.OFF, due=None
        )
        return None
    follow = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).first()
    Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).delete()
    if Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        NotificationSettings.objects.filter(pk=link.voter_id).update(wants_replies=False)
    return FollowPosition(follow.after, follow.since) if follow else None


@transaction.atomic
def resubscribe_by_link(link: UnsubscribeLink, today: date, held: FollowPosition | None = None) -> None:
    """Undo `stop`, for a voter who still has an account, and what they may still see: from now on, or from where it was
    `held`. Raises Refused."""
    reader = (
        NotificationSettings.objects.filter(pk=link.voter_id)
        .exclude(voter__account=None)
        .select_related("voter")
        .first()
    )
    if reader is None:
        return
    if link.topic_id is None:
        if link.often in NotificationSettings.Frequency.values and reader.digest == NotificationSettings.Frequency.OFF:
            set_digest_frequency(voter=reader.voter, often=link.often, today=today)
    elif Topic.objects.filter(pk=link.topic_id, replies_to=link.voter_id).exists():
        set_reply_notifications(voter=reader.voter, on=True)
    elif topic := Topic.objects.filter(visible_topics(), pk=link.topic_id).first():
        add_follow(reader.voter, topic, starting_position(held))
