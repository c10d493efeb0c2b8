"""Editing a comment, and the public history of its words."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from ranklore.discussion.models import Comment, PastWords
from ranklore.discussion.notes import put_notes
from ranklore.discussion.rules import checked_text
from ranklore.lists.actions import lock_list
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused

VERSIONS_SHOWN = 20
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_DIFF_MOST = 400
"""Words, spaces and signs that differ; more are shown whole, since comparing can take the cube of their number."""


class Changed(Refused):
    """The comment was edited elsewhere since the form was served."""

    def __init__(self, now: str) -> None:
        super().__init__(
            "You changed this comment in another window meanwhile; how it reads now is shown below. Nothing is lost: "
            "save again to put what you typed here in its place."
        )
        self.now = now


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that was kept, added or taken out ("same", "new", "old")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a comment from `since` on. `changes` is how they came of the words before; () for the first."""

    text: str
    since: datetime
    changes: tuple[Piece, ...]


@transaction.atomic
def edit_comment(
    *,
    voter: Voter,
    comment: Comment,
    made_from: int,
    text: str,
    is_spoiler: bool = False,
    notes: Collection[str] = (),
) -> None:
    """Give one's comment other words; what it said stays in its history.

    `made_from` is `edits_of` the comment when the form was served. The same form twice changes nothing more.
    Raises Changed when the words were changed elsewhere since, and Refused.
    """
    text = checked_text(text)
    lock_list(comment.list_id)
    held = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if held.deleted_at:
        raise Refused("This comment is deleted. Put it back first; what you typed is still here.")
    if text != held.text:
        if edits_of(held) != made_from:
            raise Changed(held.text)
        PastWords.objects.create(comment=held, text=held.text)
    # Whoever edits a text that had been cut off where it was copied from has given it an end.
    held.text, held.is_spoiler, held.is_cut = text, is_spoiler, held.is_cut and text == held.text
    held.save(update_fields=["text", "is_spoiler", "is_cut"])
    put_notes(held, voter, notes)


def edits_of(comment: Comment) -> int:
    return PastWords.objects.filter(comment=comment).count()


def history_of(comment: Comment) -> tuple[tuple[Version, ...], int]:
    """The newest versions of a comment, the one that holds first, and how many older ones are not among them."""
    past = list(PastWords.objects.filter(comment=comment).order_by("-pk")[: VERSIONS_SHOWN + 1])
    texts = [comment.text, *(each.text for each in past)]
    since = [*(each.until for each in past), comment.created_at]
    shown = min(len(texts), VERSIONS_SHOWN)
    versions = tuple(
        Version(texts[n], since[n], word_changes(texts[n + 1], texts[n]) if n + 1 < len(texts) else ())
        for n in range(shown)
    )
    return versions, edits_of(comment) + 1 - shown


@lru_cache(maxsize=500)
def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """What was taken out and what was added between two texts, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _alike(old, new)
    old, new, first = old[start:], new[start:], new[:start]
    end = _alike(old[::-1], new[::-1])
    old, new, last = old[: len(old) - end], new[: len(new) - end], new[len(new) - end :]
    pieces = _piece("same", first)
    if len(old) + len(new) > _DIFF_MOST:
        pieces += _piece("old", old) + _piece("new", new)
    else:
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            pieces += _piece("same", new[c:d]) if kind == "equal" else _piece("old", old[a:b]) + _piece("new", new[c:d])
    return tuple(pieces + _piece("same", last))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words the two begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _piece(kind: str, words: Sequence[str]) -> list[Piece]:
    return [Piece(kind, "".join(words))] if words else []
