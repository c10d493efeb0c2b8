"""What happens to votes and published rankings when an account or a list is deleted."""

from django.db import transaction

from ranklore.ballots.models import (
    Board,
    Incident,
    NetworkBallots,
    PublishedRanking,
    RankSnapshot,
    Standing,
    Vote,
)
from ranklore.people.models import Voter
from ranklore.people.names import DELETED_ACCOUNT_NAME


def unpublish_rankings(voter: Voter) -> None:
    """Make all of a voter's published rankings private."""
    PublishedRanking.objects.filter(voter=voter).delete()


def anonymize_rankings(voter: Voter) -> None:
    """Keep a voter's published rankings, without the name."""
    PublishedRanking.objects.filter(voter=voter).update(name=DELETED_ACCOUNT_NAME)


@transaction.atomic
def delete_votes_of_list(list_id: int) -> None:
    """Delete the votes of a list, and all that was counted from them, before the list is deleted."""
    for model in (Incident, PublishedRanking, RankSnapshot, Standing, Vote, NetworkBallots, Board):
        model._default_manager.filter(list=list_id).delete()
