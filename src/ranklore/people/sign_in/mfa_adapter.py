"""allauth's adapter for passkeys and authenticator apps; stored secrets are encrypted."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from ranklore.core.responses import error_response
from ranklore.people.messages import ALLAUTH_ERROR_MESSAGES, SECRET_UNREADABLE
from ranklore.people.models import Account
from ranklore.people.sign_in.encryption import DecryptionError, decrypt, encrypt

log = logging.getLogger(__name__)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | ALLAUTH_ERROR_MESSAGES

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_totp_issuer(self) -> str:
        return f"Ranklore {self._get_site_name()}"

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The plain secret. If no key fits, nobody gets in: anybody could compute the codes of an empty secret."""
        try:
            return decrypt(encrypted_text)
        except DecryptionError:
            log.error("a secret was encrypted with another SECRET_KEY; add that key to SECRET_KEY_FALLBACKS")
            raise ImmediateHttpResponse(error_response(self.request, 503, str(SECRET_UNREADABLE))) from None
