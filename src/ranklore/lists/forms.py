from collections.abc import Sequence
from typing import Any

from django import forms

from ranklore.lists.rules.checks import typed_aliases, typed_credits
from ranklore.lists.rules.limits import ALIASES_MAX, NAME_MAX
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

    aliases = forms.CharField(
        label="Other names (optional)",
        help_text="What else it is called, also in other languages. One on each line.",
        required=False,
        widget=forms.Textarea,
    )

    def clean_credits(self) -> list[str]:
        return typed_credits(self.cleaned_data["credits"])

    def clean_aliases(self) -> list[str]:
        return typed_aliases(self.cleaned_data["aliases"])


class NamesForm(forms.Form):
    """What else an item is called, one name on each line; `made_from` is what the form had shown."""

    aliases = forms.CharField(
        label="Other names",
        help_text=f"What else people call it, also in other languages. One on each line, at most {ALIASES_MAX}.",
        required=False,
        widget=forms.Textarea,
    )
    made_from = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, aliases: Sequence[str], **options: Any) -> "NamesForm":
        return cls(initial={"aliases": "\n".join(aliases), "made_from": "\n".join(aliases)}, **options)

    def clean_aliases(self) -> list[str]:
        return typed_aliases(self.cleaned_data["aliases"])

    def clean_made_from(self) -> list[str]:
        return typed_aliases(self.cleaned_data["made_from"])

    def now_from(self, aliases: Sequence[str]) -> None:
        """Keep what was typed, and let the next sending stand on these names."""
        self.data = {**dict(self.data.items()), "made_from": "\n".join(aliases)}
