from django import forms

from ranklore.lists.rules.checks import typed_credits
from ranklore.lists.rules.limits import NAME_MAX
from ranklore.shell.forms import OnceForm


class AddItemForm(OnceForm):
    name = forms.CharField(
        label="Name of the item",
        help_text=f"Up to {NAME_MAX} characters.",
        error_messages={"required": "Give the item a name."},
    )
    credits = forms.CharField(
        label="Credits (optional)", help_text="Who made it. Put a comma between two names.", required=False
    )

    def clean_credits(self) -> list[str]:
        return typed_credits(self.cleaned_data["credits"])
