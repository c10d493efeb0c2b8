"""The public revision history of a comment, newest first, with what each edit changed."""

from dataclasses import dataclass
from datetime import datetime

from ranklore.discussion.models import Comment, CommentRevision
from ranklore.discussion.rendering.word_diff import DiffPiece, diff_words

REVISIONS_MAX = 20


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """The words of a comment from `since` on. `changes` is how they came of the words before; () for the first."""

    text: str
    since: datetime
    changes: tuple[DiffPiece, ...]


def count_revisions(comment: Comment) -> int:
    return CommentRevision.objects.filter(comment=comment).count()


def get_revisions(comment: Comment) -> tuple[tuple[RevisionDiff, ...], int]:
    """The newest revisions of a comment, the one that holds first, and how many older ones are not among them."""
    past = list(CommentRevision.objects.filter(comment=comment).order_by("-pk")[: REVISIONS_MAX + 1])
    texts = [comment.text, *(each.text for each in past)]
    since = [*(each.until for each in past), comment.created_at]
    shown = min(len(texts), REVISIONS_MAX)
    revisions = tuple(
        RevisionDiff(texts[n], since[n], diff_words(texts[n + 1], texts[n]) if n + 1 < len(texts) else ())
        for n in range(shown)
    )
    return revisions, count_revisions(comment) + 1 - shown
