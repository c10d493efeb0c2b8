"""Passkeys and authenticator apps, as allauth keeps them."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from ranklore.people.models import Account
from ranklore.people.wording import ERRORS


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | ERRORS

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_totp_issuer(self) -> str:
        return f"Ranklore {self._get_site_name()}"


class AddPasskey(AddWebAuthnView):
    """Recovery codes stand in for the app's, so a passkey alone brings none."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        drop_idle_codes(self.request.user)
        return response

    def get_success_url(self) -> str:
        self.did_generate_recovery_codes = False
        return super().get_success_url()


class RemoveApp(DeactivateTOTPView):
    """With the app go its recovery codes, also when a passkey stays."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        drop_idle_codes(self.request.user)
        return response


def has_app(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


def drop_idle_codes(account: Account) -> None:
    """Delete recovery codes of an account that has no app."""
    if not has_app(account):
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
