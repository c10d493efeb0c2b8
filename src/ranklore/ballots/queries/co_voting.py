"""Lists that share voters. The result names lists, but never numbers of voters."""

from django.db.models import Count

from ranklore.ballots.models import Vote
from ranklore.ballots.queries.turnout import SPLIT_MIN

VOTES_MAX, VOTERS_MAX, LISTS_MAX = 5_000, 500, 40


def lists_with_same_voters(list_id: int) -> frozenset[int]:
    """The lists on which at least SPLIT_MIN of the latest voters of this list voted too.

    Simulated voters and voters who are set aside do not count. This reads a part of the log, which is too slow for a
    page: only the worker calls it.
    """
    latest_votes = Vote.objects.filter(list=list_id, voter__is_simulated=False, voter__trust__gt=0)
    voters = list(dict.fromkeys(latest_votes.order_by("-id").values_list("voter_id", flat=True)[:VOTES_MAX]))[
        :VOTERS_MAX
    ]
    others = Vote.objects.filter(voter__in=voters, is_retraction=False).exclude(list=list_id).values_list("list_id")
    shared = others.annotate(n=Count("voter", distinct=True)).filter(n__gte=SPLIT_MIN).order_by("-n", "-list_id")
    return frozenset(other for other, _ in shared[:LISTS_MAX])
