"""The rankings of their own that a person chose to show."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from ranklore.ballots.models import PublishedOrder
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class RankingShown:
    list_title: str
    name: str
    address: str
    published_at: datetime


def rankings_shown_by(voter: Voter) -> tuple[RankingShown, ...]:
    """A voter's published rankings, the newest first."""
    if voter.pk is None:
        return ()
    shown = (
        PublishedOrder.objects.filter(voter=voter).select_related("list", "voter__account").order_by("-published_at")
    )
    return tuple(
        RankingShown(
            list_title=each.list.title,
            name=each.signed,
            address=reverse("site:published", args=[each.list.slug, each.key]),
            published_at=each.published_at,
        )
        for each in shown
    )
