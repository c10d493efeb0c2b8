"""Unsubscribe by a link from an email, without signing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.following.actions.unsubscribe import resubscribe_by_link, unsubscribe_by_link
from ranklore.following.follow_position import parse_follow_position
from ranklore.following.queries.unsubscribe import unsubscribe_state_for
from ranklore.following.unsubscribe_links import parse_unsubscribe_token
from ranklore.text.errors import Refused


@csrf_exempt  # the link is the permission: mail programs send the form without loading a page first (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop digests, or notifications about one target, by a link from an email. With on=1 start them again.

    There is no rate limit, because a mail service sends many of these requests from one address. A GET changes nothing,
    because mail programs open links too.
    """
    link = parse_unsubscribe_token(token)
    if request.method != "POST":
        context = {
            "subscription": unsubscribe_state_for(link),
            "position": parse_follow_position(request.GET.get("position", "")),
        }
        return render(request, "following/unsubscribe.html", context)
    if "List-Unsubscribe" in request.POST:  # a mail program, which follows no redirect
        unsubscribe_by_link(link)
        return HttpResponse(_("You are unsubscribed.") + "\n", content_type="text/plain")
    if request.POST.get("on") != "1":
        position = unsubscribe_by_link(link)
        return see_other(f"{request.path}?position={position}" if position else request.path)
    try:
        resubscribe_by_link(link, timezone.now().date(), parse_follow_position(request.POST.get("position", "")))
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    return see_other(request.path)
