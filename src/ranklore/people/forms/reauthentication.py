"""Forms that confirm who you are, by password or by a code sent by email."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.utils.translation import gettext as _

from ranklore.people.forms.labels import set_labels
from ranklore.people.messages import ALLAUTH_ERROR_MESSAGES


class ReauthenticateByPasswordForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self, password=(_("Password"), ""))


class ReauthenticateByEmailForm(allauth.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("user", None)
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        if not self.expected_code:
            raise forms.ValidationError(_("This code is too old. Ask for a new one."))
        if not compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code):
            raise forms.ValidationError(ALLAUTH_ERROR_MESSAGES["incorrect_code"])
        return str(self.cleaned_data["code"])
