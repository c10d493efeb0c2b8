"""Public pages about the incidents of a list: votes that came as a surge, and what became of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranklore.ballots.models import Incident
from ranklore.ballots.queries.incidents import incident_view
from ranklore.ballots.queries.incidents import incidents_on_list as all_incidents
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.lists.access import get_list_for
from ranklore.moderation.access import is_moderator
from ranklore.moderation.queries.decisions import decisions_about
from ranklore.people.access import get_voter
from ranklore.site.page_meta import meta_for_incident, meta_for_incidents
from ranklore.site.page_scopes import scope_of_list
from ranklore.site.queries.list_head import list_head_for


@shared_page(scope_of_list)
@require_safe
def incidents_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    ranked_list = get_list_for(get_voter(request), slug)
    head, _ = list_head_for(ranked_list)
    context = {"head": head, "meta": meta_for_incidents(request, head), "incidents": all_incidents(ranked_list.pk)}
    return render(request, "site/incidents.html", context)


@never_cache
@require_safe
def incident_page(request: HttpRequest, slug: str, incident_id: int) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    incident = get_object_or_404(Incident, pk=incident_id, list=ranked_list)
    head, view = list_head_for(ranked_list)[0], incident_view(incident)
    context = {
        "head": head,
        "meta": meta_for_incident(request, head, view),
        "incident": view,
        "decisions": decisions_about(incident),
        "is_moderator": is_moderator(voter),
    }
    return render(request, "site/incident.html", context)
