"""Give a guest's comments, helpful votes and content notes to an account."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from ranklore.discussion.actions.activity import lists_commented_on_recently, update_list_commenters
from ranklore.discussion.actions.content_notes import recount_comment_notes
from ranklore.discussion.actions.helpful_votes import discussions_voted_in, rescore_discussion
from ranklore.discussion.models import Comment, CommentNote, HelpfulVote
from ranklore.people.models import Voter


@transaction.atomic
def merge_comments(*, guest: Voter, into: Voter) -> None:
    """Move a guest's comments, helpful votes and content notes to another voter. Duplicates are dropped."""
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=guest))))
    targets, lists = discussions_voted_in(guest), lists_commented_on_recently(guest)
    Comment.objects.filter(voter=guest).update(voter=into)
    update_list_commenters(lists)
    same_note = CommentNote.objects.filter(comment=OuterRef("comment"), note=OuterRef("note"), voter=into)
    CommentNote.objects.filter(Exists(same_note), voter=guest).delete()
    CommentNote.objects.filter(voter=guest).update(voter=into)
    same_vote = HelpfulVote.objects.filter(comment=OuterRef("comment"), voter=into)
    HelpfulVote.objects.filter(Exists(same_vote), voter=guest).delete()
    HelpfulVote.objects.filter(voter=guest).update(voter=into)
    # The guest may have voted for the account's comments, or the other way round. Those are now votes for one's own.
    HelpfulVote.objects.filter(voter=into, comment__voter=F("voter")).delete()
    for target in targets:
        rescore_discussion(target)
    for comment in noted:
        comment.refresh_from_db(fields=["voter"])
        recount_comment_notes(comment)
