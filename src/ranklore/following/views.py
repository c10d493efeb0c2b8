from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.following import actions
from ranklore.following.access import get_followed, get_thing
from ranklore.following.digests import may_send
from ranklore.following.forms import DigestForm
from ranklore.following.links import opened
from ranklore.following.queries import button_for, followed_by, notices_for, reader_of, stoppable
from ranklore.following.rules import held_in, is_number
from ranklore.following.topics import Thing
from ranklore.people.access import account_of, voter_of
from ranklore.people.limits import count
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What happened. Looking changes nothing, since browsers look ahead of their readers: a form of the page says how
    far it was shown."""
    before = request.GET.get("before", "")
    page = notices_for(voter_of(request), int(before) if is_number(before) else None)
    context = {"page": page, "may_send": may_send()}
    return render(request, "following/notices.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that somebody looked. Sent by the page itself when it is in sight, or by its button."""
    count(request, "notices")
    upto = request.POST.get("upto", "")
    if is_number(upto):
        actions.mark_read(voter=voter_of(request), upto=int(upto))
    return HttpResponse(status=204) if "quiet" in request.POST else see_other(reverse("following:notices"))


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow something, or with on=0 no more. The answer is the page of it, or of all that one follows."""
    count(request, "follows")
    voter, what, is_on = voter_of(request), request.POST.get("what", ""), request.POST.get("on") != "0"
    thing = get_thing(what) if is_on else get_followed(voter, what)
    held, back = None, thing.address
    if request.POST.get("back") == "following":
        back = reverse("following:following")
    if not is_on:
        held = actions.unfollow(voter=voter, thing=thing)
        messages.success(request, f"You do not follow {_named(thing)} any more.")
        back += f"?gone={thing.key}&held={held}" if held and back != thing.address else ""
    else:
        try:
            actions.follow(voter=voter, thing=thing, held=held_in(request.POST.get("held", "")))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"You follow {_named(thing)}. What is new shows up under Notices.")
    if request.headers.get("HX-Request") != "true":
        return see_other(back)
    button = button_for(voter_of(request, anew=True), thing)
    return render(request, "following/_follow_answer.html", {"follow": button, "held": held})


@never_cache
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    return _following_page(request, None)


def _following_page(request: HttpRequest, form: DigestForm | None) -> HttpResponse:
    voter, account = voter_of(request), account_of(request)
    reader = reader_of(voter)
    followed, pages = followed_by(voter, request.GET.get("page"))
    context = {
        "followed": followed,
        "gone": _gone(request),
        "pages": pages,
        "reader": reader,
        "account": account,
        "form": form or DigestForm(initial={"digest": reader.digest}),
        "may_send": may_send(),
    }
    return render(request, "following/following.html", context, status=422 if form else 200)


@require_POST
def replies(request: HttpRequest) -> HttpResponse:
    """Be told of replies to what one wrote, or with on=0 not."""
    count(request, "follows")
    on = request.POST.get("on") != "0"
    actions.hear_replies(voter=voter_of(request), on=on)
    messages.success(request, f"You are {'told' if on else 'not told any more'} of replies to what you write.")
    return see_other(reverse("following:following"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def digest(request: HttpRequest) -> HttpResponse:
    """Choose how often to get an e-mail."""
    if request.method != "POST":
        return see_other(reverse("following:following") + "#digest")
    count(request, "follows")
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _following_page(request, form)
    often = form.cleaned_data["digest"]
    actions.choose_digest(voter=voter_of(request), often=often, today=timezone.now().date())
    messages.success(request, CHOSEN[often])
    return see_other(reverse("following:following") + "#digest")


@csrf_exempt  # whoever has the link may: mail programs send the form without having seen a page (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop e-mails, or one thing in them, by a link from an e-mail: without signing in, and without a limit, for a mail
    service does it for many from one address. Looking changes nothing, since programs look at links too. With on=1 it
    starts again."""
    link = opened(token)
    if request.method != "POST":
        context = {"stopped": stoppable(link), "held": held_in(request.GET.get("held", ""))}
        return render(request, "following/stop.html", context)
    if "List-Unsubscribe" in request.POST:  # a mail program, which follows no redirect
        actions.stop(link)
        return HttpResponse("You are unsubscribed.\n", content_type="text/plain")
    if request.POST.get("on") != "1":
        held = actions.stop(link)
        return see_other(f"{request.path}?held={held}" if held else request.path)
    try:
        actions.start_again(link, timezone.now().date(), held_in(request.POST.get("held", "")))
    except Refused as refused:
        messages.error(request, str(refused))
    return see_other(request.path)


def _gone(request: HttpRequest) -> dict[str, object] | None:
    """What was unfollowed a moment ago, to be followed again as it was."""
    try:
        thing = get_thing(request.GET.get("gone", ""))
    except Http404:
        return None
    return {"thing": thing, "held": held_in(request.GET.get("held", ""))}


def _named(thing: Thing) -> str:
    return f"“{isolated(thing.title)}”" if thing.kind in ("list", "item") else isolated(thing.title)


CHOSEN = {
    "daily": "You get an e-mail on every day on which there is something new.",
    "weekly": "You get an e-mail on Mondays when there is something new.",
    "off": "You get no e-mail about what you follow.",
}
