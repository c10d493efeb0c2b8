"""Follow and unfollow, the page of everything one follows, and its notification settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.core.responses import see_other
from ranklore.following.access import get_follow_target, get_followed_target
from ranklore.following.actions import follows
from ranklore.following.actions.notification_settings import set_digest_frequency, set_reply_notifications
from ranklore.following.digest_schedule import can_send_digests
from ranklore.following.follow_position import parse_follow_position
from ranklore.following.forms import DigestForm
from ranklore.following.queries.follows import follow_button_for, followed_targets_for, notification_settings_for
from ranklore.following.targets import FollowTarget
from ranklore.people.access import get_account, get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow something, or with on=0 no more. The answer is the page of it, or of all that one follows."""
    rate_limit_voter(request, "follows")
    voter, what, is_on = get_voter(request), request.POST.get("what", ""), request.POST.get("on") != "0"
    target = get_follow_target(what) if is_on else get_followed_target(voter, what)
    held, back = None, target.address
    if request.POST.get("back") == "following":
        back = reverse("following:following")
    if not is_on:
        held = follows.unfollow_target(voter=voter, target=target)
        messages.success(request, f"You do not follow {_quoted_title(target)} any more.")
        back += f"?gone={target.key}&held={held}" if held and back != target.address else ""
    else:
        try:
            follows.follow_target(voter=voter, target=target, held=parse_follow_position(request.POST.get("held", "")))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"You follow {_quoted_title(target)}. What is new shows up under Notices.")
    if request.headers.get("HX-Request") != "true":
        return see_other(back)
    button = follow_button_for(get_voter(request, anew=True), target)
    return render(request, "following/_follow_response.html", {"follow": button, "held": held})


@never_cache
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    return _following_page(request, None)


def _following_page(request: HttpRequest, form: DigestForm | None) -> HttpResponse:
    voter, account = get_voter(request), get_account(request)
    reader = notification_settings_for(voter)
    followed, pages = followed_targets_for(voter, request.GET.get("page"))
    context = {
        "followed": followed,
        "gone": _just_unfollowed(request),
        "pages": pages,
        "reader": reader,
        "account": account,
        "form": form or DigestForm(initial={"digest": reader.digest}),
        "can_send_digests": can_send_digests(),
    }
    return render(request, "following/following.html", context, status=422 if form else 200)


@require_POST
def reply_notifications(request: HttpRequest) -> HttpResponse:
    """Be told of replies to what one wrote, or with on=0 not."""
    rate_limit_voter(request, "follows")
    on = request.POST.get("on") != "0"
    set_reply_notifications(voter=get_voter(request), on=on)
    messages.success(request, f"You are {'told' if on else 'not told any more'} of replies to what you write.")
    return see_other(reverse("following:following"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def digest_frequency(request: HttpRequest) -> HttpResponse:
    """Choose how often to get an e-mail."""
    if request.method != "POST":
        return see_other(reverse("following:following") + "#digest")
    rate_limit_voter(request, "follows")
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _following_page(request, form)
    often = form.cleaned_data["digest"]
    set_digest_frequency(voter=get_voter(request), often=often, today=timezone.now().date())
    messages.success(request, DIGEST_FREQUENCY_MESSAGES[often])
    return see_other(reverse("following:following") + "#digest")


def _just_unfollowed(request: HttpRequest) -> dict[str, object] | None:
    """What was unfollowed a moment ago, to be followed again as it was."""
    try:
        target = get_follow_target(request.GET.get("gone", ""))
    except Http404:
        return None
    return {"target": target, "held": parse_follow_position(request.GET.get("held", ""))}


def _quoted_title(target: FollowTarget) -> str:
    return f"“{isolated(target.title)}”" if target.kind in ("list", "item") else isolated(target.title)


DIGEST_FREQUENCY_MESSAGES = {
    "daily": "You get an e-mail on every day on which there is something new.",
    "weekly": "You get an e-mail on Mondays when there is something new.",
    "off": "You get no e-mail about what you follow.",
}
