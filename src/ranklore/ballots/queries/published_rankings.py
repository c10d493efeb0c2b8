"""The rankings that voters chose to publish."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ranklore.ballots.access import get_published_ranking
from ranklore.ballots.models import PublishedRanking
from ranklore.ballots.personal_ranking import PersonalRanking, RankingLine, compare_with_list
from ranklore.ballots.queries.personal_ranking import personal_ranking_of, ranking_lines
from ranklore.lists.access import get_list_for
from ranklore.lists.models import RankedList
from ranklore.people.access import get_voter
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class PublishedRankingSummary:
    list_title: str
    name: str
    address: str
    published_at: datetime


def published_rankings_of(voter: Voter) -> tuple[PublishedRankingSummary, ...]:
    """A voter's published rankings, the newest first."""
    if voter.pk is None:
        return ()
    shown = (
        PublishedRanking.objects.filter(voter=voter).select_related("list", "voter__account").order_by("-published_at")
    )
    return tuple(
        PublishedRankingSummary(
            list_title=each.list.title,
            name=each.display_name,
            address=reverse("site:published_ranking", args=[each.list.slug, each.key]),
            published_at=each.published_at,
        )
        for each in shown
    )


def published_ranking_context(request: HttpRequest, slug: str, key: uuid.UUID) -> dict[str, Any]:
    """What the page of a published ranking shows of it; `site` puts the comments below."""
    ranked_list, shown, lines, own = load_published_ranking(request, slug, key)
    address = reverse("site:published_ranking", args=[slug, key])
    return {
        "list": ranked_list,
        "name": shown.display_name,
        "profile": shown.profile,
        "lines": lines,
        "compared": compare_with_list(lines),
        "published_at": shown.published_at,
        "changed_at": own.changed_at,
        "address": request.build_absolute_uri(address),
        "picture": request.build_absolute_uri(reverse("ballots:share_image", args=[slug, key])),
        "is_simulated": ranked_list.is_simulated,
    }


def load_published_ranking(
    request: HttpRequest, slug: str, key: uuid.UUID
) -> tuple[RankedList, PublishedRanking, tuple[RankingLine, ...], PersonalRanking]:
    ranked_list = get_list_for(get_voter(request), slug)
    shown = get_published_ranking(ranked_list, key)
    own = personal_ranking_of(shown.voter, ranked_list.pk)
    return ranked_list, shown, tuple(line for line in ranking_lines(own.ids) if line.place), own
