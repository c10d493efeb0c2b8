from django import forms

from ranklore.following.models import Reader


class DigestForm(forms.Form):
    digest = forms.ChoiceField(
        label="E-mail",
        choices=[(each.value, each.label) for each in (Reader.Digest.DAILY, Reader.Digest.WEEKLY, Reader.Digest.OFF)],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how often.",
            "invalid_choice": "Choose how often: every day, every Monday, or never.",
        },
    )
