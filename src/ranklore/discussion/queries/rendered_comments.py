"""Comments ready for templates. The number of database queries does not depend on the number of comments."""

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

    folds             content notes of the comment that this reader keeps collapsed
    vote_suggestions  votes that its author may cast; empty for every other reader
    reply_to_name     author of the parent, if the indentation does not show the parent and it is not deleted
    """

    id: int
    author: str
    profile: str  # URL of the author's profile; "" for a guest
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
    reply_to_name: str = ""
    text: str = ""

    @property
    def metadata_text(self) -> str:
        """The text on one line for page metadata. Spoilers are left out; a comment with a warning gives ""."""
        return "" if self.is_deleted or self.is_spoiler or self.notes else text_without_spoilers(self.text)

    @property
    def is_hidden(self) -> bool:
        """Whether the text is collapsed until the reader opens it."""
        return self.is_spoiler or bool(self.folds)


def render_comment(comment: Comment, voter: Voter, votes: VoteLookups | None = None) -> RenderedComment:
    """A single comment, for example to quote above a form."""
    return next(view for _, view in render_comments([comment], voter, votes=votes))


def author_name(comment: Comment) -> str:
    author = comment.voter
    return author.account.name if author and author.account else comment.author


def render_comments(
    comments: Iterable[Comment], voter: Voter, opening: int = OPENING_LENGTH, votes: VoteLookups | None = None
) -> Iterator[tuple[Comment, RenderedComment]]:
    """Yield each comment with its rendered form for this voter."""
    comments = list(comments)
    ids = [comment.pk for comment in comments]
    own_votes = HelpfulVote.objects.filter(comment__in=ids, voter=voter) if voter.pk else HelpfulVote.objects.none()
    marked_helpful = set(own_votes.values_list("comment_id", flat=True))
    edited = set(CommentRevision.objects.filter(comment__in=ids).values_list("comment_id", flat=True))
    folds = folded_notes_for(voter)
    annotated = annotate_comments(comments, voter, opening, votes)
    for comment in comments:
        words, vote_suggestions = annotated[comment.pk]
        author = comment.voter
        notes = content_notes_for(comment.notes) if comment.notes else ()
        yield (
            comment,
            RenderedComment(
                id=comment.pk,
                author=author_name(comment),
                profile=author.account.get_absolute_url() if author and author.account and author.account.name else "",
                created_at=comment.created_at,
                words=words,
                is_cut=comment.is_cut,
                is_imported=comment.is_imported,
                is_simulated=author is not None and author.is_simulated,
                is_mine=is_own(voter, comment),
                is_deleted=comment.deleted_at is not None,
                is_edited=comment.pk in edited,
                is_spoiler=comment.is_spoiler,
                rank_when_posted=comment.rank_when_posted,
                helpful=comment.helpful,
                is_marked_helpful=comment.pk in marked_helpful,
                notes=notes,
                folds=tuple(note for note in notes if note.key in folds),
                vote_suggestions=vote_suggestions,
                text=strip_cut_mark(comment.text) if comment.is_cut else comment.text,
            ),
        )
