"""allauth's adapter for passkeys and authenticator apps; stored secrets are encrypted."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from ranklore.core.responses import error_response
from ranklore.people.messages import ALLAUTH_ERROR_MESSAGES, SECRET_UNREADABLE
from ranklore.people.models import Account
from ranklore.people.sign_in.encryption import DecryptionError, decrypt, encrypt

log = logging.getLogger(__name__)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | ALLAUTH_ERROR_MESSAGES

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_totp_issuer(self) -> str:
        return f"Ranklore {self._get_site_name()}"

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Where no key fits nobody gets in: an empty secret would make codes that anybody knows."""
        try:
            return decrypt(encrypted_text)
        except DecryptionError:
            log.error("a secret was sealed with another SECRET_KEY; name that one in SECRET_KEY_FALLBACKS")
            raise ImmediateHttpResponse(error_response(self.request, 503, SECRET_UNREADABLE)) from None
