"""Forms for lists and items: adding an item, other names, category and tags, content notes."""

from django import forms
from django.http import QueryDict

from ranklore.core.forms import NonceForm
from ranklore.lists.categories import category_choices
from ranklore.lists.content_notes import known_notes, note_choices
from ranklore.lists.item_names import is_untitled
from ranklore.lists.models import Item
from ranklore.lists.validation import split_aliases, split_credits
from ranklore.parsing.limits import ALIASES_MAX, NAME_MAX, TAGS_MAX
from ranklore.parsing.result import UNTITLED
from ranklore.parsing.tags import checked_tags, typed_tags
from ranklore.text.errors import Refused

TAGS_HELP = f"Up to {TAGS_MAX} words that it may be found by, with commas between."

UNTITLED_HELP = (
    f"The first line becomes its name, which then stays: write “{UNTITLED}” if it is called that. What else people "
    "call it goes on lines of its own."
)


class AddItemForm(NonceForm):
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
        return split_credits(self.cleaned_data["credits"])

    def clean_aliases(self) -> list[str]:
        return split_aliases(self.cleaned_data["aliases"])


class AliasesForm(forms.Form):
    """What else an item is called, one name on each line; `made_from` is all names that the form had shown.

    is_untitled: the first line becomes the name that the item does not have yet.
    """

    aliases = forms.CharField(
        label="Other names",
        help_text=f"What else people call it, also in other languages. One on each line, at most {ALIASES_MAX}.",
        required=False,
        widget=forms.Textarea,
    )
    made_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, item: Item, auto_id: str = "id_%s") -> None:
        shown = {"aliases": "\n".join(item.aliases), "made_from": _all_names(item)}
        super().__init__(data, initial=shown, auto_id=auto_id)
        self.is_untitled = is_untitled(item)
        if self.is_untitled:
            names = self.fields["aliases"]
            names.label, names.help_text = "What it is called", UNTITLED_HELP

    def clean_aliases(self) -> list[str]:
        return split_aliases(self.cleaned_data["aliases"])

    def clean_made_from(self) -> list[str]:
        return split_aliases(self.cleaned_data["made_from"])

    def now_from(self, item: Item) -> None:
        """Keep what was typed, and let the next sending stand on the names of now."""
        self.data = {**dict(self.data.items()), "made_from": _all_names(item)}


def _all_names(item: Item) -> str:
    return "\n".join([item.name, *item.aliases])


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


class ContentNotesField(forms.MultipleChoiceField):
    """Tick boxes of the notes of this site. A note that went from the setting meanwhile is passed over."""

    def __init__(self) -> None:
        super().__init__(
            label="Content notes", required=False, choices=note_choices, widget=forms.CheckboxSelectMultiple
        )

    def clean(self, value: object) -> list[str]:
        ticked = set(value) if isinstance(value, list | tuple) else set()
        return [note.key for note in known_notes() if note.key in ticked]


class ContentNotesForm(forms.Form):
    notes = ContentNotesField()
