"""All votes of one voter. Only that voter may see them."""

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
"""Items of a personal ranking that My votes names. The whole ranking has its own page."""

Kind = Vote.Kind
IS_CURRENT = Q(is_retraction=False)


@dataclass(frozen=True, slots=True)
class ListVotes:
    """How many votes a voter has on one list. Retracted votes do not count."""

    slug: str
    title: str
    picks: int
    downs: int
    matchups: int
    know: int
    dont_know: int
    has_ranking: bool
    voted_at: datetime
    published: uuid.UUID | None

    @property
    def is_all_retracted(self) -> bool:
        """Whether the voter took back all their votes on the list."""
        return not (self.picks or self.downs or self.matchups or self.know or self.dont_know or self.has_ranking)


@dataclass(frozen=True, slots=True)
class VoteTotals:
    """The lists on which a voter has anything in the log, and their current votes."""

    lists: int
    votes: int


@dataclass(frozen=True, slots=True)
class NamedItem:
    id: int
    name: str
    rank: int | None  # None: too new to rank
    is_removed: bool  # taken off the list: it can get no new votes


@dataclass(frozen=True, slots=True)
class CurrentVote:
    """The latest vote on one subject. Retracted votes are included, so that the voter can put them back."""

    subject: str
    kind: str
    is_retracted: bool
    outcome: str
    item: NamedItem | None
    other: NamedItem | None

    @property
    def section(self) -> str:
        return {Kind.ORDER: "order", Kind.MATCHUP: "matchups"}.get(Kind(self.kind), "items")

    @property
    def can_change(self) -> bool:
        """False if an item was taken off the list: then the vote can only be taken back."""
        return not any(item and item.is_removed for item in (self.item, self.other))

    @property
    def has_buttons(self) -> bool:
        return self.can_change or not self.is_retracted


@dataclass(frozen=True, slots=True)
class RankingPreview:
    """A personal ranking in short: its size, the first names, and its key if it is published."""

    items: int
    first_names: tuple[str, ...]
    published: uuid.UUID | None


def vote_totals_of(voter: Voter, list_id: int | None = None) -> VoteTotals:
    """How much a voter has voted, on all lists or on one."""
    votes = current_votes_of(voter) if list_id is None else current_votes_of(voter).filter(list_id=list_id)
    totals = votes.aggregate(lists=Count("list", distinct=True), votes=Count("id", filter=IS_CURRENT))
    return VoteTotals(totals["lists"], totals["votes"])


def page_of_lists(voter: Voter, total: int, page: str | None) -> tuple[tuple[ListVotes, ...], Pagination]:
    """A page of the `total` lists that a voter voted on, with the latest vote first."""
    pages = paginate(total, LISTS_PER_PAGE, page)
    figures = {kind.value: Count("id", filter=IS_CURRENT & Q(kind=kind)) for kind in Kind}
    by_list = current_votes_of(voter).values("list_id", "list__slug", "list__title")
    by_list = by_list.annotate(newest=Max("id"), voted_at=Max("created_at"), **figures).order_by("-newest")
    rows: list[dict[str, Any]] = list(by_list[pages.start : pages.start + pages.size])  # type: ignore[arg-type]
    published = _published_keys(voter, [row["list_id"] for row in rows])
    votes = (
        ListVotes(
            slug=row["list__slug"],
            title=row["list__title"],
            picks=row[Kind.PICK],
            downs=row[Kind.DOWN],
            matchups=row[Kind.MATCHUP],
            know=row[Kind.KNOW],
            dont_know=row[Kind.DONT_KNOW],
            has_ranking=bool(row[Kind.ORDER]),
            voted_at=row["voted_at"],
            published=published.get(row["list_id"]),
        )
        for row in rows
    )
    return tuple(votes), pages


