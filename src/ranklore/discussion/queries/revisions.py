"""The public revision history of a comment, newest first, with what each edit changed."""

from dataclasses import dataclass
from datetime import datetime

from ranklore.discussion.models import Comment, CommentRevision
from ranklore.discussion.rendering.word_diff import DiffPiece, diff_words

REVISIONS_MAX = 20


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """The text of a comment from `since` on. `changes` is the difference to the text before; () for the first text."""

    text: str
    since: datetime
    changes: tuple[DiffPiece, ...]


def count_revisions(comment: Comment) -> int:
    return CommentRevision.objects.filter(comment=comment).count()


def get_revisions(comment: Comment) -> tuple[tuple[RevisionDiff, ...], int]:
    """The latest revisions, starting with the current text, and how many older ones are left out."""
    past = list(CommentRevision.objects.filter(comment=comment).order_by("-pk")[: REVISIONS_MAX + 1])
    texts = [comment.text, *(revision.text for revision in past)]
    since = [*(revision.replaced_at for revision in past), comment.created_at]
    shown = min(len(texts), REVISIONS_MAX)
    revisions = tuple(
        RevisionDiff(texts[n], since[n], diff_words(texts[n + 1], texts[n]) if n + 1 < len(texts) else ())
        for n in range(shown)
    )
    return revisions, count_revisions(comment) + 1 - shown
