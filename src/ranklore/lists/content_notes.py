"""Content notes: what an item or comment deals with, such as death or war, so that readers are warned."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from ranklore.parsing.limits import NOTE_MAX, NOTES_MAX

NOTE_READERS_MIN = 2
"""Readers whose word shows a note that the writer did not put."""
HELP_NOTE_KEY = "suicide-and-self-harm"
"""The note that the offer of help stands beside."""


@dataclass(frozen=True, slots=True)
class ContentNote:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class HelpOffer:
    sentence: str
    link: str


def known_notes() -> tuple[ContentNote, ...]:
    """The notes of this site, in the order of its setting."""
    labels = (" ".join(label.split()) for label in settings.CONTENT_NOTES)
    notes = (ContentNote(slugify(label, allow_unicode=True)[:NOTE_MAX], label) for label in labels)
    return tuple({note.key: note for note in notes if note.key}.values())[:NOTES_MAX]


def content_notes_for(keys: Collection[str]) -> tuple[ContentNote, ...]:
    """The notes with these keys; one that the site does not know any more is left out."""
    return tuple(note for note in known_notes() if note.key in keys)


def confirmed_notes(words: Iterable[tuple[int | None, str]], writer_id: int | None) -> list[str]:
    """The notes that stand, of (voter, note) words: the writer's own and imported ones at once, others by ENOUGH."""
    by_note: Counter[str] = Counter()
    for voter_id, note in words:
        by_note[note] += NOTE_READERS_MIN if voter_id is None or voter_id == writer_id else 1
    return sorted(note for note, weight in by_note.items() if weight >= NOTE_READERS_MIN)


def help_offer_for(keys: Collection[str]) -> HelpOffer | None:
    """The offer of help of this site where one of these notes calls for it."""
    if not settings.HELP_SENTENCE or HELP_NOTE_KEY not in keys:
        return None
    return HelpOffer(settings.HELP_SENTENCE, settings.HELP_LINK)


def note_choices() -> list[tuple[str, str]]:
    return [(note.key, note.label) for note in known_notes()]
