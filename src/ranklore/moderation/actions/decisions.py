"""Decide about incidents."""

from django.db import transaction

from ranklore.ballots.actions.incidents import set_incident_state
from ranklore.ballots.models import Incident
from ranklore.moderation.access import is_moderator
from ranklore.moderation.models import Decision
from ranklore.people.models import Voter
from ranklore.text.errors import Refused
from ranklore.text.messages import Message


@transaction.atomic
def decide_incident(*, moderator: Voter, incident: Incident, state: Incident.State) -> bool:
    """Confirm an incident, or lift it. Returns False, and writes nothing, if it is so already.

    Raises Refused if the voter is no moderator, or not any more.
    """
    if not is_moderator(moderator):
        raise Refused(Message("Only moderators can decide about an incident. Nothing was changed."))
    if not set_incident_state(incident, state):
        return False
    Decision.objects.create(incident=incident, state=state, by=moderator.account)
    return True
