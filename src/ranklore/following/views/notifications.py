"""The notifications page, and marking it as read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ranklore.core.responses import see_other
from ranklore.following.actions.notification_settings import mark_read
from ranklore.following.digest_schedule import can_send_digests
from ranklore.following.follow_position import is_database_integer
from ranklore.following.queries.notifications import notifications_for
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter


@never_cache
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What happened. Looking changes nothing, since browsers look ahead of their readers: a form of the page says how
    far it was shown."""
    before = request.GET.get("before", "")
    page = notifications_for(get_voter(request), int(before) if is_database_integer(before) else None)
    context = {"page": page, "can_send_digests": can_send_digests()}
    return render(request, "following/notifications.html", context)


@require_POST
def mark_notifications_read(request: HttpRequest) -> HttpResponse:
    """Note that somebody looked. Sent by the page itself when it is in sight, or by its button."""
    rate_limit_voter(request, "notifications")
    upto = request.POST.get("upto", "")
    if is_database_integer(upto):
        mark_read(voter=get_voter(request), upto=int(upto))
    return HttpResponse(status=204) if "quiet" in request.POST else see_other(reverse("following:notifications"))
