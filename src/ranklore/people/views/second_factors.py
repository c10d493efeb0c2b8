"""Add a passkey and remove an authenticator app. Both keep recovery codes only for an app."""

from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from ranklore.people.actions.second_factors import delete_unused_recovery_codes


class AddPasskeyView(AddWebAuthnView):
    """Without allauth's recovery codes for a passkey: here they only replace an app."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        delete_unused_recovery_codes(self.request.user)
        return response

    def get_success_url(self) -> str:
        self.did_generate_recovery_codes = False
        return super().get_success_url()


class RemoveAppView(DeactivateTOTPView):
    """Deletes the recovery codes with the app, even if a passkey stays."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        delete_unused_recovery_codes(self.request.user)
        return response
