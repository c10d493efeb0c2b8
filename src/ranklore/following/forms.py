"""The form to choose how often digests are sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ranklore.following.models import NotificationSettings


class DigestForm(forms.Form):
    digest = forms.ChoiceField(
        label=_("E-mail"),
        choices=[
            (each.value, each.label)
            for each in (
                NotificationSettings.Frequency.DAILY,
                NotificationSettings.Frequency.WEEKLY,
                NotificationSettings.Frequency.OFF,
            )
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how often."),
            "invalid_choice": _("Choose how often: every day, every Monday, or never."),
        },
    )
