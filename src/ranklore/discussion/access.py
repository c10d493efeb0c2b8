from django.http import Http404

from ranklore.discussion.models import Comment
from ranklore.people.models import Voter


def get_own_comment(voter: Voter, comment_id: int) -> Comment:
    """A comment that this voter wrote, deleted or not; anybody else's is not there (Http404)."""
    mine = Comment.objects.filter(voter=voter, pk=comment_id) if voter.pk and comment_id < 2**63 else None
    comment = mine.select_related("item__list").first() if mine is not None else None
    if comment is None:
        raise Http404(comment_id)
    return comment
