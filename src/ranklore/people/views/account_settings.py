"""The account settings: name, password, sessions and ways to sign in."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.core.responses import see_other
from ranklore.people.access import require_account
from ranklore.people.actions.accounts import disable_password, end_sessions
from ranklore.people.actions.names import take_name
from ranklore.people.forms.account import NameForm
from ranklore.people.sign_in.providers.lookup import provider_name_for
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused


@never_cache
@require_safe
@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """One's name and address, and every way to sign in."""
    mine = require_account(request)
    offered = settings.SIGN_IN_WITH
    links = list(mine.links.order_by("pk")) if offered else []
    ways = list(Authenticator.objects.filter(user=mine).order_by("pk"))
    context = {
        "account": mine,
        "passkeys": [way for way in ways if way.type == Authenticator.Type.WEBAUTHN],
        "app": next((way for way in ways if way.type == Authenticator.Type.TOTP), None),
        "links": [(link, provider_name_for(link.provider)) for link in links],
        "linkable": [each for each in offered if all(link.provider != each.key for link in links)],
        "has_codes": any(way.type == Authenticator.Type.RECOVERY_CODES for way in ways),
    }
    return render(request, "people/account_settings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_name(request: HttpRequest) -> HttpResponse:
    mine = require_account(request)
    form = NameForm(request.POST or None, account=mine, initial={"name": mine.name})
    if request.method == "POST" and form.is_valid():
        try:
            take_name(mine, form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"Your name is {isolated(form.cleaned_data['name'])}.")
            return see_other(reverse("people:account"))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/change_name.html", {"form": form, "account": mine}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="ranklore.people")
def remove_password(request: HttpRequest) -> HttpResponse:
    """Do without a password from here on."""
    mine = require_account(request)
    if request.method == "POST":
        disable_password(mine)
        update_session_auth_hash(request, mine)
        get_adapter().send_notification_mail("people/password_removed", mine)
        messages.success(request, "Your password is removed. You can sign in with a code by e-mail or a passkey.")
        return see_other(reverse("people:account"))
    return render(request, "people/remove_password.html")


@never_cache
@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = end_sessions(require_account(request), except_key=request.session.session_key)
    browsers = "1 other browser" if ended == 1 else f"{ended} other browsers"
    messages.success(request, f"You are signed out of {browsers}." if ended else "You are signed in nowhere else.")
    return see_other(reverse("people:account"))
