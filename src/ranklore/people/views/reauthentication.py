"""Reauthentication by a code sent by email."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ranklore.core.rate_limit import limiter
from ranklore.core.responses import see_other
from ranklore.people.access import require_account
from ranklore.people.forms.reauthentication import ReauthenticateByEmailForm
from ranklore.people.sign_in.session_keys import PENDING_REAUTHENTICATION
from ranklore.text.bidi import isolated

CODE_LIFETIME = 15 * 60  # seconds
TRIES_MAX = 5


class ReauthenticateByEmailView(BaseReauthenticateView):
    """For people who have no password and no passkey at hand: they ask for a code and enter it."""

    form_class = ReauthenticateByEmailForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" not in request.POST:
            return super().post(request, *args, **kwargs)
        account = require_account(request)
        limiter.enforce_limit(request, "codes", f"address {account.email}")
        adapter = get_adapter()
        code = adapter.generate_login_code()
        request.session[PENDING_REAUTHENTICATION] = {"code": code, "at": time.time(), "tries": 0}
        adapter.send_mail("people/reauthenticate", account.email, {"code": code})
        messages.success(request, _("We sent an e-mail to %(email)s.") % {"email": isolated(account.email)})
        return see_other(request.get_full_path())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self._pending_code().get("code", "")}

    def form_invalid(self, form: ReauthenticateByEmailForm) -> HttpResponse:
        pending = self._pending_code()
        if pending and pending["tries"] + 1 >= TRIES_MAX:
            self.request.session.pop(PENDING_REAUTHENTICATION, None)
            messages.error(self.request, _("Too many wrong codes. Ask for a new one."))
            return see_other(self.request.get_full_path())
        if pending:
            self.request.session[PENDING_REAUTHENTICATION] = {**pending, "tries": pending["tries"] + 1}
        return super().form_invalid(form)

    def form_valid(self, form: ReauthenticateByEmailForm) -> HttpResponse:
        self.request.session.pop(PENDING_REAUTHENTICATION, None)
        record_authentication(self.request, require_account(self.request), method="code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_sent": bool(self._pending_code()), "email": self.request.user.email}

    def _pending_code(self) -> dict[str, Any]:
        """The code that was sent, if it has not expired."""
        pending: dict[str, Any] = self.request.session.get(PENDING_REAUTHENTICATION, {})
        return pending if pending and time.time() - pending["at"] < CODE_LIFETIME else {}
