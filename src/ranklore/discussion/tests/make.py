"""Comments for tests."""

import uuid

from ranklore.discussion.actions.comments import add_comment, comment_on_item, reply_to_comment
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.lists.models import Item
from ranklore.people.models import Voter


def make_comment(
    voter: Voter, about: Item | CommentTarget | Comment, text: str = "It aches.", **more: object
) -> Comment:
    """Write a comment on an item or another target, or a reply to a comment."""
    fields = {"voter": voter, "author": voter.name, "text": text, "nonce": uuid.uuid4(), **more}
    if isinstance(about, Item):
        return comment_on_item(item=about, **fields)
    return reply_to_comment(to=about, **fields) if isinstance(about, Comment) else add_comment(about, **fields)
