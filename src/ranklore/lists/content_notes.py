"""Content notes: what an item or comment deals with, such as death or war, so that readers are warned."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from ranklore.parsing.limits import NOTE_MAX, NOTES_MAX

NOTE_READERS_MIN = 2
"""How many readers must suggest a note before it shows, when the author did not add it."""
HELP_NOTE_KEY = "suicide-and-self-harm"
"""The note that makes the offer of help show."""


@dataclass(frozen=True, slots=True)
class ContentNote:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class HelpOffer:
    sentence: str
    link: str


def known_notes() -> tuple[ContentNote, ...]:
    """The content notes of this site, in the order of its setting."""
    labels = (" ".join(label.split()) for label in settings.CONTENT_NOTES)
    notes = (ContentNote(slugify(label, allow_unicode=True)[:NOTE_MAX], label) for label in labels)
    return tuple({note.key: note for note in notes if note.key}.values())[:NOTES_MAX]


def content_notes_for(keys: Collection[str]) -> tuple[ContentNote, ...]:
    """The notes with these keys. Keys that the setting does not have (any more) are left out."""
    return tuple(note for note in known_notes() if note.key in keys)


def confirmed_notes(suggestions: Iterable[tuple[int | None, str]], author_id: int | None) -> list[str]:
    """The notes to show, from (voter, note) pairs.

    Notes of the author and imported notes (without a voter) count at once, others from NOTE_READERS_MIN readers on.
    """
    weights: Counter[str] = Counter()
    for voter_id, note in suggestions:
        weights[note] += NOTE_READERS_MIN if voter_id is None or voter_id == author_id else 1
    return sorted(note for note, weight in weights.items() if weight >= NOTE_READERS_MIN)


def help_offer_for(keys: Collection[str]) -> HelpOffer | None:
    """The offer of help, if the site has one and one of these notes calls for it."""
    if not settings.HELP_SENTENCE or HELP_NOTE_KEY not in keys:
        return None
    return HelpOffer(settings.HELP_SENTENCE, settings.HELP_LINK)


def note_choices() -> list[tuple[str, str]]:
    return [(note.key, note.label) for note in known_notes()]
