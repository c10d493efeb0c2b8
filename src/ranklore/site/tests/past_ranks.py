"""Invent a rank history for a list without one."""

import random
from datetime import datetime, timedelta

from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.lists.models import RankedList


def add_rank_history(ranked_list: RankedList, now: datetime, days: int = 60) -> None:
    """Let the ranked items swap ranks every few days, ending with the current ranking."""
    RankSnapshot.objects.filter(list=ranked_list).delete()
    dice = random.Random(7)
    order = [at.item for at in Standing.objects.filter(list=ranked_list, rank__isnull=False).order_by("rank")]
    last: dict[int, int] = {}
    hour = now.replace(minute=0, second=0, microsecond=0)
    past = [order]
    for _ in range(days):
        past.append(
            [
                item
                for _, item in sorted(
                    ((n + dice.uniform(0, 1.6), item) for n, item in enumerate(past[-1])), key=lambda each: each[0]
                )
            ]
        )
    for age, then in reversed(list(enumerate(past))):
        for rank, item in enumerate(then, start=1):
            if last.get(item.pk) != rank:
                rank_snapshot(item, hour - timedelta(days=age), rank, votes=5 * (days - age) + rank)
                last[item.pk] = rank
