"""Everything one voter has voted. Only that voter may see it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Max, Q, Value, When

from ranklore.ballots.ballot import PERSONAL_RANKING_SUBJECT
from ranklore.ballots.current_votes import current_votes_of
from ranklore.ballots.models import PublishedRanking, Standing, Vote
from ranklore.core.pagination import Pagination, paginate
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

LISTS_PER_PAGE = 30
VOTES_PER_PAGE = 50
RANKING_PREVIEW_ITEMS = 5
"""Items of an own ranking that are named here; all of it is on its own page."""

Kind = Vote.Kind
IS_CURRENT = Q(is_retraction=False)


@dataclass(frozen=True, slots=True)
class ListVotes:
    """How much a voter says on one list. What was taken back counts in none of the figures."""

    slug: str
    title: str
    picks: int
    downs: int
    matchups: int
    know: int
    dont_know: int
    has_order: bool
    said_at: datetime
    published: uuid.UUID | None

    @property
    def is_all_retracted(self) -> bool:
        """Everything was taken back."""
        return not (self.picks or self.downs or self.matchups or self.know or self.dont_know or self.has_order)


@dataclass(frozen=True, slots=True)
class VoteTotals:
    """How much of a voter there is: lists with anything of theirs in the log, and votes that stand."""

    lists: int
    votes: int


@dataclass(frozen=True, slots=True)
class NamedItem:
    id: int
    name: str
    rank: int | None  # None: too new to rank
    is_off: bool  # taken off the list: nothing new can be said about it


@dataclass(frozen=True, slots=True)
class CurrentVote:
    """The newest word on one subject. One that was taken back is here too, to be put back."""

    subject: str
    kind: str
    is_taken_back: bool
    outcome: str
    item: NamedItem | None
    other: NamedItem | None
    said_at: datetime

    @property
    def section(self) -> str:
        return {Kind.ORDER: "order", Kind.MATCHUP: "matchups"}.get(Kind(self.kind), "items")

    @property
    def can_change(self) -> bool:
        """Not when an item is off the list: then it can only be taken back."""
        return not any(item and item.is_off for item in (self.item, self.other))

    @property
    def can_press(self) -> bool:
        return self.can_change or not self.is_taken_back


@dataclass(frozen=True, slots=True)
class RankingPreview:
    """A voter's own ranking in short: how many items, the names of the first, and its address if it was published."""

    items: int
    opening: tuple[str, ...]
    published: uuid.UUID | None


def vote_totals_of(voter: Voter, list_id: int | None = None) -> VoteTotals:
    """How much of a voter there is, on all lists or on one."""
    words = current_votes_of(voter) if list_id is None else current_votes_of(voter).filter(list_id=list_id)
    found = words.aggregate(lists=Count("list", distinct=True), votes=Count("id", filter=IS_CURRENT))
    return VoteTotals(found["lists"], found["votes"])


def page_of_lists(voter: Voter, lists: int, asked_page: str | None) -> tuple[tuple[ListVotes, ...], Pagination]:
    """A page of the lists that a voter said something on, of so many; the one with the newest word first."""
    pages = paginate(lists, LISTS_PER_PAGE, asked_page)
    figures = {kind.value: Count("id", filter=IS_CURRENT & Q(kind=kind)) for kind in Kind}
    by_list = current_votes_of(voter).values("list_id", "list__slug", "list__title")
    by_list = by_list.annotate(newest=Max("id"), said_at=Max("created_at"), **figures).order_by("-newest")
    rows: list[dict[str, Any]] = list(by_list[pages.start : pages.start + pages.size])  # type: ignore[arg-type]
    published = _published_keys(voter, [row["list_id"] for row in rows])
    said = (
        ListVotes(
            slug=row["list__slug"],
            title=row["list__title"],
            picks=row[Kind.PICK],
            downs=row[Kind.DOWN],
            matchups=row[Kind.MATCHUP],
            know=row[Kind.KNOW],
            dont_know=row[Kind.DONT_KNOW],
            has_order=bool(row[Kind.ORDER]),
            said_at=row["said_at"],
            published=published.get(row["list_id"]),
        )
        for row in rows
    )
    return tuple(said), pages


