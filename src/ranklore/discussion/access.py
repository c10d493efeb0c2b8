"""Fetch comments for a voter, or raise Http404."""

import uuid
from collections.abc import Callable

from django.http import Http404

from ranklore.discussion.models import Comment
from ranklore.people.models import Voter


def _nobody_knows(key: uuid.UUID) -> bool:
    raise NotImplementedError


_is_published: Callable[[uuid.UUID], bool] = _nobody_knows


def ask_whether_published(answer: Callable[[uuid.UUID], bool]) -> None:
    """Say who knows which rankings can be seen. This app does not know the ballots, so `site` tells it on start."""
    global _is_published
    _is_published = answer


def get_comment_for(voter: Voter, comment_id: int) -> Comment:
    """A comment, a deleted one included (its thread may go on below it), or Http404.

    On a removed item nothing is, nor on a ranking that its voter keeps private again.
    """
    found = Comment.objects.filter(pk=comment_id, item__removed_at=None) if comment_id < 2**63 else None
    comment = found.select_related("list", "item", "voter").first() if found is not None else None
    if comment is None or (comment.ranking_key and not _is_published(comment.ranking_key)):
        raise Http404(comment_id)
    if comment.item:
        comment.item.list = comment.list
    return comment


def get_live_comment_for(voter: Voter, comment_id: int) -> Comment:
    """A comment whose words can be read: deleted ones are there for their writer only."""
    comment = get_comment_for(voter, comment_id)
    if comment.deleted_at and not is_own(voter, comment):
        raise Http404(comment_id)
    return comment


def get_own_comment(voter: Voter, comment_id: int) -> Comment:
    """A comment that this voter wrote, deleted or not; anybody else's is not there (Http404)."""
    comment = get_comment_for(voter, comment_id)
    if not is_own(voter, comment):
        raise Http404(comment_id)
    return comment


def is_own(voter: Voter, comment: Comment) -> bool:
    return voter.pk is not None and comment.voter_id == voter.pk
