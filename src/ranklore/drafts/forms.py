"""The form for a new draft, the form for a list's details, and the parsing of what the preview submits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ranklore.core.forms import NonceForm
from ranklore.core.pagination import parse_whole_number
from ranklore.drafts.editor.fields import FieldValues, PreviewState, error_text, tags_value
from ranklore.drafts.upload import ParsedUpload, check_upload_size, parse_bytes, parse_text, with_title_and_prompt
from ranklore.lists.categories import get_category
from ranklore.lists.forms import TAGS_HELP, CategoryField
from ranklore.lists.validation import validate_prompt, validate_title
from ranklore.parsing.limits import ITEMS_MAX, QUESTIONS_MAX, TITLE_MAX, PasteRefused
from ranklore.parsing.result import ParsedPage
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused

SEEN_LISTS_MAX = 50
EMPTY_MESSAGE = _("There is nothing to read yet. Paste a list, choose a file, or type a title.")
TEXT_AND_FILE_MESSAGE = _("You pasted a list and chose a file. Send only one of the two.")


def _title_help() -> str:
    return gettext("Up to %(limit)s characters.") % {"limit": intcomma(TITLE_MAX)}


class NewDraftForm(NonceForm):
    """A pasted page, a file, or only a title. When the form is valid, `upload` holds the parsed page."""

    # Fields and not CharFields: the parser explains better what is wrong with a text, and nothing may be stripped.
    text = forms.Field(label=_("Your list"), required=False, widget=forms.Textarea)
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("A text, HTML, CSV or JSON file, instead of a pasted list."),
        required=False,
        allow_empty_file=True,
    )
    title = forms.Field(
        label=_("Title (optional)"), help_text=lazy(_title_help, str)(), required=False, widget=forms.TextInput
    )
    prompt = forms.Field(
        label=_("What is asked (optional)"),
        help_text=_("One or two sentences under the title that say what belongs on the list."),
        required=False,
        widget=forms.Textarea,
    )

    upload: ParsedUpload

    @property
    def draft(self) -> dict[str, Any]:
        """The arguments of a valid form for `start_draft`."""
        return {
            "parsed": self.upload.parsed,
            "source_note": self.upload.note,
            "is_pasted": bool(self.upload.parsed.items),
            "nonce": self.cleaned_data["nonce"],
        }

    def clean_title(self) -> str:
        return self._validated("title", validate_title)

    def clean_prompt(self) -> str:
        return self._validated("prompt", validate_prompt)

    def clean(self) -> None:
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if file and text.strip():
            self.add_error("file", TEXT_AND_FILE_MESSAGE)
            return
        try:
            upload = _parse_input(text, file)
        except PasteRefused as refused:
            self.add_error("file" if file else "text", error_text(refused))
            return
        if not self.errors:
            self.upload = with_title_and_prompt(upload, self.cleaned_data["title"], self.cleaned_data["prompt"])
            if not self.upload.parsed.items and not self.upload.parsed.title:
                self.add_error("text", EMPTY_MESSAGE)

    def _validated(self, field: str, validate: Callable[[str], str]) -> str:
        text = self.cleaned_data.get(field) or ""
        try:
            return validate(text) if clean_line(text) else ""
        except Refused as refused:
            raise forms.ValidationError(error_text(refused)) from None


def _parse_input(text: str, file: "UploadedFile[bytes] | None") -> ParsedUpload:
    if file:
        check_upload_size(file.size or 0)
        return parse_bytes(file.read())
    return parse_text(text) if text.strip() else ParsedUpload(ParsedPage(title="", prompt="", items=()))


class ListDetailsForm(forms.Form):
    """The title, prompt, category and tags of a draft, only for display: `apply_fields` validates what comes back."""

    title = forms.Field(label=_("Title"), required=False, widget=forms.TextInput)
    prompt = forms.Field(label=_("What is asked (optional)"), required=False, widget=forms.Textarea)
    category = CategoryField()
    tags = forms.Field(label=_("Tags (optional)"), help_text=TAGS_HELP, required=False, widget=forms.TextInput)


@dataclass(frozen=True, slots=True)
class PreviewSubmission:
    """What a button of the preview sends. A version that is not a number becomes 0, which is always stale."""

    button: str
    version: int
    page: str
    acknowledged_untitled: int
    seen_lists: frozenset[int]  # the similar lists that were shown
    typed: FieldValues


def parse_submission(post: QueryDict) -> PreviewSubmission:
    return PreviewSubmission(
        button=post.get("do", "save"),
        version=parse_whole_number(post.get("version")) or 0,
        page=post.get("page", ""),
        acknowledged_untitled=parse_whole_number(post.get("told")) or 0,
        seen_lists=frozenset(
            number for text in post.getlist("seen")[:SEEN_LISTS_MAX] if (number := parse_whole_number(text))
        ),
        typed=FieldValues(
            title=post.get("title"),
            prompt=post.get("prompt"),
            category=post.get("category"),
            tags=post.get("tags"),
            names=_item_fields(post, "name-"),
            credits=_item_fields(post, "credits-"),
            places=_item_fields(post, "to-"),
            answers=_answer_fields(post),
        ),
    )


def _item_fields(post: QueryDict, prefix: str) -> dict[int, str]:
    """The fields of one kind by the index of their item: `name-1` belongs to item 0."""
    found = {}
    for key in post:
        if key.startswith(prefix) and 1 <= (number := parse_whole_number(key.removeprefix(prefix)) or 0) <= ITEMS_MAX:
            found[number - 1] = post.get(key) or ""
    return found


def _answer_fields(post: QueryDict) -> dict[str, str]:
    """The answers that were typed, by the key of their question."""
    keys = [key for key in post if key.startswith("answer-")][: QUESTIONS_MAX + 1]
    return {key.removeprefix("answer-"): post.get(key) or "" for key in keys}


def details_form_for(parsed: ParsedPage, state: PreviewState) -> ListDetailsForm:
    """The details of the page, or what was typed instead, with the errors about it."""
    typed = state.typed
    values = {
        "title": (typed.title, parsed.title),
        "prompt": (typed.prompt, parsed.prompt),
        "tags": (typed.tags, tags_value(parsed)),
        # A category that was removed from the settings in the meantime is shown as none.
        "category": (typed.category, parsed.category if get_category(parsed.category) else ""),
    }
    form = ListDetailsForm({name: saved if sent is None else sent for name, (sent, saved) in values.items()})
    for name in (values.keys() & state.errors.keys()) - form.errors.keys():
        form.add_error(name, state.errors[name])
    return form
