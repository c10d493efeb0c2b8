"""What becomes of comments when a guest gets an account, and when somebody leaves."""

from django.db import transaction
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.people.models import Voter

SOMEONE = "Someone who left"


def hand_over_comments(*, guest: Voter, into: Voter) -> None:
    """Make the comments of one voter another's."""
    Comment.objects.filter(voter=guest).update(voter=into)


def take_name_off_comments(voter: Voter) -> None:
    """Leave a voter's comments where they are, without the name."""
    Comment.objects.filter(voter=voter).update(author=SOMEONE)


@transaction.atomic
def wipe_comments(voter: Voter) -> None:
    """Take a voter's comments down for good: their words are gone, and what others answered still has its place."""
    mine = Comment.objects.filter(voter=voter)
    mine.filter(deleted_at=None).update(deleted_at=timezone.now())
    mine.update(author="", text="")


def delete_comments_on_list(list_id: int) -> None:
    Comment.objects.filter(list=list_id).delete()
