"""allauth's account adapter, with this site's messages, emails and rule for reauthentication."""

import logging
import smtplib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import punycode

from ranklore.core.responses import error_response
from ranklore.people.actions.accounts import finish_account
from ranklore.people.messages import ALLAUTH_ERROR_MESSAGES, EMAIL_NOT_SENT, SECURITY_EMAILS, SUCCESS_MESSAGES
from ranklore.people.models import Account
from ranklore.people.rate_limits import throttle_attempt
from ranklore.people.sign_in.session_keys import PENDING_SIGN_UP
from ranklore.text.bidi import isolated

SIGN_UP_LIFETIME = 3600  # seconds
LOGIN_STAGES = {
    "allauth.account.stages.EmailVerificationStage": "ranklore.people.sign_in.stages.VerifyAddressStage",
    "allauth.mfa.stages.AuthenticateStage": "ranklore.people.sign_in.stages.SecondFactorStage",
}
log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ALLAUTH_ERROR_MESSAGES

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of `templates/people/mail`: the first line is the subject.

        A mail server that is away says so where a code was asked for. A notice tells of what is done already.
        """
        name = template_prefix.rpartition("/")[2]
        context = {**context, "email": email, "site": self.request.get_host(), "home": self._address("site:home")}
        context |= {"sign_in": self._address("account_login"), "sign_up": self._address("account_signup")}
        is_notice = name in SECURITY_EMAILS
        if is_notice:
            name, context["sentence"] = "notice", SECURITY_EMAILS[name].format_map(context)
        subject, _, text = render_to_string(f"people/mail/{name}.txt", context).strip().partition("\n")
        try:
            EmailMessage(subject, text.strip() + "\n", self.get_from_email(), [email]).send()
        except (smtplib.SMTPException, OSError) as error:
            log.error("an e-mail could not be sent: %s", error)
            if is_notice:
                return
            raise ImmediateHttpResponse(error_response(self.request, 503, EMAIL_NOT_SENT)) from error

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        context = message_context or {}
        user = context.get("user")
        if message_template:
            name = message_template.rpartition("/")[2].removesuffix(".txt")
            if name == "email_confirmed" and not request.user.is_authenticated:
                return  # the end of a sign-up says enough
            words = {"email": isolated(context.get("email", "")), "name": isolated(str(user))}
            message = SUCCESS_MESSAGES.get(name, "").format_map(words)
        if message:
            messages.add_message(request, level, message, extra_tags)

    def clean_email(self, email: str) -> str:
        """An address that can be written to: Django takes some whose domain no mail server could be asked for."""
        try:
            punycode(email.rpartition("@")[2])
        except UnicodeError:
            raise ValidationError("Enter a valid email address.", code="invalid") from None
        return str(super().clean_email(email))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account that address and password open. Wrong ones come to an end, also for an unknown address."""
        tried = throttle_attempt(request, credentials["email"])
        user: Account | None = super().authenticate(request, **credentials)
        if user is not None:
            tried.succeeded()
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in or proved themselves just now goes on; everybody else has to.

        allauth lets an account through that has an e-mail address and nothing else. Ours are asked for a code.
        """
        if has_recent_authentication(self.request):
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not user.is_authenticated:
            return []
        has = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        ways = [
            (user.has_usable_password(), "Type your password", "account_reauthenticate"),
            ("webauthn" in has, "Use a passkey", "mfa_reauthenticate_webauthn"),
            ("totp" in has, "Type a code from your app", "mfa_reauthenticate"),
            # with an app, the mailbox alone is not enough to sign in, so it is not enough for this
            ("totp" not in has, "Get a code by e-mail", "people:reauthenticate_by_email"),
        ]
        return [{"id": name, "description": words, "url": reverse(name)} for there, words, name in ways if there]

    def get_login_stages(self) -> list[str]:
        return [LOGIN_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:account")

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in; at the end of a sign-up the account first gets what was chosen at its start, in this session."""
        kept = request.session.pop(PENDING_SIGN_UP, None)
        if kept and not user.name and kept["email"] == user.email and time.time() - kept["at"] < SIGN_UP_LIFETIME:
            finish_account(user, name=kept["name"], password=kept["password"], link=kept.get("link"))
            record_authentication(request, user, method="code", email=user.email)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Account, **hooks: Any) -> HttpResponse:
        """Where to go on: who has no name yet chooses one first."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        return response if user.name else redirect("people:change_name")

    def _address(self, name: str) -> str:
        return self.request.build_absolute_uri(reverse(name))


def has_recent_authentication(request: HttpRequest) -> bool:
    """Whether this session signed in, or proved who it is, within the last minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
