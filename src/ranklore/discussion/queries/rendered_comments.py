"""Comments as templates show them. The number of queries does not depend on the number of comments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ranklore.discussion.access import is_own
from ranklore.discussion.models import Comment, CommentRevision, HelpfulVote
from ranklore.discussion.queries.annotations import VoteLookups, VoteSuggestions, annotate_comments
from ranklore.discussion.rendering.html import RenderedText, text_without_spoilers
from ranklore.discussion.rendering.truncation import OPENING_LENGTH, strip_cut_mark
from ranklore.lists.content_notes import ContentNote, content_notes_for
from ranklore.lists.queries.content_notes import folded_notes_for
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class RenderedComment:
    """A comment for a template.

    folds     the notes it carries that this reader folds away
    vote_suggestions    what it argues and this reader, its writer, may count as votes
    answers   whom it answers, where the indentation does not show it and that comment is still there
    """

    id: int
    author: str
    profile: str  # the address of the author's page; "" for a guest
    created_at: datetime
    words: RenderedText
    is_cut: bool
    is_imported: bool
    is_simulated: bool
    is_mine: bool
    is_deleted: bool
    is_edited: bool
    is_spoiler: bool
    rank_when_posted: int | None
    helpful: int
    is_marked_helpful: bool
    notes: tuple[ContentNote, ...]
    folds: tuple[ContentNote, ...]
    vote_suggestions: VoteSuggestions
    level: int = 0
    answers: str = ""
    text: str = ""

    @property
    def metadata_text(self) -> str:
        """What it says on one line, for machines: without spoilers, and "" for what readers are warned of."""
        return "" if self.is_deleted or self.is_spoiler or self.notes else text_without_spoilers(self.text)

    @property
    def is_hidden(self) -> bool:
        """Whether it opens only when the reader wants it to."""
        return self.is_spoiler or bool(self.folds)


def render_comment(comment: Comment, voter: Voter, votes: VoteLookups | None = None) -> RenderedComment:
    """One comment by itself, as it stands above a form."""
    return next(view for _, view in render_comments([comment], voter, votes=votes))


def author_name(comment: Comment) -> str:
    writer = comment.voter
    return writer.account.name if writer and writer.account else comment.author


def render_comments(
    comments: Iterable[Comment], voter: Voter, opening: int = OPENING_LENGTH, votes: VoteLookups | None = None
) -> Iterator[tuple[Comment, RenderedComment]]:
    """Comments as their reader sees them, side by side with the rows."""
    comments = list(comments)
    ids = [comment.pk for comment in comments]
    found = HelpfulVote.objects.filter(comment__in=ids, voter=voter) if voter.pk else HelpfulVote.objects.none()
    helpful = set(found.values_list("comment_id", flat=True))
    edited = set(CommentRevision.objects.filter(comment__in=ids).values_list("comment_id", flat=True))
    folds = folded_notes_for(voter)
    shown = annotate_comments(comments, voter, opening, votes)
    for comment in comments:
        words, vote_suggestions = shown[comment.pk]
        writer = comment.voter
        notes = content_notes_for(comment.notes) if comment.notes else ()
        yield (
            comment,
            RenderedComment(
                id=comment.pk,
                author=author_name(comment),
                profile=writer.account.get_absolute_url() if writer and writer.account and writer.account.name else "",
                created_at=comment.created_at,
                words=words,
                is_cut=comment.is_cut,
                is_imported=comment.is_imported,
                is_simulated=writer is not None and writer.is_simulated,
                is_mine=is_own(voter, comment),
                is_deleted=comment.deleted_at is not None,
                is_edited=comment.pk in edited,
                is_spoiler=comment.is_spoiler,
                rank_when_posted=comment.rank_when_posted,
                helpful=comment.helpful,
                is_marked_helpful=comment.pk in helpful,
                notes=notes,
                folds=tuple(note for note in notes if note.key in folds),
                vote_suggestions=vote_suggestions,
                text=strip_cut_mark(comment.text) if comment.is_cut else comment.text,
            ),
        )
