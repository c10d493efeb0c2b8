"""What a vote says of how much its voter's ballot counts."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ranklore.ballots.ballot_weight import FULL_WEIGHT_DAYS, experience_weight, network_share
from ranklore.ballots.models import NetworkBallots, Vote
from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.database.prepared_cursor import prepared_cursor
from ranklore.people.models import Voter

COUNT_LIFETIME = timedelta(days=62)
"""How long the count of a network is kept, from the first day of its month."""


def weights_of_next_vote(
    voter: Voter, list_id: int, network: str, counted_share: float | None = None
) -> tuple[float, float]:
    """The network share and the experience of a voter's next vote on a list. Call it with the board locked.

    A voter who is new to the site is counted in the network that their first vote on the list came from, and keeps that
    share until they are not new any more. There is nothing to count without a network, as in a command, and for a vote
    that comes from another voter, with `counted_share`.
    """
    now = timezone.now()
    ((created_at, earlier_share, lists),) = _VOTER.values(voter.pk, list_id)
    days = (now - created_at) / timedelta(days=1)
    if days >= FULL_WEIGHT_DAYS:
        return 1.0, 1.0
    share = earlier_share if earlier_share is not None else counted_share
    if share is None:
        share = network_share(_count_ballot(network, list_id, now)) if network else 1.0
    return share, experience_weight(days, (lists or 0) - (earlier_share is not None))


_OWN_VOTES = Vote.objects.filter(voter=OuterRef("pk")).order_by()
_VOTER = PreparedQuery(
    lambda voter_id, list_id: Voter.objects.filter(pk=voter_id).values_list(
        "created_at",
        Subquery(_OWN_VOTES.filter(list=list_id).order_by("-id").values("network_share")[:1]),
        Subquery(_OWN_VOTES.values("voter").annotate(lists=Count("list_id", distinct=True)).values("lists")),
    ),
    int,
    int,
)


def _count_ballot(network: str, list_id: int, now: datetime) -> int:
    """Count one more new voter from this network on a list. Returns how many there are."""
    month = now.date().replace(day=1)
    key = salted_hmac(f"ranklore.ballots.network {month}", f"{list_id} {network}", algorithm="sha256").hexdigest()
    with prepared_cursor() as cursor:
        cursor.execute(
            _COUNT_BALLOT_SQL, {"key": key, "list": list_id, "month": connection.ops.adapt_datefield_value(month)}
        )
        (ballots,) = cursor.fetchone()
    return int(ballots)


_COUNT_BALLOT_SQL = """
INSERT INTO ballots_networkballots AS kept (key, list_id, month, ballots) VALUES (%(key)s, %(list)s, %(month)s, 1)
ON CONFLICT (key) DO UPDATE SET ballots = kept.ballots + 1
RETURNING ballots
"""


def delete_old_network_counts(today: date) -> None:
    NetworkBallots.objects.filter(month__lt=today - COUNT_LIFETIME).delete()
