"""Decide about an incident."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ranklore.ballots.models import Incident
from ranklore.core.responses import error_response, see_other
from ranklore.lists.access import get_list_for
from ranklore.moderation.actions.decisions import decide_incident
from ranklore.moderation.forms import IncidentDecisionForm
from ranklore.people.access import get_voter
from ranklore.text.errors import Refused


@require_POST
def decide(request: HttpRequest, slug: str, incident_id: int) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    incident = get_object_or_404(Incident, pk=incident_id, list=ranked_list)
    form = IncidentDecisionForm(request.POST)
    if not form.is_valid():
        return error_response(request, 400)
    state = Incident.State(form.cleaned_data["state"])
    try:
        is_new = decide_incident(moderator=voter, incident=incident, state=state)
    except Refused as refused:
        return error_response(request, 403, refused.sentence)
    if not is_new:
        messages.info(request, _("This was decided already. Nothing was changed."))
    elif state == Incident.State.CONFIRMED:
        messages.success(request, _("Confirmed. These votes stay set aside."))
    else:
        messages.success(request, _("Lifted. These votes count now."))
    return see_other(reverse("site:incident", args=[slug, incident_id]))
