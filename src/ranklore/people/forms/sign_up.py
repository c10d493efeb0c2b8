"""Forms to sign up, with or without a provider, and to verify the email address."""

import time
from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from ranklore.people.actions.accounts import delete_unverified_accounts, start_account
from ranklore.people.forms.account import NameForm
from ranklore.people.forms.labels import PASSWORD_HELP, set_labels
from ranklore.people.models import Account
from ranklore.people.rate_limits import throttle_email
from ranklore.people.sign_in.session_keys import PENDING_PROVIDER_SIGN_UP, PENDING_SIGN_UP


class SignUpForm(NameForm, allauth.SignupForm):
    """Whether the address is known or not, the same is done and said; what was chosen waits in the session."""

    field_order = ("email", "name", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(
            self,
            email=("E-mail address", "Nobody else sees it. We send a code to it."),
            password1=("Password (optional)", f"{PASSWORD_HELP} Without one you sign in with a code by e-mail."),
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors:
            throttle_email(context.request, "sign-ups", self.cleaned_data["email"])
        return cleaned

    def validate_unique_email(self, value: str) -> str:
        return value  # told apart in `try_save`, and never to the person

    def try_save(self, request: HttpRequest) -> Any:
        """Keep what was chosen until the code proves the address: an address of somebody else gets neither name nor
        password. It is kept, and the password hashed, also when the account exists, so that it takes as long."""
        request.session[PENDING_SIGN_UP] = {
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


class ProviderSignUpForm(SignUpForm):
    """For somebody whom another site sent: the same, without a password. The link waits for the code too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def try_save(self, request: HttpRequest) -> Any:
        coming = request.session.pop(PENDING_PROVIDER_SIGN_UP)
        answer = super().try_save(request)
        request.session[PENDING_SIGN_UP] |= {"link": (coming["provider"], coming["uid"])}
        request.session.modified = True
        return answer


class VerifyAddressForm(allauth.ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """Who has the code owns the address: an account that somebody else started for it gives way."""
        is_right = compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code)
        if is_right and self.user is not None and self.user.email != self.email:
            delete_unverified_accounts(timezone.now(), self.email)
        return str(super().clean_code())
