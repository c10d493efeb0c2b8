"""Published rankings: which one a voter or an address has."""

import uuid

from django.http import Http404

from ranklore.ballots.models import PublishedRanking
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter


def published_ranking_for(voter: Voter, list_id: int) -> PublishedRanking | None:
    return PublishedRanking.objects.filter(list_id=list_id, voter=voter).first() if voter.pk else None


def get_published_ranking(ranked_list: RankedList, key: uuid.UUID) -> PublishedRanking:
    """The published ranking with this key. Raises Http404 for a private one."""
    published = PublishedRanking.objects.select_related("voter__account").filter(list=ranked_list, key=key).first()
    if published is None:
        raise Http404(key)
    published.list = ranked_list
    return published


def is_published_ranking(key: uuid.UUID) -> bool:
    """Whether a ranking with this key is published."""
    return PublishedRanking.objects.filter(key=key).exists()
