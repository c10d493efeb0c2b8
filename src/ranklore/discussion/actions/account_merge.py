"""Give a guest's comments, helpful votes and content notes to an account."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from ranklore.discussion.actions.activity import lists_commented_on_recently, update_list_commenters
from ranklore.discussion.actions.content_notes import recount_comment_notes
from ranklore.discussion.actions.helpful_votes import rescore_discussion
from ranklore.discussion.models import Comment, CommentNote, HelpfulVote
from ranklore.discussion.targets import target_of
from ranklore.people.models import Voter


@transaction.atomic
def merge_comments(*, guest: Voter, into: Voter) -> None:
    """Give all that a guest wrote, found helpful and noted to another voter. What both said counts once."""
    marked = Exists(HelpfulVote.objects.filter(comment=OuterRef("pk"), voter=guest))
    noted = list(Comment.objects.filter(Exists(CommentNote.objects.filter(comment=OuterRef("pk"), voter=guest))))
    talks = {target_of(comment) for comment in Comment.objects.filter(marked).select_related("list", "item__list")}
    lists = lists_commented_on_recently(guest)
    Comment.objects.filter(voter=guest).update(voter=into)
    update_list_commenters(lists)
    same_note = CommentNote.objects.filter(comment=OuterRef("comment"), note=OuterRef("note"), voter=into)
    CommentNote.objects.filter(Exists(same_note), voter=guest).delete()
    CommentNote.objects.filter(voter=guest).update(voter=into)
    same_mark = HelpfulVote.objects.filter(comment=OuterRef("comment"), voter=into)
    HelpfulVote.objects.filter(Exists(same_mark), voter=guest).delete()
    HelpfulVote.objects.filter(voter=guest).update(voter=into)
    HelpfulVote.objects.filter(voter=into, comment__voter=F("voter")).delete()  # nobody's own comment
    for subject in talks:
        rescore_discussion(subject)
    for comment in noted:
        comment.refresh_from_db(fields=["voter"])
        recount_comment_notes(comment)
