"""Recompute who commented on a list recently, for trending. `add_comment` records new comments itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.lists.actions.activity import replace_comment_activity
from ranklore.lists.trending import ACTIVE_PEOPLE_MAX, ACTIVITY_WINDOW
from ranklore.people.models import Voter


def lists_commented_on_recently(voter: Voter) -> list[int]:
    """Ids of the lists on which this voter commented recently, sorted."""
    recent = Comment.objects.filter(voter=voter, created_at__gte=timezone.now() - ACTIVITY_WINDOW)
    return sorted(set(recent.values_list("list_id", flat=True)))


def lists_commented_on_since(moment: datetime) -> list[int]:
    return sorted(set(Comment.objects.filter(created_at__gte=moment).values_list("list_id", flat=True)))


def update_list_commenters(list_ids: Iterable[int]) -> None:
    """Recompute the recent commenters of lists whose comments were deleted, restored or given to another voter."""
    for list_id in list_ids:
        recent = Comment.objects.filter(
            list_id=list_id, deleted_at=None, created_at__gte=timezone.now() - ACTIVITY_WINDOW, voter__isnull=False
        )
        people = recent.values_list("voter_id").annotate(latest=Max("created_at")).order_by("-latest")
        replace_comment_activity(list_id, dict(people[:ACTIVE_PEOPLE_MAX]))
