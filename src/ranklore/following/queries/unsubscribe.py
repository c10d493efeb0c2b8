"""What an unsubscribe link is about and whether it is still on."""

from dataclasses import dataclass

from ranklore.following.models import Follow, NotificationSettings, Topic
from ranklore.following.targets import TARGET_RELATIONS, target_for_topic, visible_topics
from ranklore.following.unsubscribe_links import UnsubscribeLink


@dataclass(frozen=True, slots=True)
class UnsubscribeState:
    """What a link from an e-mail can stop, or start again. title: of what is followed; "" for the e-mails as such."""

    is_there: bool
    is_on: bool = False
    title: str = ""
    is_replies: bool = False


def unsubscribe_state_for(link: UnsubscribeLink) -> UnsubscribeState:
    """What a link is about. What its reader may not see any more is not there: nothing is told of it either."""
    reader = NotificationSettings.objects.filter(pk=link.voter_id).exclude(voter__account=None).first()
    if reader is None:
        return UnsubscribeState(is_there=False)
    if link.topic_id is None:
        return UnsubscribeState(is_there=True, is_on=reader.digest != NotificationSettings.Frequency.OFF)
    topic = Topic.objects.filter(visible_topics(), pk=link.topic_id).select_related(*TARGET_RELATIONS).first()
    is_on = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).exists()
    if topic and topic.replies_to_id == link.voter_id:
        return UnsubscribeState(is_there=True, is_on=is_on, is_replies=True)
    target = target_for_topic(topic) if topic else None
    return (
        UnsubscribeState(is_there=True, is_on=is_on, title=target.title) if target else UnsubscribeState(is_there=False)
    )
