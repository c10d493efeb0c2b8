"""Published rankings: who may see one, and where."""

import uuid

from django.http import Http404

from ranklore.ballots.models import PublishedRanking
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter


def published_ranking_for(voter: Voter, list_id: int) -> PublishedRanking | None:
    return PublishedRanking.objects.filter(list_id=list_id, voter=voter).first() if voter.pk else None


def get_published_ranking(ranked_list: RankedList, key: uuid.UUID) -> PublishedRanking:
    """The ranking that a voter chose to show at this address, or Http404: a private one is not there."""
    published = PublishedRanking.objects.select_related("voter__account").filter(list=ranked_list, key=key).first()
    if published is None:
        raise Http404(key)
    published.list = ranked_list
    return published


def is_published_ranking(key: uuid.UUID) -> bool:
    """Whether a ranking can be seen at this address."""
    return PublishedRanking.objects.filter(key=key).exists()
