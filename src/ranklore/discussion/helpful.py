"""Helpful votes on comments, and the scores that come of them."""

from django.db import transaction

from ranklore.discussion.access import is_own
from ranklore.discussion.models import Comment, Helpful
from ranklore.discussion.rules import helpful_scores
from ranklore.discussion.subjects import Subject, subject_of
from ranklore.lists.actions import lock_list
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused


@transaction.atomic
def find_helpful(*, voter: Voter, comment: Comment, on: bool) -> None:
    """Say that a comment is helpful, or take it back: `on` is what is wanted, so a double click changes nothing."""
    lock_list(comment.list_id)
    if is_own(voter, comment):
        raise Refused("This is your own comment: others say whether it is helpful.")
    if on and not Comment.objects.filter(pk=comment.pk, deleted_at=None).exists():
        raise Refused("This comment was deleted meanwhile.")
    voter = save_voter(voter)
    if on:
        Helpful.objects.get_or_create(comment=comment, voter=voter)
    else:
        Helpful.objects.filter(comment=comment, voter=voter).delete()
    score_talk(subject_of(comment))


def score_talk(subject: Subject) -> None:
    """Make the counts and scores of a talk anew from its rows, and write those that changed."""
    comments = Comment.objects.filter(subject.comments)
    of_talk = Helpful.objects.filter(comment__in=comments)
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
