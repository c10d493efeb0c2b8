from django import forms

from ranklore.following.models import NotificationSettings


class DigestForm(forms.Form):
    digest = forms.ChoiceField(
        label="E-mail",
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
            "required": "Choose how often.",
            "invalid_choice": "Choose how often: every day, every Monday, or never.",
        },
    )
