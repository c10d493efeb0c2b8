"""Fetch comments for a voter, or raise Http404."""

import uuid
from collections.abc import Callable

from django.http import Http404

from ranklore.discussion.models import Comment
from ranklore.people.models import Voter

IsPublished = Callable[[uuid.UUID], bool]
"""Whether the personal ranking with this key is public. `site` passes it in: this app does not know the ballots."""


def get_comment_for(voter: Voter, comment_id: int, is_published: IsPublished) -> Comment:
    """A comment, or Http404. Deleted comments are included, because their thread may go on below them.

    Comments on a removed item, or on a ranking that is private again, are not found.
    """
    found = Comment.objects.filter(pk=comment_id, item__removed_at=None) if comment_id < 2**63 else None
    comment = found.select_related("list", "item", "voter").first() if found is not None else None
    if comment is None or (comment.ranking_key and not is_published(comment.ranking_key)):
        raise Http404(comment_id)
    if comment.item:
        comment.item.list = comment.list
    return comment


def get_live_comment_for(voter: Voter, comment_id: int, is_published: IsPublished) -> Comment:
    """A comment whose text this voter may read. Only the author may still read a deleted one."""
    comment = get_comment_for(voter, comment_id, is_published)
    if comment.deleted_at and not is_own(voter, comment):
        raise Http404(comment_id)
    return comment


def get_own_comment(voter: Voter, comment_id: int, is_published: IsPublished) -> Comment:
    """A comment by this voter, deleted or not. Http404 for anybody else's comment."""
    comment = get_comment_for(voter, comment_id, is_published)
    if not is_own(voter, comment):
        raise Http404(comment_id)
    return comment


def is_own(voter: Voter, comment: Comment) -> bool:
    return voter.pk is not None and comment.voter_id == voter.pk
