"""The form for a new draft, the form for a list's details, and the parsing of what the preview submits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from ranklore.core.forms import NonceForm
from ranklore.core.pagination import parse_whole_number
from ranklore.drafts.editor.fields import FieldValues, PreviewState, tags_value
from ranklore.drafts.upload import ParsedUpload, check_upload_size, parse_bytes, parse_text, with_title_and_prompt
from ranklore.lists.categories import get_category
from ranklore.lists.forms import TAGS_HELP, CategoryField
from ranklore.lists.validation import validate_prompt, validate_title
from ranklore.parsing.limits import ITEMS_MAX, TITLE_MAX, PasteRefused
from ranklore.parsing.result import ParsedPage
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused

SEEN_LISTS_MAX = 50
EMPTY_MESSAGE = "There is nothing here yet. Paste a list, choose a file, or give at least a title."


class NewDraftForm(NonceForm):
    """A parsed page, a file, or only a title. When it is valid, `reading` holds what was understood."""

    # Plain Fields and not CharFields: the parser says better what is wrong with a text, and nothing may be stripped.
    text = forms.Field(label="Your list", required=False, widget=forms.Textarea)
    file = forms.FileField(
        label="Or choose a file",
        help_text="Text, HTML, CSV or JSON, instead of pasting it.",
        required=False,
        allow_empty_file=True,
    )
    title = forms.Field(
        label="Title (optional)", help_text=f"Up to {TITLE_MAX} characters.", required=False, widget=forms.TextInput
    )
    prompt = forms.Field(
        label="What is asked (optional)",
        help_text="A sentence or two under the title: what counts, and what does not.",
        required=False,
        widget=forms.Textarea,
    )

    reading: ParsedUpload

    @property
    def draft(self) -> dict[str, Any]:
        """What `start_draft` wants of a valid form."""
        return {
            "parsed": self.reading.parsed,
            "source_note": self.reading.note,
            "is_pasted": bool(self.reading.parsed.items),
            "nonce": self.cleaned_data["nonce"],
        }

    def clean_title(self) -> str:
        return self._checked("title", validate_title)

    def clean_prompt(self) -> str:
        return self._checked("prompt", validate_prompt)

    def clean(self) -> None:
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if file and text.strip():
            self.add_error("file", "There is a text above and a file here. Send one of the two.")
            return
        try:
            reading = _parse_input(text, file)
        except PasteRefused as refused:
            self.add_error("file" if file else "text", str(refused))
            return
        if not self.errors:
            self.reading = with_title_and_prompt(reading, self.cleaned_data["title"], self.cleaned_data["prompt"])
            if not self.reading.parsed.items and not self.reading.parsed.title:
                self.add_error("text", EMPTY_MESSAGE)

    def _checked(self, field: str, check: Callable[[str], str]) -> str:
        text = self.cleaned_data.get(field) or ""
        try:
            return check(text) if clean_line(text) else ""
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


def _parse_input(text: str, file: "UploadedFile[bytes] | None") -> ParsedUpload:
    if file:
        check_upload_size(file.size or 0)
        return parse_bytes(file.read())
    return parse_text(text) if text.strip() else ParsedUpload(ParsedPage(title="", prompt="", items=()))


class ListDetailsForm(forms.Form):
    """The title, prompt, category and tags of a draft, for showing."""

    title = forms.Field(label="Title", required=False, widget=forms.TextInput)
    prompt = forms.Field(label="What is asked (optional)", required=False, widget=forms.Textarea)
    category = CategoryField()
    tags = forms.Field(label="Tags (optional)", help_text=TAGS_HELP, required=False, widget=forms.TextInput)


@dataclass(frozen=True, slots=True)
class PreviewSubmission:
    """What came with a button of the preview. A version that is no number fits no draft and is refused as stale."""

    button: str
    version: int
    page: str
    acknowledged_untitled: int
    seen: frozenset[int]  # the lists like it that were shown
    typed: FieldValues


def parse_submission(post: QueryDict) -> PreviewSubmission:
    return PreviewSubmission(
        button=post.get("do", "save"),
        version=parse_whole_number(post.get("version")) or 0,
        page=post.get("page", ""),
        acknowledged_untitled=parse_whole_number(post.get("told")) or 0,
        seen=frozenset(
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
        ),
    )


def _item_fields(post: QueryDict, prefix: str) -> dict[int, str]:
    """The fields of one kind by the index of their item: `name-1` is that of item 0."""
    found = {}
    for key in post:
        if key.startswith(prefix) and 1 <= (number := parse_whole_number(key.removeprefix(prefix)) or 0) <= ITEMS_MAX:
            found[number - 1] = post.get(key) or ""
    return found


def details_form_for(parsed: ParsedPage, shown: PreviewState) -> ListDetailsForm:
    typed = shown.typed
    shown_now = {
        "title": (typed.title, parsed.title),
        "prompt": (typed.prompt, parsed.prompt),
        "tags": (typed.tags, tags_value(parsed)),
    }
    # a category that went from the setting meanwhile is none
    shown_now["category"] = (typed.category, parsed.category if get_category(parsed.category) else "")
    form = ListDetailsForm({name: kept if said is None else said for name, (said, kept) in shown_now.items()})
    for name in (shown_now.keys() & shown.errors.keys()) - form.errors.keys():
        form.add_error(name, shown.errors[name])
    return form
