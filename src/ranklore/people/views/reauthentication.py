"""Reauthentication by a code sent by email."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from ranklore.core.rate_limit import limiter
from ranklore.core.responses import see_other
from ranklore.people.access import require_account
from ranklore.people.forms.reauthentication import ReauthenticateByEmailForm
from ranklore.text.bidi import isolated


class ReauthenticateByEmailView(BaseReauthenticateView):
    """For those who have no password and no passkey at hand: a code, sent on request, proves that it is them."""

    form_class = ReauthenticateByEmailForm
    KEY = "people.proving"
    LASTS = 15 * 60  # seconds
    TRIES = 5

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" not in request.POST:
            return super().post(request, *args, **kwargs)
        mine = require_account(request)
        limiter.enforce_limit(request, "codes", f"address {mine.email}")
        adapter = get_adapter()
        code = adapter.generate_login_code()
        request.session[self.KEY] = {"code": code, "at": time.time(), "tries": 0}
        adapter.send_mail("people/reauthenticate", mine.email, {"code": code})
        messages.success(request, f"We sent an e-mail to {isolated(mine.email)}.")
        return see_other(request.get_full_path())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self._sent().get("code", "")}

    def form_invalid(self, form: ReauthenticateByEmailForm) -> HttpResponse:
        sent = self._sent()
        if sent and sent["tries"] + 1 >= self.TRIES:
            self.request.session.pop(self.KEY, None)
            messages.error(self.request, "Too many tries. Ask for a new code.")
            return see_other(self.request.get_full_path())
        if sent:
            self.request.session[self.KEY] = {**sent, "tries": sent["tries"] + 1}
        return super().form_invalid(form)

    def form_valid(self, form: ReauthenticateByEmailForm) -> HttpResponse:
        self.request.session.pop(self.KEY, None)
        record_authentication(self.request, require_account(self.request), method="code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_sent": bool(self._sent()), "email": self.request.user.email}

    def _sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.request.session.get(self.KEY, {})
        return sent if sent and time.time() - sent["at"] < self.LASTS else {}
