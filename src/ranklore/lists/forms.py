from django import forms

from ranklore.lists.categories import category_choices
from ranklore.lists.rules.checks import typed_credits
from ranklore.lists.rules.limits import NAME_MAX, TAGS_MAX
from ranklore.lists.rules.tags import checked_tags, typed_tags
from ranklore.shell.forms import OnceForm
from ranklore.shell.refused import Refused

TAGS_HELP = f"Up to {TAGS_MAX} words that it may be found by, with commas between."


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


class CategoryField(forms.ChoiceField):
    """One category of the site, or none."""

    def __init__(self) -> None:
        super().__init__(
            label="Category (optional)",
            required=False,
            choices=category_choices,
            error_messages={"invalid_choice": "Choose one of the categories below, or none."},
        )

    @property
    def has_any(self) -> bool:
        return len(category_choices()) > 1


class FilingForm(forms.Form):
    """The category and the tags of a list."""

    category = CategoryField()
    tags = forms.CharField(label="Tags (optional)", help_text=TAGS_HELP, required=False)

    def clean_tags(self) -> list[str]:
        try:
            return [tag.name for tag in checked_tags(typed_tags(self.cleaned_data["tags"]))]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
