"""Write simulated votes into the log of a list and mark the list as simulated."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ranklore.ballots.actions.vote_import import import_votes
from ranklore.ballots.ballot import PERSONAL_RANKING_SUBJECT, subject_of_item, subject_of_pair
from ranklore.ballots.models import Vote
from ranklore.ballots.recount.publishing import lock_board
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.site.simulation import ORDER, SimulatedVote, simulate, worth_from_order
from ranklore.text.errors import Refused

TIME_STEP = timedelta(minutes=30)
"""The times of simulated votes are rounded down to this step, so that votes of one step are written together."""


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    items: int
    voters: int
    votes: int
    changes: int  # votes that change or take back an earlier one
    kinds: dict[str, int]


@transaction.atomic
def make_simulated_list(slug: str, items: int) -> RankedList:
    """Make a list to fill, at exactly this address. Raises Refused when the slug cannot be an address."""
    if slug != slugify(slug, allow_unicode=True) or not 0 < len(slug) <= 80:
        raise Refused(_("An address has at most 80 characters: small letters, digits and hyphens."))
    names = [NewItem(f"Item {n}") for n in range(1, items + 1)]
    ranked_list = create_list(title=f"Simulated list {slug}", items=names, is_simulated=True)
    ranked_list.slug = slug
    ranked_list.save(update_fields=["slug"])
    return ranked_list


@transaction.atomic
def fill_with_simulated(
    ranked_list: RankedList,
    *,
    voters: list[Voter] | int,
    days: float,
    dice: Random,
    worth: Callable[[int, Random], list[float]] = worth_from_order,
) -> SimulationSummary:
    """Let simulated voters vote on a list without votes, and mark it as simulated.

    Raises Refused for a list with votes: real and simulated votes must not be mixed, and a second run must not double
    the first.
    """
    lock_board(ranked_list.pk)
    _check_no_votes(ranked_list)
    ids = list(ranked_list.items.filter(removed_at=None).order_by("start_place").values_list("pk", flat=True))
    if not ids:
        raise Refused(_("That list has no items to vote on."))
    if isinstance(voters, int):
        voters = Voter.objects.bulk_create((Voter(is_simulated=True) for _ in range(voters)), batch_size=1_000)
    votes = simulate(worth(len(ids), dice), voters=len(voters), days=days, dice=dice)
    RankedList.objects.filter(pk=ranked_list.pk).update(is_simulated=True)
    first_day = timezone.now() - timedelta(days=days)
    import_votes(ranked_list, (_vote(vote, ids, voters, first_day) for vote in votes))
    subjects = {(vote.voter, _subject(vote, ids)) for vote in votes}
    return SimulationSummary(
        items=len(ids),
        voters=len(voters),
        votes=len(votes),
        changes=len(votes) - len(subjects),
        kinds=dict(Counter(vote.kind for vote in votes)),
    )


def _check_no_votes(ranked_list: RankedList) -> None:
    votes = Vote.objects.filter(list=ranked_list)
    if votes.filter(voter__is_simulated=False).exists():
        raise Refused(_("Real people have voted on that list, so it gets no simulated votes."))
    if votes.exists():
        raise Refused(_("That list already has simulated votes. Nothing was added. Choose another list."))


def _vote(vote: SimulatedVote, ids: list[int], voters: list[Voter], first_day: datetime) -> Vote:
    at = first_day + timedelta(days=vote.day)
    return Vote(
        voter_id=voters[vote.voter].pk,
        kind=vote.kind,
        is_retraction=vote.is_retraction,
        subject=_subject(vote, ids),
        item_id=None if vote.item is None else ids[vote.item],
        other_id=None if vote.other is None else ids[vote.other],
        outcome=vote.outcome,
        order=[ids[n] for n in vote.order] or None,
        shown=[ids[n] for n in vote.shown],
        created_at=at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % TIME_STEP,
    )


def _subject(vote: SimulatedVote, ids: list[int]) -> str:
    if vote.kind == ORDER or vote.item is None:
        return PERSONAL_RANKING_SUBJECT
    if vote.other is None:
        return subject_of_item(ids[vote.item])
    return subject_of_pair(ids[vote.item], ids[vote.other])
