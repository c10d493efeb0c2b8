"""Comments for tests."""

import uuid

from ranklore.discussion.actions import reply, say, say_about
from ranklore.discussion.models import Comment
from ranklore.discussion.subjects import Subject
from ranklore.lists.models import Item
from ranklore.people.models import Voter


def said(voter: Voter, about: Item | Subject | Comment, text: str = "It aches.", **more: object) -> Comment:
    """What this voter says about an item or a subject, or in reply to a comment."""
    says = {"voter": voter, "author": voter.name, "text": text, "nonce": uuid.uuid4(), **more}
    if isinstance(about, Item):
        return say(item=about, **says)
    return reply(to=about, **says) if isinstance(about, Comment) else say_about(about, **says)
