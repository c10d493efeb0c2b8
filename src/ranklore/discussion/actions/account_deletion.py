"""What happens to comments, helpful votes and content notes when an account or a list is deleted."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ranklore.discussion.actions.activity import lists_commented_on_recently, update_list_commenters
from ranklore.discussion.actions.content_notes import recount_comment_notes
from ranklore.discussion.actions.helpful_votes import rescore_discussion
from ranklore.discussion.models import Comment, CommentNote, CommentRevision, HelpfulVote
from ranklore.discussion.targets import target_of
from ranklore.people.models import Voter
from ranklore.people.names import DELETED_ACCOUNT_NAME


def anonymize_comments(voter: Voter) -> None:
    """Leave a voter's comments where they are, without the name."""
    Comment.objects.filter(voter=voter).update(author=DELETED_ACCOUNT_NAME)


@transaction.atomic
def erase_comments(voter: Voter) -> None:
    """Take a voter's comments down for good: their words are gone, and what others answered still has its place."""
    mine, lists = Comment.objects.filter(voter=voter), lists_commented_on_recently(voter)
    CommentRevision.objects.filter(comment__in=mine).delete()
    mine.filter(deleted_at=None).update(deleted_at=timezone.now())
    mine.update(author="", text="", words="")
    update_list_commenters(lists)


@transaction.atomic
def erase_helpful_votes_and_notes(voter: Voter) -> None:
    """Delete what a voter found helpful, and their notes on comments."""
    marked = Exists(HelpfulVote.objects.filter(comment=OuterRef("pk"), voter=voter))
    talks = {target_of(comment) for comment in Comment.objects.filter(marked).select_related("list", "item__list")}
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=voter))))
    HelpfulVote.objects.filter(voter=voter).delete()
    CommentNote.objects.filter(voter=voter).delete()
    for subject in talks:
        rescore_discussion(subject)
    for comment in noted:
        recount_comment_notes(comment)


@transaction.atomic
def delete_comments_on_list(list_id: int) -> None:
    """Delete all that was said on a list that is about to go."""
    for model in (HelpfulVote, CommentNote, CommentRevision):
        model._default_manager.filter(comment__list=list_id).delete()
    Comment.objects.filter(list=list_id).update(parent=None, thread=None)
    Comment.objects.filter(list=list_id).delete()
