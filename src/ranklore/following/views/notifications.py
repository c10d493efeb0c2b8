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
    """A page of notifications. A GET marks nothing as read, because browsers load pages ahead of their users: a form
    on the page does."""
    before = request.GET.get("before", "")
    page = notifications_for(get_voter(request), int(before) if is_database_integer(before) else None)
    context = {"page": page, "can_send_digests": can_send_digests()}
    return render(request, "following/notifications.html", context)


@require_POST
def mark_notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark notifications as read. The page itself sends this when it becomes visible; without JavaScript its button
    does."""
    rate_limit_voter(request, "notifications")
    last_event = request.POST.get("last_event", "")
    if is_database_integer(last_event):
        mark_read(voter=get_voter(request), last_event=int(last_event))
    return HttpResponse(status=204) if "quiet" in request.POST else see_other(reverse("following:notifications"))
