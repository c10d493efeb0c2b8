"""What happens to comments, helpful votes and content notes when an account or a list is deleted."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ranklore.discussion.actions.activity import lists_commented_on_recently, update_list_commenters
from ranklore.discussion.actions.content_notes import recount_comment_notes
from ranklore.discussion.actions.helpful_votes import discussions_voted_in, rescore_discussion
from ranklore.discussion.models import Comment, CommentNote, CommentRevision, HelpfulVote
from ranklore.people.models import Voter
from ranklore.people.names import DELETED_ACCOUNT_NAME


def anonymize_comments(voter: Voter) -> None:
    """Keep a voter's comments, but remove the name."""
    Comment.objects.filter(voter=voter).update(author=DELETED_ACCOUNT_NAME)


@transaction.atomic
def erase_comments(voter: Voter) -> None:
    """Delete a voter's comments and erase their text. The rows stay, so that replies keep their place in the thread."""
    own, lists = Comment.objects.filter(voter=voter), lists_commented_on_recently(voter)
    CommentRevision.objects.filter(comment__in=own).delete()
    own.filter(deleted_at=None).update(deleted_at=timezone.now())
    own.update(author="", text="", words="")
    update_list_commenters(lists)


@transaction.atomic
def erase_helpful_votes_and_notes(voter: Voter) -> None:
    """Delete a voter's helpful votes and their content notes on comments."""
    targets = discussions_voted_in(voter)
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=voter))))
    HelpfulVote.objects.filter(voter=voter).delete()
    CommentNote.objects.filter(voter=voter).delete()
    for target in targets:
        rescore_discussion(target)
    for comment in noted:
        recount_comment_notes(comment)


@transaction.atomic
def delete_comments_on_list(list_id: int) -> None:
    """Delete every comment on a list that is about to be deleted, with all that belongs to the comments."""
    for model in (HelpfulVote, CommentNote, CommentRevision):
        model._default_manager.filter(comment__list=list_id).delete()
    Comment.objects.filter(list=list_id).update(parent=None, thread=None)
    Comment.objects.filter(list=list_id).delete()
