"""Follow and unfollow, the page of everything that a voter follows, and its notification settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
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

DIGEST_FREQUENCY_MESSAGES = {
    "daily": gettext_lazy("You will get an e-mail every day when there is something new."),
    "weekly": gettext_lazy("You will get an e-mail every Monday when there is something new."),
    "off": gettext_lazy("You won’t get e-mails about what you follow."),
}


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a target, or unfollow it with on=0. The response is the page of the target, or with back=following the
    page of everything that the voter follows."""
    rate_limit_voter(request, "follows")
    voter, key, is_on = get_voter(request), request.POST.get("target", ""), request.POST.get("on") != "0"
    target = get_follow_target(key) if is_on else get_followed_target(voter, key)
    position, back = None, target.address
    if request.POST.get("back") == "following":
        back = reverse("following:following")
    if not is_on:
        position = follows.unfollow_target(voter=voter, target=target)
        messages.success(request, _("You no longer follow %(title)s.") % {"title": _quoted_title(target)})
        back += f"?unfollowed={target.key}&position={position}" if position and back != target.address else ""
    else:
        try:
            follows.follow_target(
                voter=voter, target=target, position=parse_follow_position(request.POST.get("position", ""))
            )
        except Refused as refused:
            messages.error(request, translated(refused.sentence))
        else:
            sentence = _("You now follow %(title)s. You will find what is new on the page “Notifications”.")
            messages.success(request, sentence % {"title": _quoted_title(target)})
    if request.headers.get("HX-Request") != "true":
        return see_other(back)
    button = follow_button_for(get_voter(request, anew=True), target)
    return render(request, "following/_follow_response.html", {"follow": button, "position": position})


@never_cache
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    return _following_page(request, None)


def _following_page(request: HttpRequest, form: DigestForm | None) -> HttpResponse:
    voter, account = get_voter(request), get_account(request)
    notification_settings = notification_settings_for(voter)
    followed, pages = followed_targets_for(voter, request.GET.get("page"))
    context = {
        "followed": followed,
        "unfollowed": _just_unfollowed(request),
        "pages": pages,
        "notification_settings": notification_settings,
        "account": account,
        "form": form or DigestForm(initial={"digest": notification_settings.digest}),
        "can_send_digests": can_send_digests(),
    }
    return render(request, "following/following.html", context, status=422 if form else 200)


@require_POST
def reply_notifications(request: HttpRequest) -> HttpResponse:
    """Turn notifications about replies on, or off with on=0."""
    rate_limit_voter(request, "follows")
    is_on = request.POST.get("on") != "0"
    set_reply_notifications(voter=get_voter(request), on=is_on)
    if is_on:
        messages.success(request, _("You will get notifications about replies to your comments."))
    else:
        messages.success(request, _("You won’t get notifications about replies any more."))
    return see_other(reverse("following:following"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def digest_frequency(request: HttpRequest) -> HttpResponse:
    """Choose how often digests are sent."""
    if request.method != "POST":
        return see_other(reverse("following:following") + "#digest")
    rate_limit_voter(request, "follows")
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _following_page(request, form)
    frequency = form.cleaned_data["digest"]
    set_digest_frequency(voter=get_voter(request), frequency=frequency, today=timezone.now().date())
    messages.success(request, DIGEST_FREQUENCY_MESSAGES[frequency])
    return see_other(reverse("following:following") + "#digest")


def _just_unfollowed(request: HttpRequest) -> dict[str, object] | None:
    """The target that was just unfollowed, and its position, for the undo button."""
    try:
        target = get_follow_target(request.GET.get("unfollowed", ""))
    except Http404:
        return None
    return {"target": target, "position": parse_follow_position(request.GET.get("position", ""))}


def _quoted_title(target: FollowTarget) -> str:
    return f"“{isolated(target.title)}”" if target.kind in ("list", "item") else isolated(target.title)
