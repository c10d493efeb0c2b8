"""The rankings that voters chose to publish."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from ranklore.ballots.access import get_published_ranking
from ranklore.ballots.models import PublishedRanking
from ranklore.ballots.personal_ranking import PersonalRanking, RankingLine, compare_with_list
from ranklore.ballots.queries.personal_ranking import personal_ranking_of, ranking_lines
from ranklore.lists.access import get_list_for
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class PublishedRankingSummary:
    list_title: str
    name: str
    address: str
    published_at: datetime


def published_rankings_of(voter: Voter) -> tuple[PublishedRankingSummary, ...]:
    """The published rankings of a voter, newest first."""
    if voter.pk is None:
        return ()
    rankings = (
        PublishedRanking.objects.filter(voter=voter).select_related("list", "voter__account").order_by("-published_at")
    )
    return tuple(
        PublishedRankingSummary(
            list_title=each.list.title,
            name=each.display_name,
            address=reverse("site:published_ranking", args=[each.list.slug, each.key]),
            published_at=each.published_at,
        )
        for each in rankings
    )


def published_ranking_context(voter: Voter, slug: str, key: uuid.UUID) -> dict[str, Any]:
    """What the page of a published ranking shows of the ranking itself. Raises Http404 if `voter` may not see it."""
    ranked_list, published, lines, ranking = load_published_ranking(voter, slug, key)
    return {
        "list": ranked_list,
        "name": published.display_name,
        "profile_url": published.profile_url,
        "lines": lines,
        "comparison": compare_with_list(lines),
        "published_at": published.published_at,
        "changed_at": ranking.changed_at,
        "is_simulated": ranked_list.is_simulated,
    }


def load_published_ranking(
    voter: Voter, slug: str, key: uuid.UUID
) -> tuple[RankedList, PublishedRanking, tuple[RankingLine, ...], PersonalRanking]:
    """A published ranking with its list and its lines, without items that were taken off the list.

    Raises Http404 if `voter` may not see the list, or the ranking is private.
    """
    ranked_list = get_list_for(voter, slug)
    published = get_published_ranking(ranked_list, key)
    ranking = personal_ranking_of(published.voter, ranked_list.pk)
    return ranked_list, published, tuple(line for line in ranking_lines(ranking.ids) if line.place), ranking
