"""Forms for lists and items: a new item, other names, category and tags, content notes."""

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ranklore.core.forms import NonceForm
from ranklore.core.translation import translated
from ranklore.lists.categories import category_choices
from ranklore.lists.content_notes import known_notes, note_choices
from ranklore.lists.item_names import is_untitled
from ranklore.lists.models import Item
from ranklore.lists.validation import split_aliases, split_credits
from ranklore.parsing.limits import ALIASES_MAX, NAME_MAX, TAGS_MAX
from ranklore.parsing.result import UNTITLED
from ranklore.parsing.tags import checked_tags, typed_tags
from ranklore.text.errors import Refused

TAGS_HELP = format_lazy(_("Up to {max} words that describe it, separated by commas."), max=TAGS_MAX)
UNTITLED_HELP = format_lazy(
    _(
        "The first line becomes its name and cannot be changed later. Write “{untitled}” if that really is its name. "
        "Put other names on lines of their own."
    ),
    untitled=UNTITLED,
)


class AddItemForm(NonceForm):
    name = forms.CharField(
        label=_("Name of the item"),
        help_text=format_lazy(_("Up to {max} characters."), max=NAME_MAX),
        error_messages={"required": _("Give the item a name.")},
    )
    credits = forms.CharField(
        label=_("Credits (optional)"), help_text=_("Who made it. Separate names with commas."), required=False
    )
    aliases = forms.CharField(
        label=_("Other names (optional)"),
        help_text=_("What else it is called, in any language. One name on each line."),
        required=False,
        widget=forms.Textarea,
    )

    def clean_credits(self) -> list[str]:
        return split_credits(self.cleaned_data["credits"])

    def clean_aliases(self) -> list[str]:
        return split_aliases(self.cleaned_data["aliases"])


class AliasesForm(forms.Form):
    """The other names of an item, one on each line. `made_from` is all the names that the form showed.

    For an item without a name (`is_untitled`) the first line becomes its name.
    """

    aliases = forms.CharField(
        label=_("Other names"),
        help_text=format_lazy(
            _("What else people call it, in any language. One name on each line, at most {max}."), max=ALIASES_MAX
        ),
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
            names.label, names.help_text = _("What it is called"), UNTITLED_HELP

    def clean_aliases(self) -> list[str]:
        return split_aliases(self.cleaned_data["aliases"])

    def clean_made_from(self) -> list[str]:
        return split_aliases(self.cleaned_data["made_from"])

    def refresh_from(self, item: Item) -> None:
        """Keep what was typed, but base the next submit on the current names of the item."""
        self.data = {**dict(self.data.items()), "made_from": _all_names(item)}


def _all_names(item: Item) -> str:
    return "\n".join([item.name, *item.aliases])


class CategoryField(forms.ChoiceField):
    """One category of the site, or none."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Category (optional)"),
            required=False,
            choices=category_choices,
            error_messages={"invalid_choice": _("Choose one of the categories below, or none.")},
        )

    @property
    def has_any(self) -> bool:
        """Whether the site has any categories to choose from."""
        return len(category_choices()) > 1


class FilingForm(forms.Form):
    """The category and the tags of a list."""

    category = CategoryField()
    tags = forms.CharField(label=_("Tags (optional)"), help_text=TAGS_HELP, required=False)

    def clean_tags(self) -> list[str]:
        try:
            return [tag.name for tag in checked_tags(typed_tags(self.cleaned_data["tags"]))]
        except Refused as refused:
            raise forms.ValidationError(translated(refused.args[0])) from None


class ContentNotesField(forms.MultipleChoiceField):
    """Checkboxes for the content notes of this site. Notes that are no longer in the setting are ignored."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Content notes"), required=False, choices=note_choices, widget=forms.CheckboxSelectMultiple
        )

    def clean(self, value: object) -> list[str]:
        ticked = set(value) if isinstance(value, list | tuple) else set()
        return [note.key for note in known_notes() if note.key in ticked]


class ContentNotesForm(forms.Form):
    notes = ContentNotesField()
