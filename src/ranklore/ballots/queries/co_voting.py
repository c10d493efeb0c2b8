"""Lists that share voters. Says which lists, never how many voters."""

from django.db.models import Count

from ranklore.ballots.models import Vote
from ranklore.ballots.queries.turnout import SPLIT_MIN

VOTES_MAX, VOTERS_MAX, LISTS_MAX = 5_000, 500, 40


def lists_with_same_voters(list_id: int) -> frozenset[int]:
    """The lists on which at least SPLIT_FROM of the latest voters of this one voted too, those with most first.

    Voters who were made by a program or are set aside are not looked at. It reads a part of the log, so it is no
    question for a page: the worker asks it.
    """
    latest = Vote.objects.filter(list=list_id, voter__is_simulated=False, voter__trust__gt=0)
    voters = list(dict.fromkeys(latest.order_by("-id").values_list("voter_id", flat=True)[:VOTES_MAX]))[:VOTERS_MAX]
    others = Vote.objects.filter(voter__in=voters, is_retraction=False).exclude(list=list_id).values_list("list_id")
    shared = others.annotate(n=Count("voter", distinct=True)).filter(n__gte=SPLIT_MIN).order_by("-n", "-list_id")
    return frozenset(other for other, _ in shared[:LISTS_MAX])
