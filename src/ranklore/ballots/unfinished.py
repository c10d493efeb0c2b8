"""What a voter began and may want to go on with. For nobody but that voter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef

from ranklore.ballots.models import PublishedOrder, Vote
from ranklore.ballots.newest import newest_words_of
from ranklore.ballots.past import Mover, moved_at_the_top
from ranklore.ballots.rules import SUBJECT_OF_ORDER
from ranklore.people.models import Voter

BEGUN_SHOWN, MUCH_SHOWN, MOVED_SHOWN = 3, 2, 3
MUCH = 8
"""Words on a list from which on a voter may want to make a ranking of their own."""
LISTS_READ = 30
"""Of the lists that a voter spoke on, the latest."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A list that waits for this voter's ranking. items: of the ranking they began; 0 when they only voted a lot."""

    slug: str
    title: str
    items: int


@dataclass(frozen=True, slots=True)
class MovedSince:
    """A list that a voter took part in, and the item near its top that moved farthest."""

    slug: str
    title: str
    mover: Mover


@dataclass(frozen=True, slots=True)
class Own:
    begun: tuple[Begun, ...] = ()
    moved: tuple[MovedSince, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.moved)


def own_of(voter: Voter, now: datetime) -> Own:
    """Three queries, and none for somebody who never wrote anything."""
    if voter.pk is None:
        return Own()
    spoken = _spoken_on(voter)
    if not spoken:
        return Own()
    return Own(_begun(voter, spoken), _moved(spoken, now))


@dataclass(frozen=True, slots=True)
class _Spoken:
    list_id: int
    slug: str
    title: str
    subjects: int


def _spoken_on(voter: Voter) -> Sequence[_Spoken]:
    by_list = Vote.objects.filter(voter=voter).values_list("list_id", "list__slug", "list__title")
    latest = by_list.annotate(subjects=Count("subject", distinct=True), newest=Max("id")).order_by("-newest")
    return [_Spoken(*row[:4]) for row in latest[:LISTS_READ]]


def _begun(voter: Voter, spoken: Sequence[_Spoken]) -> tuple[Begun, ...]:
    published = PublishedOrder.objects.filter(voter=voter, list=OuterRef("list"))
    orders = newest_words_of(voter).filter(list__in=[each.list_id for each in spoken], subject=SUBJECT_OF_ORDER)
    lengths = {
        list_id: 0 if is_published or is_retraction else len(order or ())
        for list_id, order, is_retraction, is_published in orders.values_list(
            "list_id", "order", "is_retraction", Exists(published)
        )
    }
    begun = [Begun(each.slug, each.title, lengths[each.list_id]) for each in spoken if lengths.get(each.list_id)]
    much = [Begun(each.slug, each.title, 0) for each in spoken if each.list_id not in lengths and each.subjects >= MUCH]
    return (*begun[:BEGUN_SHOWN], *much[:MUCH_SHOWN])


def _moved(spoken: Sequence[_Spoken], now: datetime) -> tuple[MovedSince, ...]:
    movers = moved_at_the_top([each.list_id for each in spoken], now)
    moved = (MovedSince(each.slug, each.title, movers[each.list_id]) for each in spoken if each.list_id in movers)
    return tuple(moved)[:MOVED_SHOWN]
