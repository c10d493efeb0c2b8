"""Content notes: what an item or a comment deals with that a reader may want to be told of, or spared, beforehand."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.text import slugify

from ranklore.lists.rules.limits import NOTE_MAX, NOTES_MAX

ENOUGH = 2
"""Readers whose word shows a note that the writer did not put."""
HELP_WITH = "suicide-and-self-harm"
"""The note that the offer of help stands beside."""


@dataclass(frozen=True, slots=True)
class Note:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Help:
    sentence: str
    link: str


def known_notes() -> tuple[Note, ...]:
    """The notes of this site, in the order of its setting."""
    labels = (" ".join(label.split()) for label in settings.CONTENT_NOTES)
    notes = (Note(slugify(label, allow_unicode=True)[:NOTE_MAX], label) for label in labels)
    return tuple({note.key: note for note in notes if note.key}.values())[:NOTES_MAX]


def notes_of(keys: Collection[str]) -> tuple[Note, ...]:
    """The notes with these keys; one that the site does not know any more is left out."""
    return tuple(note for note in known_notes() if note.key in keys)


def standing_notes(words: Iterable[tuple[int | None, str]], writer_id: int | None) -> list[str]:
    """The notes that stand, of (voter, note) words: the writer's own and imported ones at once, others by ENOUGH."""
    by_note: Counter[str] = Counter()
    for voter_id, note in words:
        by_note[note] += ENOUGH if voter_id is None or voter_id == writer_id else 1
    return sorted(note for note, weight in by_note.items() if weight >= ENOUGH)


def help_beside(keys: Collection[str]) -> Help | None:
    """The offer of help of this site where one of these notes calls for it."""
    if not settings.HELP_SENTENCE or HELP_WITH not in keys:
        return None
    return Help(settings.HELP_SENTENCE, settings.HELP_LINK)


def note_choices() -> list[tuple[str, str]]:
    return [(note.key, note.label) for note in known_notes()]


class NotesField(forms.MultipleChoiceField):
    """Tick boxes of the notes of this site. A note that went from the setting meanwhile is passed over."""

    def __init__(self) -> None:
        super().__init__(
            label="Content notes", required=False, choices=note_choices, widget=forms.CheckboxSelectMultiple
        )

    def clean(self, value: object) -> list[str]:
        ticked = set(value) if isinstance(value, list | tuple) else set()
        return [note.key for note in known_notes() if note.key in ticked]


class NotesForm(forms.Form):
    notes = NotesField()