def page_of_votes(
    voter: Voter, ranked_list: RankedList, page: str | None
) -> tuple[tuple[CurrentVote, ...], Pagination]:
    """A page of a voter's votes on a list: the personal ranking, then items by rank, then matchups.

    A vote that was changed or retracted keeps its place on the page, so that the voter can change it back.
    """
    votes = current_votes_of(voter).filter(list=ranked_list)
    pages = paginate(votes.count(), VOTES_PER_PAGE, page)
    section = Case(When(kind=Kind.ORDER, then=Value(0)), When(kind=Kind.MATCHUP, then=Value(2)), default=Value(1))
    votes = votes.select_related("item__standing", "other__standing").order_by(
        section,
        F("item__standing__position").asc(nulls_last=True),
        "item__start_place",
        F("other__standing__position").asc(nulls_last=True),
        "other__start_place",
    )
    return tuple(map(_current_vote, votes[pages.start : pages.start + pages.size])), pages


def ranking_preview(voter: Voter, ranked_list: RankedList) -> RankingPreview | None:
    """The voter's ranking of a list, even if it was retracted. None if they never made one."""
    ids = last_ranking_items(voter, ranked_list)
    if not ids:
        return None
    names = Item.objects.in_bulk(ids[:RANKING_PREVIEW_ITEMS])
    first_names = tuple(names[item_id].name for item_id in ids[:RANKING_PREVIEW_ITEMS] if item_id in names)
    return RankingPreview(len(ids), first_names, _published_keys(voter, [ranked_list.pk]).get(ranked_list.pk))


def last_ranking_items(voter: Voter, ranked_list: RankedList) -> list[int]:
    """The items of a voter's last ranking that are still on the list."""
    rankings = Vote.objects.filter(
        IS_CURRENT, voter=voter.pk, list=ranked_list, subject=PERSONAL_RANKING_SUBJECT
    ).order_by("-sequence")
    ids: list[int] = rankings.values_list("order", flat=True).first() or []
    live = set(ranked_list.items.filter(pk__in=ids, removed_at=None).values_list("pk", flat=True))
    return [item_id for item_id in ids if item_id in live]


def last_exposure(vote: Vote) -> list[int]:
    """What a voter had been shown when they last voted an item up or down. It stays true when they change the vote."""
    votes = Vote.objects.filter(voter=vote.voter_id, list=vote.list_id, subject=vote.subject)
    votes = votes.filter(IS_CURRENT, kind__in=(Kind.PICK, Kind.DOWN)).order_by("-sequence")
    return votes.values_list("shown", flat=True).first() or []


def all_current_votes(voter: Voter) -> Iterator[Vote]:
    """Every current vote of a voter, list by list, oldest first."""
    votes = current_votes_of(voter).filter(IS_CURRENT).select_related("list", "item", "other")
    return votes.order_by("list__slug", "id").iterator()


def names_in_rankings(voter: Voter) -> dict[int, str]:
    """Item id -> name, for all items of the voter's personal rankings."""
    rankings = current_votes_of(voter).filter(IS_CURRENT, kind=Kind.ORDER).values_list("order", flat=True)
    ids = {item_id for ranking in rankings for item_id in ranking or ()}
    return {item.pk: item.name for item in Item.objects.only("name").in_bulk(ids).values()}


def _published_keys(voter: Voter, list_ids: Sequence[int]) -> dict[int, uuid.UUID]:
    if voter.pk is None:
        return {}
    return dict(PublishedRanking.objects.filter(voter=voter, list__in=list_ids).values_list("list_id", "key"))


def _current_vote(vote: Vote) -> CurrentVote:
    return CurrentVote(
        subject=vote.subject,
        kind=vote.kind,
        is_retracted=vote.is_retraction,
        outcome=vote.outcome,
        item=_named_item(vote.item),
        other=_named_item(vote.other),
    )


def _named_item(item: Item | None) -> NamedItem | None:
    if item is None:
        return None
    standing: Standing | None = getattr(item, "standing", None)
    return NamedItem(item.pk, item.name, standing.rank if standing else None, item.removed_at is not None)
