"""What becomes of votes and counts when somebody leaves."""

from django.db import transaction

from ranklore.ballots.models import Board, PastPlace, PublishedOrder, Standing, Vote
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.people.rules import SOMEONE_WHO_LEFT


def keep_orders_private(voter: Voter) -> None:
    """Take all of a voter's published rankings out of sight."""
    PublishedOrder.objects.filter(voter=voter).delete()


def take_name_off_orders(voter: Voter) -> None:
    """Leave a voter's published rankings where they are, without the name."""
    PublishedOrder.objects.filter(voter=voter).update(name=SOMEONE_WHO_LEFT)


def is_voted_on_by_others(voter: Voter, ranked_list: RankedList) -> bool:
    return Vote.objects.filter(list=ranked_list).exclude(voter=voter).exists()


@transaction.atomic
def delete_counts(list_id: int) -> None:
    """Delete all that was voted and counted on a list that is about to go."""
    for model in (PublishedOrder, PastPlace, Standing, Vote, Board):
        model._default_manager.filter(list=list_id).delete()
