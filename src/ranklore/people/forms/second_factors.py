"""Forms for passkeys and for codes of an authenticator app."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from ranklore.people.forms.labels import set_labels
from ranklore.people.messages import UNKNOWN_PASSKEY
from ranklore.people.rate_limits import throttle_attempt

PASSKEY_NAME_MAX = 60


class AddPasskeyForm(AddWebAuthnForm):
    """Every passkey is enough to sign in: the device asks for a finger, a face or a PIN."""

    passwordless = None  # removes the checkbox of allauth's form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self, name=(_("Name of the passkey"), _("Choose a name that you will recognize, such as “phone”.")))

    def clean_name(self) -> str:
        return str(super().clean_name())[:PASSKEY_NAME_MAX]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class PasskeySignInForm(LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except forms.ValidationError:
            raise forms.ValidationError(UNKNOWN_PASSKEY) from None


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=PASSKEY_NAME_MAX)


class ThrottledCodeMixin:
    """Limits attempts to enter a code from an app, or a recovery code."""

    def clean_code(self) -> str:
        attempt = throttle_attempt(context.request, f"app of account {self.user.pk}")  # type: ignore[attr-defined]
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.succeeded()
        return code


class SecondFactorForm(ThrottledCodeMixin, AuthenticateForm):
    pass


class ReauthenticateByAppForm(ThrottledCodeMixin, ReauthenticateForm):
    pass


class SetUpAppForm(ThrottledCodeMixin, ActivateTOTPForm):
    @property
    def grouped_secret(self) -> str:
        """The secret in groups of four, which are easier to type. Apps ignore the spaces."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))
