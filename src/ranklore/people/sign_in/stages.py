"""Login stages: verify the email address, then ask for the second factor."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse

from ranklore.people.queries import has_authenticator_app


class VerifyAddressStage(EmailVerificationStage):
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Every sign-up waits for its code, even if the owner of the address verifies it at the same moment."""
        if not self.login.signup:
            return super().handle()
        send_verification_email_at_login(self.request, self.login)
        return get_adapter().respond_email_verification_sent(self.request, self.login.user), True


class SecondFactorStage(AuthenticateStage):
    """Only an app needs a second step. A passkey is one more way to sign in and must not lock anybody out."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and has_authenticator_app(self.login.user)
