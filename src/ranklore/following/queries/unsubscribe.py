"""What an unsubscribe link is about, and whether its notifications are on."""

from dataclasses import dataclass

from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.targets import TARGET_RELATIONS, target_for_topic, visible_topics
from ranklore.following.unsubscribe_links import UnsubscribeLink


@dataclass(frozen=True, slots=True)
class UnsubscribeState:
    """What an unsubscribe link can stop, or start again.

    exists  whether there is anything to stop
    title   of the target that is followed; "" if the link is about digests or replies
    """

    exists: bool
    is_on: bool = False
    title: str = ""
    is_replies: bool = False


def unsubscribe_state_for(link: UnsubscribeLink) -> UnsubscribeState:
    """What a link is about. Nothing exists if its voter can no longer see the target."""
    settings = NotificationSettings.objects.filter(pk=link.voter_id).exclude(voter__account=None).first()
    if settings is None:
        return UnsubscribeState(exists=False)
    if link.topic_id is None:
        return UnsubscribeState(exists=True, is_on=settings.digest != NotificationSettings.Frequency.OFF)
    topic = Topic.objects.filter(visible_topics(), pk=link.topic_id).select_related(*TARGET_RELATIONS).first()
    is_on = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).exists()
    if topic and topic.replies_to_id == link.voter_id:
        return UnsubscribeState(exists=True, is_on=is_on, is_replies=True)
    target = target_for_topic(topic) if topic else None
    return UnsubscribeState(exists=True, is_on=is_on, title=target.title) if target else UnsubscribeState(exists=False)
