"""The shape of input about accounts: allauth's forms with our words."""

import time
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from ranklore.people.actions import forget_unproven, is_free, start_account
from ranklore.people.limits import guess, knock
from ranklore.people.models import Account
from ranklore.people.rules import NAME_MAX, NAME_MIN, checked_name
from ranklore.people.wording import ERRORS, NOT_THIS_PASSKEY
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted

SIGNING_UP = "people.signing_up"
COMING_WITH = "people.coming_with"
NAME_HELP = f"{NAME_MIN} to {NAME_MAX} letters and digits, with - _ or . between. Everybody sees it; you can change it."
PASSKEY_NAME_MAX = 60
PASSWORD_HELP = "At least 10 characters."


class NameForm(forms.Form):
    name = forms.CharField(label="Name", help_text=NAME_HELP, error_messages={"required": "Choose a name."})

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_name(self) -> str:
        try:
            name = checked_name(self.cleaned_data["name"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        if not is_free(name, self.account):
            raise forms.ValidationError(
                f"The name {quoted(name)} is taken, or looks like one that is. Choose another one."
            )
        return name


class SignInForm(allauth.LoginForm):
    """With a password, or without one: then a code comes by e-mail."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and "by_code" in data:  # the other button: whatever stands in the password is not looked at
            data = {**dict(data.items()), "password": ""}
        super().__init__(data, *args, **kwargs)
        _say(self, login=("E-mail address", ""), password=("Password", ""))
        self.fields["password"].required = False

    def clean_login(self) -> str:
        return get_adapter().clean_email(super().clean_login())

    def _clean_without_password(self, email: str, phone: None) -> Any:
        knock(self.request, "codes", email)
        return super()._clean_without_password(email, phone)


class SignUpForm(NameForm, allauth.SignupForm):
    """Whether the address is known or not, the same is done and said; what was chosen waits in the session."""

    field_order = ("email", "name", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            email=("E-mail address", "Nobody else sees it. We send a code to it."),
            password1=("Password (optional)", f"{PASSWORD_HELP} Without one you sign in with a code by e-mail."),
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors:
            knock(context.request, "sign-ups", self.cleaned_data["email"])
        return cleaned

    def validate_unique_email(self, value: str) -> str:
        return value  # told apart in `try_save`, and never to the person

    def try_save(self, request: HttpRequest) -> Any:
        """Keep what was chosen until the code proves the address: an address of somebody else gets neither name nor
        password. It is kept, and the password hashed, also when the account exists, so that it takes as long."""
        request.session[SIGNING_UP] = {
            "email": self.cleaned_data["email"],
            "name": self.cleaned_data["name"],
            "password": make_password(self.cleaned_data.get("password1") or None),
            "at": time.time(),
        }
        self.started = start_account(self.cleaned_data["email"])
        self.account_already_exists = self.started is None
        return super().try_save(request)

    def save(self, request: HttpRequest) -> Account | None:
        return self.started


class SignUpWithForm(SignUpForm):
    """For somebody whom another site sent: the same, without a password. The link waits for the code too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def try_save(self, request: HttpRequest) -> Any:
        coming = request.session.pop(COMING_WITH)
        answer = super().try_save(request)
        request.session[SIGNING_UP] |= {"link": (coming["provider"], coming["uid"])}
        request.session.modified = True
        return answer


class ProveAddressForm(allauth.ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """Who has the code owns the address: an account that somebody else started for it gives way."""
        is_right = compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code)
        if is_right and self.user is not None and self.user.email != self.email:
            forget_unproven(timezone.now(), self.email)
        return str(super().clean_code())


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _say(self, oldpassword=("Your password now", ""), password1=("New password", PASSWORD_HELP))


class SetPasswordForm(allauth.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _say(self, password1=("Password", PASSWORD_HELP))


class ProveByPasswordForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=("Password", ""))


class ResetForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=("E-mail address", ""))

    def clean_email(self) -> str:
        email = str(super().clean_email())
        knock(context.request, "codes", email)
        return email


class NewAddressForm(allauth.AddEmailForm):
    def clean_email(self) -> str:
        email = str(super().clean_email())
        knock(context.request, "codes", email)
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _say(self, password1=("New password", PASSWORD_HELP))


class AddPasskeyForm(AddWebAuthnForm):
    """Every passkey signs in by itself: the device has asked for a finger, a face or a PIN."""

    passwordless = None  # the checkbox of allauth's form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=("Name of the passkey", "So that you know it again, such as “phone”."))

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
            raise forms.ValidationError(NOT_THIS_PASSKEY) from None


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label="Name of the passkey", max_length=PASSKEY_NAME_MAX)


class GuessedCode:
    """A code of an app, or one that stands in for it."""

    def clean_code(self) -> str:
        tried = guess(context.request, f"app of account {self.user.pk}")  # type: ignore[attr-defined]
        code: str = super().clean_code()  # type: ignore[misc]
        tried.was_right()
        return code


class SecondStepForm(GuessedCode, AuthenticateForm):
    pass


class ProveByAppForm(GuessedCode, ReauthenticateForm):
    pass


class SetUpAppForm(GuessedCode, ActivateTOTPForm):
    @property
    def secret_in_fours(self) -> str:
        """As it is easiest typed from a screen; apps take the spaces out again."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


class ProveByMailForm(allauth.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("user", None)
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        if not self.expected_code:
            raise forms.ValidationError("This code is too old. Ask for a new one.")
        if not compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code):
            raise forms.ValidationError(ERRORS["incorrect_code"])
        return str(self.cleaned_data["code"])


def _say(form: forms.Form, **words: tuple[str, str]) -> None:
    """Our label and hint for the fields, and no words inside them."""
    for name, (label, hint) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
