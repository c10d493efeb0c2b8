from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from ranklore.exchange.reading import Reading, check_size, read_bytes, read_text, with_own_words
from ranklore.exchange.typed import Typed
from ranklore.lists.forms import TAGS_HELP, CategoryField
from ranklore.lists.rules import ITEMS_MAX, TITLE_MAX, Pasted, PasteRefused, clean_line
from ranklore.lists.rules.checks import checked_prompt, checked_title
from ranklore.shell.forms import OnceForm
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused

NOTHING = "There is nothing here yet. Paste a list, choose a file, or give at least a title."


class NewForm(OnceForm):
    """A pasted page, a file, or only a title. When it is valid, `reading` holds what was understood."""

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

    reading: Reading

    @property
    def draft(self) -> dict[str, Any]:
        """What `start_draft` wants of a valid form."""
        return {
            "pasted": self.reading.pasted,
            "source_note": self.reading.note,
            "is_pasted": bool(self.reading.pasted.items),
            "nonce": self.cleaned_data["nonce"],
        }

    def clean_title(self) -> str:
        return self._checked("title", checked_title)

    def clean_prompt(self) -> str:
        return self._checked("prompt", checked_prompt)

    def clean(self) -> None:
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if file and text.strip():
            self.add_error("file", "There is a text above and a file here. Send one of the two.")
            return
        try:
            reading = _read(text, file)
        except PasteRefused as refused:
            self.add_error("file" if file else "text", str(refused))
            return
        if not self.errors:
            self.reading = with_own_words(reading, self.cleaned_data["title"], self.cleaned_data["prompt"])
            if not self.reading.pasted.items and not self.reading.pasted.title:
                self.add_error("text", NOTHING)

    def _checked(self, field: str, check: Callable[[str], str]) -> str:
        text = self.cleaned_data.get(field) or ""
        try:
            return check(text) if clean_line(text) else ""
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


def _read(text: str, file: "UploadedFile[bytes] | None") -> Reading:
    if file:
        check_size(file.size or 0)
        return read_bytes(file.read())
    return read_text(text) if text.strip() else Reading(Pasted(title="", prompt="", items=()))


class HeadForm(forms.Form):
    """The title, prompt, category and tags of a draft, for showing."""

    title = forms.Field(label="Title", required=False, widget=forms.TextInput)
    prompt = forms.Field(label="What is asked (optional)", required=False, widget=forms.Textarea)
    category = CategoryField()
    tags = forms.Field(label="Tags (optional)", help_text=TAGS_HELP, required=False, widget=forms.TextInput)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a button of the preview. A version that is no number fits no draft and is refused as stale."""

    button: str
    version: int
    page: str
    told_untitled: int
    typed: Typed


def read_asked(post: QueryDict) -> Asked:
    return Asked(
        button=post.get("do", "save"),
        version=whole_number(post.get("version")) or 0,
        page=post.get("page", ""),
        told_untitled=whole_number(post.get("told")) or 0,
        typed=Typed(
            title=post.get("title"),
            prompt=post.get("prompt"),
            category=post.get("category"),
            tags=post.get("tags"),
            names=_of_items(post, "name-"),
            credits=_of_items(post, "credits-"),
            places=_of_items(post, "to-"),
        ),
    )


def _of_items(post: QueryDict, prefix: str) -> dict[int, str]:
    """The fields of one kind by the index of their item: `name-1` is that of item 0."""
    found = {}
    for key in post:
        if key.startswith(prefix) and 1 <= (number := whole_number(key.removeprefix(prefix)) or 0) <= ITEMS_MAX:
            found[number - 1] = post.get(key) or ""
    return found
