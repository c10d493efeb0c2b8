"""Forms of the account settings: name, email address and password."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from ranklore.core.translation import translated
from ranklore.people.forms.labels import NAME_HELP, PASSWORD_HELP, set_labels
from ranklore.people.models import Account
from ranklore.people.names import clean_account_name, name_taken_message
from ranklore.people.queries import is_name_available
from ranklore.people.rate_limits import throttle_email
from ranklore.text.errors import Refused


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=NAME_HELP, error_messages={"required": _("Choose a name.")})

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_name(self) -> str:
        try:
            name = clean_account_name(self.cleaned_data["name"])
        except Refused as refused:
            raise forms.ValidationError(translated(refused.sentence)) from None
        if not is_name_available(name, self.account):
            raise forms.ValidationError(name_taken_message(name))
        return name


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        set_labels(self, oldpassword=(_("Current password"), ""), password1=(_("New password"), PASSWORD_HELP))


class SetPasswordForm(allauth.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        set_labels(self, password1=(_("Password"), PASSWORD_HELP))


class ChangeAddressForm(allauth.AddEmailForm):
    def clean_email(self) -> str:
        email = str(super().clean_email())
        throttle_email(context.request, "codes", email)
        return email
