"""Passkeys and authenticator apps, as allauth keeps them."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from ranklore.people.models import Account
from ranklore.people.sealing import CannotOpen, opened, seal, sealed_anew
from ranklore.people.wording import ERRORS, KEY_IS_LOST
from ranklore.shell.views import error_page

SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
log = logging.getLogger(__name__)


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | ERRORS

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_totp_issuer(self) -> str:
        return f"Ranklore {self._get_site_name()}"

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Where no key fits nobody gets in: an empty secret would make codes that anybody knows."""
        try:
            return opened(encrypted_text)
        except CannotOpen:
            log.error("a secret was sealed with another SECRET_KEY; name that one in SECRET_KEY_FALLBACKS")
            raise ImmediateHttpResponse(error_page(self.request, 503, KEY_IS_LOST)) from None


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


def seal_secrets_anew() -> None:
    """Seal with the key of today what was kept in the clear, or sealed with a key of before."""
    for way in Authenticator.objects.filter(type__in=SECRETS).iterator():
        field = SECRETS[way.type]
        kept = way.data[field]
        if (sealed := sealed_anew(kept)) != kept:
            # Only where the row is as it was read: a recovery code may be used up in this moment.
            Authenticator.objects.filter(pk=way.pk, data=way.data).update(data={**way.data, field: sealed})
