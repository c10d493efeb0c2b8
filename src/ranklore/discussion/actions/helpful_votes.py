"""Cast and withdraw helpful votes, and recompute the scores that follow from them."""

from django.db import transaction

from ranklore.discussion.access import is_own
from ranklore.discussion.models import Comment, HelpfulVote
from ranklore.discussion.sorting import helpful_scores
from ranklore.discussion.targets import CommentTarget, target_of
from ranklore.lists.actions.lists import lock_list
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


@transaction.atomic
def set_helpful(*, voter: Voter, comment: Comment, on: bool) -> None:
    """Say that a comment is helpful, or take it back: `on` is what is wanted, so a double click changes nothing."""
    lock_list(comment.list_id)
    if is_own(voter, comment):
        raise Refused("This is your own comment: others say whether it is helpful.")
    if on and not Comment.objects.filter(pk=comment.pk, deleted_at=None).exists():
        raise Refused("This comment was deleted meanwhile.")
    voter = save_voter(voter)
    if on:
        HelpfulVote.objects.get_or_create(comment=comment, voter=voter)
    else:
        HelpfulVote.objects.filter(comment=comment, voter=voter).delete()
    rescore_discussion(target_of(comment))


def rescore_discussion(subject: CommentTarget) -> None:
    """Make the counts and scores of a talk anew from its rows, and write those that changed."""
    comments = Comment.objects.filter(subject.comments)
    of_talk = HelpfulVote.objects.filter(comment__in=comments)
    marks = list(of_talk.values_list("comment_id", "voter_id", "created_at"))
    voted = {comment_id for comment_id, _, _ in marks}
    kept = {row.pk: row for row in comments.filter(helpful__gt=0).only("pk", "helpful", "score", "created_at")}
    kept |= {row.pk: row for row in comments.filter(pk__in=voted - kept.keys())}
    scores = helpful_scores(marks, {pk: row.created_at for pk, row in kept.items()})
    changed = []
    for row in kept.values():
        count, score = scores.get(row.pk, (0, 0.0))
        if (row.helpful, row.score) != (count, score):
            row.helpful, row.score = count, score
            changed.append(row)
    Comment.objects.bulk_update(changed, ["helpful", "score"], batch_size=200)
