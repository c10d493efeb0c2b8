"""Incidents as pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.ballots.models import SET_ASIDE, Incident, IncidentVoter
from ranklore.people.models import Voter

CONFIRMED_SHOWN_FOR = timedelta(days=30)
"""So long the page of a list tells of a confirmed incident. The page of its item always does."""


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident.

    voters     how many people's votes it is about
    rank_with  the item's rank if they counted, as of the last look at the votes; None: too new to rank
    rank       its rank now
    """

    id: int
    item_id: int
    item_name: str
    state: str
    kind: str
    group: str
    voters: int
    expected: int
    first_vote_at: datetime
    last_vote_at: datetime
    opened_at: datetime
    state_at: datetime
    ended_by_itself: bool
    rank_with: int | None
    rank: int | None

    @property
    def is_set_aside(self) -> bool:
        return self.state != Incident.State.LIFTED

    @property
    def is_within_a_minute(self) -> bool:
        return self.first_vote_at.replace(second=0, microsecond=0) == self.last_vote_at.replace(second=0, microsecond=0)

    @property
    def headline(self) -> str:
        """Which votes it is about: 196 votes for Song 4."""
        patterns = {
            Incident.Kind.PICK: ngettext("%(n)s vote for %(item)s", "%(n)s votes for %(item)s", self.voters),
            Incident.Kind.DOWN: ngettext("%(n)s vote against %(item)s", "%(n)s votes against %(item)s", self.voters),
            Incident.Kind.WON: ngettext(
                "%(n)s matchup that %(item)s won", "%(n)s matchups that %(item)s won", self.voters
            ),
            Incident.Kind.LOST: ngettext(
                "%(n)s matchup that %(item)s lost", "%(n)s matchups that %(item)s lost", self.voters
            ),
        }
        return patterns[Incident.Kind(self.kind)] % {"n": intcomma(self.voters), "item": self.item_name}

    @property
    def reason(self) -> str:
        """What its voters have in common."""
        patterns = {
            Incident.Group.NEW: ngettext(
                "It comes from %(n)s person who is new to this site.",
                "They come from %(n)s people who are new to this site.",
                self.voters,
            ),
            Incident.Group.LONE: ngettext(
                "It comes from %(n)s person who is new to this site and voted on nothing else here.",
                "They come from %(n)s people who are new to this site and voted on nothing else here.",
                self.voters,
            ),
            Incident.Group.CROWDED: ngettext(
                "It comes from %(n)s new visitor whose network many other new visitors share.",
                "They come from %(n)s new visitors whose network many other new visitors share.",
                self.voters,
            ),
            Incident.Group.WINDOW: ngettext(
                "It was cast when many votes for this item came at once.",
                "They were cast by %(n)s people at a time when many votes for this item came at once.",
                self.voters,
            ),
        }
        return patterns[Incident.Group(self.group)] % {"n": intcomma(self.voters)}

    @property
    def state_label(self) -> str:
        return {
            Incident.State.OPEN: _("Set aside for now"),
            Incident.State.CONFIRMED: _("Set aside"),
            Incident.State.LIFTED: _("Counted again"),
        }[Incident.State(self.state)]


def incidents_on_list(list_id: int) -> tuple[IncidentView, ...]:
    """All incidents of a list, the latest first."""
    return _views(Incident.objects.filter(list=list_id).order_by("-opened_at", "-pk"))


def incidents_to_announce(list_id: int, now: datetime) -> tuple[IncidentView, ...]:
    """Those that the page of the list tells of: the open ones, and those confirmed lately."""
    is_recent = Q(state=Incident.State.CONFIRMED, state_at__gte=now - CONFIRMED_SHOWN_FOR)
    announced = Incident.objects.filter(Q(state=Incident.State.OPEN) | is_recent, list=list_id, item__removed_at=None)
    return _views(announced.order_by("-opened_at", "-pk"))


def incidents_about_item(item_id: int) -> tuple[IncidentView, ...]:
    """Those whose votes on an item do not count."""
    set_aside = Incident.objects.filter(item=item_id).exclude(state=Incident.State.LIFTED)
    return _views(set_aside.order_by("-opened_at", "-pk"))


def incident_view(incident: Incident) -> IncidentView:
    return _views(Incident.objects.filter(pk=incident.pk))[0]


def own_incidents(voter: Voter, list_id: int) -> tuple[IncidentView, ...]:
    """Those on a list in which a vote of this voter does not count."""
    if voter.pk is None:
        return ()
    own = IncidentVoter.objects.filter(SET_ASIDE, voter=voter, incident__list=list_id)
    return _views(Incident.objects.filter(pk__in=own.values("incident")).order_by("pk"))


def _views(incidents: QuerySet[Incident]) -> tuple[IncidentView, ...]:
    rows = incidents.select_related("item__standing").annotate(n_voters=Count("voters"))
    return tuple(
        IncidentView(
            id=each.pk,
            item_id=each.item_id,
            item_name=each.item.name,
            state=each.state,
            kind=each.kind,
            group=each.group,
            voters=each.n_voters,
            expected=each.expected,
            first_vote_at=each.first_vote_at,
            last_vote_at=each.last_vote_at,
            opened_at=each.opened_at,
            state_at=each.state_at,
            ended_by_itself=each.state == Incident.State.LIFTED and each.accepted_version is None,
            rank_with=each.rank_with,
            rank=standing.rank if (standing := getattr(each.item, "standing", None)) else None,
        )
        for each in rows
    )
