"""Telling the lists who wrote comments on them lately (`lists/lively.py`). A new comment tells it by itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.lists.lively import LATELY, PEOPLE_MOST, set_wrote
from ranklore.people.models import Voter


def lists_written_on(voter: Voter) -> list[int]:
    """The lists on which this voter wrote lately, in the order of their ids."""
    lately = Comment.objects.filter(voter=voter, created_at__gte=timezone.now() - LATELY)
    return sorted(set(lately.values_list("list_id", flat=True)))


def lists_written_on_since(moment: datetime) -> list[int]:
    return sorted(set(Comment.objects.filter(created_at__gte=moment).values_list("list_id", flat=True)))


def notice_writers(list_ids: Iterable[int]) -> None:
    """Read anew who wrote on these lists lately: comments came, went, or changed hands."""
    for list_id in list_ids:
        lately = Comment.objects.filter(
            list_id=list_id, deleted_at=None, created_at__gte=timezone.now() - LATELY, voter__isnull=False
        )
        people = lately.values_list("voter_id").annotate(latest=Max("created_at")).order_by("-latest")
        set_wrote(list_id, dict(people[:PEOPLE_MOST]))