def page_of_votes(
    voter: Voter, ranked_list: RankedList, asked_page: str | None
) -> tuple[tuple[CurrentVote, ...], Pagination]:
    """A page of what a voter says on a list: the own ranking, then items by their place, then matchups.

    A word that is changed or taken back stays where it is, so that it can be changed back.
    """
    words = current_votes_of(voter).filter(list=ranked_list)
    pages = paginate(words.count(), VOTES_PER_PAGE, asked_page)
    section = Case(When(kind=Kind.ORDER, then=Value(0)), When(kind=Kind.MATCHUP, then=Value(2)), default=Value(1))
    words = words.select_related("item__standing", "other__standing").order_by(
        section,
        F("item__standing__position").asc(nulls_last=True),
        "item__start_place",
        F("other__standing__position").asc(nulls_last=True),
        "other__start_place",
    )
    return tuple(map(_current_vote, words[pages.start : pages.start + pages.size])), pages


def ranking_preview(voter: Voter, ranked_list: RankedList) -> RankingPreview | None:
    """The voter's own ranking of a list, also when it was taken back; None without any."""
    ids = last_ranking_items(voter, ranked_list)
    if not ids:
        return None
    names = Item.objects.in_bulk(ids[:RANKING_PREVIEW_ITEMS])
    opening = tuple(names[item_id].name for item_id in ids[:RANKING_PREVIEW_ITEMS] if item_id in names)
    return RankingPreview(len(ids), opening, _published_keys(voter, [ranked_list.pk]).get(ranked_list.pk))


def last_ranking_items(voter: Voter, ranked_list: RankedList) -> list[int]:
    """The newest order that a voter gave, as far as its items are still on the list."""
    orders = Vote.objects.filter(
        IS_CURRENT, voter=voter.pk, list=ranked_list, subject=PERSONAL_RANKING_SUBJECT
    ).order_by("-sequence")
    order: list[int] = orders.values_list("order", flat=True).first() or []
    live = set(ranked_list.items.filter(pk__in=order, removed_at=None).values_list("pk", flat=True))
    return [item_id for item_id in order if item_id in live]


def last_exposure(word: Vote) -> list[int]:
    """What had been shown to a voter when they last voted an item up or down: still true when they change the vote."""
    votes = Vote.objects.filter(voter=word.voter_id, list=word.list_id, subject=word.subject)
    votes = votes.filter(IS_CURRENT, kind__in=(Kind.PICK, Kind.DOWN)).order_by("-sequence")
    return votes.values_list("shown", flat=True).first() or []


def all_current_votes(voter: Voter) -> Iterator[Vote]:
    """Every vote of a voter that stands, list by list, the oldest first."""
    words = current_votes_of(voter).filter(IS_CURRENT).select_related("list", "item", "other")
    return words.order_by("list__slug", "id").iterator()


def names_in_rankings(voter: Voter) -> dict[int, str]:
    """Item id -> name, of all items of the voter's own rankings."""
    orders = current_votes_of(voter).filter(IS_CURRENT, kind=Kind.ORDER).values_list("order", flat=True)
    ids = {item_id for order in orders for item_id in order or ()}
    return {item.pk: item.name for item in Item.objects.only("name").in_bulk(ids).values()}


def _published_keys(voter: Voter, list_ids: Sequence[int]) -> dict[int, uuid.UUID]:
    if voter.pk is None:
        return {}
    return dict(PublishedRanking.objects.filter(voter=voter, list__in=list_ids).values_list("list_id", "key"))


def _current_vote(vote: Vote) -> CurrentVote:
    return CurrentVote(
        subject=vote.subject,
        kind=vote.kind,
        is_taken_back=vote.is_retraction,
        outcome=vote.outcome,
        item=_named_item(vote.item),
        other=_named_item(vote.other),
        said_at=vote.created_at,
    )


def _named_item(item: Item | None) -> NamedItem | None:
    if item is None:
        return None
    standing: Standing | None = getattr(item, "standing", None)
    return NamedItem(item.pk, item.name, standing.rank if standing else None, item.removed_at is not None)
