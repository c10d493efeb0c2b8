"""allauth's account adapter, with the messages, emails and reauthentication rule of this site."""

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
from django.utils.translation import gettext as _

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
        """Send one of the emails in `templates/people/mail`. The first line of a template is the subject.

        If the mail server is unavailable, a page says so, because the person waits for a code. A security email is
        only logged, because the change that it reports is done already.
        """
        name = template_prefix.rpartition("/")[2]
        context = {
            **context,
            "email": email,
            "site": self.request.get_host(),
            "sign_in_url": self._absolute_url("account_login"),
            "sign_up_url": self._absolute_url("account_signup"),
            "account_url": self._absolute_url("people:account"),
        }
        is_security_email = name in SECURITY_EMAILS
        if is_security_email:
            name, context["sentence"] = "security_notice", SECURITY_EMAILS[name] % context
        subject, _, text = render_to_string(f"people/mail/{name}.txt", context).strip().partition("\n")
        try:
            EmailMessage(subject, text.strip() + "\n", self.get_from_email(), [email]).send()
        except (smtplib.SMTPException, OSError) as error:
            log.error("an email could not be sent: %s", error)
            if is_security_email:
                return
            raise ImmediateHttpResponse(error_response(self.request, 503, str(EMAIL_NOT_SENT))) from error

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
                return  # at the end of a sign-up "logged_in" is enough
            values = {"email": isolated(context.get("email", "")), "name": isolated(str(user))}
            message = SUCCESS_MESSAGES.get(name, "") % values
        if message:
            messages.add_message(request, level, message, extra_tags)

    def clean_email(self, email: str) -> str:
        """Refuse addresses that Django accepts but whose domain cannot be encoded to look up its mail server."""
        try:
            punycode(email.rpartition("@")[2])
        except UnicodeError:
            raise ValidationError(_("Enter a valid email address."), code="invalid") from None
        return str(super().clean_email(email))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account with this address and password. Wrong attempts are limited, for unknown addresses too."""
        attempt = throttle_attempt(request, credentials["email"])
        user: Account | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.succeeded()
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """False for somebody who signed in or reauthenticated recently; everybody else has to reauthenticate.

        allauth makes an exception for an account that has nothing but an email address. Here it gets a code by email.
        """
        if has_recent_authentication(self.request):
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not user.is_authenticated:
            return []
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        methods = [
            (user.has_usable_password(), _("Enter your password"), "account_reauthenticate"),
            ("webauthn" in types, _("Use a passkey"), "mfa_reauthenticate_webauthn"),
            ("totp" in types, _("Enter a code from your app"), "mfa_reauthenticate"),
            # With an app, a code by email is not enough to sign in, so it is not enough here.
            ("totp" not in types, _("Get a code by e-mail"), "people:reauthenticate_by_email"),
        ]
        return [
            {"id": url_name, "description": description, "url": reverse(url_name)}
            for is_available, description, url_name in methods
            if is_available
        ]

    def get_login_stages(self) -> list[str]:
        return [LOGIN_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:account")

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in. At the end of a sign-up the account first gets the name and password that wait in this session."""
        pending = request.session.pop(PENDING_SIGN_UP, None)
        is_valid = pending and pending["email"] == user.email and time.time() - pending["at"] < SIGN_UP_LIFETIME
        if is_valid and not user.name:
            finish_account(user, name=pending["name"], password=pending["password"], link=pending.get("link"))
            record_authentication(request, user, method="code", email=user.email)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Account, **hooks: Any) -> HttpResponse:
        """The page after a sign-in: somebody without a name chooses one first."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        return response if user.name else redirect("people:change_name")

    def _absolute_url(self, name: str) -> str:
        return self.request.build_absolute_uri(reverse(name))


def has_recent_authentication(request: HttpRequest) -> bool:
    """Whether this session signed in or reauthenticated within the last minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
