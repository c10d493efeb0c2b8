"""Forms to sign in and to reset a password."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.utils.translation import gettext as _

from ranklore.people.forms.labels import PASSWORD_HELP, set_labels
from ranklore.people.rate_limits import throttle_email


class SignInForm(allauth.LoginForm):
    """Sign in with a password. Without one, a code is sent by email."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and "by_code" in data:  # the button for a code: ignore the password
            data = {**dict(data.items()), "password": ""}
        super().__init__(data, *args, **kwargs)
        set_labels(self, login=(_("E-mail address"), ""), password=(_("Password"), ""))
        self.fields["password"].required = False

    def clean_login(self) -> str:
        return get_adapter().clean_email(super().clean_login())

    def _clean_without_password(self, email: str, phone: None) -> Any:
        throttle_email(self.request, "codes", email)
        return super()._clean_without_password(email, phone)


class PasswordResetForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self, email=(_("E-mail address"), ""))

    def clean_email(self) -> str:
        email = str(super().clean_email())
        throttle_email(context.request, "codes", email)
        return email


class PasswordResetKeyForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        set_labels(self, password1=(_("New password"), PASSWORD_HELP))
