"""Unsubscribe by a link from an email, without signing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.following.actions.unsubscribe import resubscribe_by_link, unsubscribe_by_link
from ranklore.following.follow_position import parse_follow_position
from ranklore.following.queries.unsubscribe import unsubscribe_state_for
from ranklore.following.unsubscribe_links import parse_unsubscribe_token
from ranklore.text.errors import Refused


@csrf_exempt  # whoever has the link may: mail programs send the form without having seen a page (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop e-mails, or one target in them, by a link from an e-mail: without signing in, and without a limit, for a
    mail
    service does it for many from one address. Looking changes nothing, since programs look at links too. With on=1 it
    starts again."""
    link = parse_unsubscribe_token(token)
    if request.method != "POST":
        context = {
            "subscription": unsubscribe_state_for(link),
            "held": parse_follow_position(request.GET.get("held", "")),
        }
        return render(request, "following/unsubscribe.html", context)
    if "List-Unsubscribe" in request.POST:  # a mail program, which follows no redirect
        unsubscribe_by_link(link)
        return HttpResponse("You are unsubscribed.\n", content_type="text/plain")
    if request.POST.get("on") != "1":
        held = unsubscribe_by_link(link)
        return see_other(f"{request.path}?held={held}" if held else request.path)
    try:
        resubscribe_by_link(link, timezone.now().date(), parse_follow_position(request.POST.get("held", "")))
    except Refused as refused:
        messages.error(request, str(refused))
    return see_other(request.path)
