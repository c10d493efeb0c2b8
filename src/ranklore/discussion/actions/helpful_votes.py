"""Cast and withdraw helpful votes, and recompute the scores that follow from them."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

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
    """Mark a comment as helpful, or withdraw that. `on` is the wanted state, so a double click changes nothing."""
    lock_list(comment.list_id)
    if is_own(voter, comment):
        raise Refused(_("This is your own comment. Only other people can mark it as helpful."))
    if on and not Comment.objects.filter(pk=comment.pk, deleted_at=None).exists():
        raise Refused(_("This comment was just deleted."))
    voter = save_voter(voter)
    if on:
        HelpfulVote.objects.get_or_create(comment=comment, voter=voter)
    else:
        HelpfulVote.objects.filter(comment=comment, voter=voter).delete()
    rescore_discussion(target_of(comment))


def discussions_voted_in(voter: Voter) -> set[CommentTarget]:
    """The discussions in which this voter marked a comment as helpful. Their scores depend on the voter."""
    has_vote = Exists(HelpfulVote.objects.filter(comment=OuterRef("pk"), voter=voter))
    return {target_of(comment) for comment in Comment.objects.filter(has_vote).select_related("list", "item__list")}


def rescore_discussion(target: CommentTarget) -> None:
    """Recompute the helpful counts and scores of a discussion, and save the comments that changed."""
    comments = Comment.objects.filter(target.comments_filter)
    rows = HelpfulVote.objects.filter(comment__in=comments)
    votes = list(rows.values_list("comment_id", "voter_id", "created_at"))
    voted = {comment_id for comment_id, _voter, _time in votes}
    affected = {row.pk: row for row in comments.filter(helpful__gt=0).only("pk", "helpful", "score", "created_at")}
    affected |= {row.pk: row for row in comments.filter(pk__in=voted - affected.keys())}
    scores = helpful_scores(votes, {pk: row.created_at for pk, row in affected.items()})
    changed = []
    for row in affected.values():
        count, score = scores.get(row.pk, (0, 0.0))
        if (row.helpful, row.score) != (count, score):
            row.helpful, row.score = count, score
            changed.append(row)
    Comment.objects.bulk_update(changed, ["helpful", "score"], batch_size=200)
