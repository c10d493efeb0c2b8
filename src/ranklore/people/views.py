import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
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

from ranklore.people.access import account_of
from ranklore.people.actions import end_sessions, remove_password, take_name
from ranklore.people.forms import NameForm, ProveByMailForm
from ranklore.people.models import Account
from ranklore.shell import limits
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's name and address, and every way to sign in."""
    mine = signed_in(request)
    offered = settings.SIGN_IN_WITH
    links = list(mine.links.order_by("pk")) if offered else []
    ways = list(Authenticator.objects.filter(user=mine).order_by("pk"))
    context = {
        "account": mine,
        "passkeys": [way for way in ways if way.type == Authenticator.Type.WEBAUTHN],
        "app": next((way for way in ways if way.type == Authenticator.Type.TOTP), None),
        "links": [(link, name_of_provider(link.provider)) for link in links],
        "linkable": [each for each in offered if all(link.provider != each.key for link in links)],
        "has_codes": any(way.type == Authenticator.Type.RECOVERY_CODES for way in ways),
    }
    return render(request, "people/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name(request: HttpRequest) -> HttpResponse:
    mine = signed_in(request)
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
    return render(request, "people/name.html", {"form": form, "account": mine}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="ranklore.people")
def no_password(request: HttpRequest) -> HttpResponse:
    """Do without a password from here on."""
    mine = signed_in(request)
    if request.method == "POST":
        remove_password(mine)
        update_session_auth_hash(request, mine)
        get_adapter().send_notification_mail("people/password_removed", mine)
        messages.success(request, "Your password is removed. You can sign in with a code by e-mail or a passkey.")
        return see_other(reverse("people:account"))
    return render(request, "people/no_password.html")


@never_cache
@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    ended = end_sessions(signed_in(request), except_key=request.session.session_key)
    browsers = "1 other browser" if ended == 1 else f"{ended} other browsers"
    messages.success(request, f"You are signed out of {browsers}." if ended else "You are signed in nowhere else.")
    return see_other(reverse("people:account"))


def name_of_provider(key: str) -> str:
    """What a provider is called: one that is not offered any more by its key, which is its address."""
    return next((each.name for each in settings.SIGN_IN_WITH if each.key == key), key)


def signed_in(request: HttpRequest) -> Account:
    """The account behind a page that only somebody signed in sees."""
    mine = account_of(request)
    if mine is None:
        raise PermissionError("nobody is signed in")
    return mine


class ProveByMail(BaseReauthenticateView):
    """For those who have no password and no passkey at hand: a code, sent on request, proves that it is them."""

    form_class = ProveByMailForm
    KEY = "people.proving"
    LASTS = 15 * 60  # seconds
    TRIES = 5

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" not in request.POST:
            return super().post(request, *args, **kwargs)
        mine = signed_in(request)
        limits.count(request, "codes", f"address {mine.email}")
        adapter = get_adapter()
        code = adapter.generate_login_code()
        request.session[self.KEY] = {"code": code, "at": time.time(), "tries": 0}
        adapter.send_mail("people/prove", mine.email, {"code": code})
        messages.success(request, f"We sent an e-mail to {isolated(mine.email)}.")
        return see_other(request.get_full_path())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self._sent().get("code", "")}

    def form_invalid(self, form: ProveByMailForm) -> HttpResponse:
        sent = self._sent()
        if sent and sent["tries"] + 1 >= self.TRIES:
            self.request.session.pop(self.KEY, None)
            messages.error(self.request, "Too many tries. Ask for a new code.")
            return see_other(self.request.get_full_path())
        if sent:
            self.request.session[self.KEY] = {**sent, "tries": sent["tries"] + 1}
        return super().form_invalid(form)

    def form_valid(self, form: ProveByMailForm) -> HttpResponse:
        self.request.session.pop(self.KEY, None)
        record_authentication(self.request, signed_in(self.request), method="code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_sent": bool(self._sent()), "email": self.request.user.email}

    def _sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.request.session.get(self.KEY, {})
        return sent if sent and time.time() - sent["at"] < self.LASTS else {}
