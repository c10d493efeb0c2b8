"""Decisions as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.models import Incident
from ranklore.moderation.models import Decision


@dataclass(frozen=True, slots=True)
class DecisionView:
    """`by` is the moderator's name; empty after the account was deleted."""

    is_confirmation: bool
    by: str
    profile_url: str
    decided_at: datetime


def decisions_about(incident: Incident) -> tuple[DecisionView, ...]:
    """What was decided about an incident, the first decision first."""
    decisions = Decision.objects.filter(incident=incident).select_related("by").order_by("pk")
    return tuple(
        DecisionView(
            is_confirmation=each.state == Incident.State.CONFIRMED,
            by=each.by.name if each.by else "",
            profile_url=each.by.get_absolute_url() if each.by and each.by.name else "",
            decided_at=each.decided_at,
        )
        for each in decisions
    )
