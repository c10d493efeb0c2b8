"""Add a passkey and remove an authenticator app, with the rules of this site for recovery codes."""

from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from ranklore.people.actions.second_factors import delete_unused_recovery_codes


class AddPasskeyView(AddWebAuthnView):
    """Recovery codes stand in for the app's, so a passkey alone brings none."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        delete_unused_recovery_codes(self.request.user)
        return response

    def get_success_url(self) -> str:
        self.did_generate_recovery_codes = False
        return super().get_success_url()


class RemoveAppView(DeactivateTOTPView):
    """With the app go its recovery codes, also when a passkey stays."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        delete_unused_recovery_codes(self.request.user)
        return response
