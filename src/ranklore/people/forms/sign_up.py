"""Forms to sign up, with or without a provider, and to verify the email address."""

import time
from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ranklore.people.actions.accounts import delete_unverified_accounts, start_account
from ranklore.people.forms.account import NameForm
from ranklore.people.forms.labels import set_labels
from ranklore.people.models import Account
from ranklore.people.rate_limits import throttle_email
from ranklore.people.sign_in.session_keys import PENDING_PROVIDER_SIGN_UP, PENDING_SIGN_UP


class SignUpForm(NameForm, allauth.SignupForm):
    """What was chosen waits in the session for the code. The form does and says the same whether the address has an
    account or not."""

    field_order = ("email", "name", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(
            self,
            email=(_("E-mail address"), _("Nobody else can see it. We will send a code to it.")),
            password1=(
                _("Password (optional)"),
                _("At least 10 characters. Without a password you sign in with a code by e-mail."),
            ),
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors:
            throttle_email(context.request, "sign-ups", self.cleaned_data["email"])
        return cleaned

    def validate_unique_email(self, value: str) -> str:
        return value  # `try_save` handles a known address, and the page must not tell

    def try_save(self, request: HttpRequest) -> Any:
        """Keep the name and password in the session until the code verifies the address, so that nobody can set them
        for somebody else's address. For an address that has an account this does the same work, so it takes as long."""
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
    """Sign up with a provider: without a password. The provider link waits for the code too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def try_save(self, request: HttpRequest) -> Any:
        pending = request.session.pop(PENDING_PROVIDER_SIGN_UP)
        saved = super().try_save(request)
        request.session[PENDING_SIGN_UP] |= {"link": (pending["provider"], pending["uid"])}
        request.session.modified = True
        return saved


class VerifyAddressForm(allauth.ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """Whoever has the code owns the address, so an account that somebody else started with it is deleted."""
        is_right = compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code)
        if is_right and self.user is not None and self.user.email != self.email:
            delete_unverified_accounts(timezone.now(), self.email)
        return str(super().clean_code())
