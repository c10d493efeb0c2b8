"""A voter's personal ranking, and the items they can add to it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import F

from ranklore.ballots.ballot import DONT_KNOW, PERSONAL_RANKING_SUBJECT, PICK
from ranklore.ballots.current_votes import current_votes_of
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.personal_ranking import PersonalRanking, RankingLine, undo_steps
from ranklore.lists.models import Item
from ranklore.people.models import Voter

UNDO_MAX = 40
"""Changes of a ranking that can be undone, one after the other."""
SEARCH_RESULTS_MAX = 12
SUGGESTED_ITEMS_MAX = 6


@dataclass(frozen=True, slots=True)
class AddableItem:
    """An item that a voter can add. place: its place in their ranking if they already added it."""

    item_id: int
    name: str
    credits: tuple[str, ...]
    rank: int | None
    place: int | None = None


class VotedItems(NamedTuple):
    """Items of a voter's current votes, oldest vote first: those they voted for, and those they do not know."""

    picked: tuple[int, ...]
    unknown: tuple[int, ...]


def personal_ranking_of(voter: Voter, list_id: int, upto: int | None = None) -> PersonalRanking:
    """The voter's ranking of a list, or the ranking as it was after the vote `upto`."""
    if voter.pk is None:
        return PersonalRanking()
    votes = Vote.objects.filter(voter=voter, list_id=list_id, subject=PERSONAL_RANKING_SUBJECT)
    if upto is not None:
        votes = votes.filter(pk__lte=upto)
    newest = list(votes.order_by("-sequence")[: UNDO_MAX + 1])
    if not newest:
        return PersonalRanking()
    orders = [() if vote.is_retraction else tuple(vote.order or ()) for vote in reversed(newest)]
    stack = undo_steps(orders)
    if len(newest) > UNDO_MAX:
        del stack[0]  # older votes were not read, so the ranking before the oldest one is not known
    before = stack[-2] if len(stack) > 1 else None
    return PersonalRanking(newest[0].pk, orders[-1], before, newest[0].created_at)


def ranking_lines(ids: Sequence[int]) -> tuple[RankingLine, ...]:
    """The items of a personal ranking in order, with their places in it and their ranks on the list."""
    items = Item.objects.in_bulk(ids)
    standings = Standing.objects.in_bulk(ids)
    lines: list[RankingLine] = []
    place = 0
    for item_id in ids:
        item = items[item_id]
        if item.removed_at:
            lines.append(RankingLine(item_id, item.name, tuple(item.credits), None, None))
            continue
        place += 1
        line = RankingLine(item_id, item.name, tuple(item.credits), place, None)
        if standing := standings.get(item_id):
            line = replace(line, rank=standing.rank, tie_group=standing.tie_group)
        lines.append(line)
    return tuple(lines)


def voted_items_of(voter: Voter, list_id: int) -> VotedItems:
    """The items on the list that the voter picked, and those they do not know."""
    votes = current_votes_of(voter).filter(list=list_id, item__removed_at=None, item__isnull=False, is_retraction=False)
    kinds = list(votes.order_by("id").values_list("item_id", "kind"))
    return VotedItems(*(tuple(item_id for item_id, kind in kinds if kind == each) for each in (PICK, DONT_KNOW)))


def search_items(list_id: int, asked: str, order: Sequence[int]) -> tuple[tuple[AddableItem, ...], int]:
    """The items with all these words in their name or credits, best first, and how many more there are."""
    wanted = _fold_for_search(asked).split()
    items = Item.objects.filter(list_id=list_id, removed_at=None)
    rows = items.order_by(F("standing__position").asc(nulls_last=True), "start_place").values_list(
        "pk", "name", "credits", "standing__rank"
    )
    places = {item_id: n for n, item_id in enumerate(order, start=1)}
    found = [
        AddableItem(pk, name, tuple(credits), rank, places.get(pk))
        for pk, name, credits, rank in rows
        if _contains_all(wanted, _fold_for_search(f"{name} {' '.join(credits)}"))
    ]
    found.sort(
        key=lambda each: not _fold_for_search(each.name).startswith(wanted[0])
    )  # the rest stays in the list's order
    return tuple(found[:SEARCH_RESULTS_MAX]), max(len(found) - SEARCH_RESULTS_MAX, 0)


def suggested_items(list_id: int, exclude: Sequence[int]) -> tuple[AddableItem, ...]:
    """The first items of the list, without those in `exclude`."""
    items = Item.objects.filter(list_id=list_id, removed_at=None).exclude(pk__in=exclude)
    rows = items.order_by(F("standing__position").asc(nulls_last=True), "start_place")
    return tuple(
        AddableItem(pk, name, tuple(credits), rank)
        for pk, name, credits, rank in rows.values_list("pk", "name", "credits", "standing__rank")[:SUGGESTED_ITEMS_MAX]
    )


def addable_items(ids: Sequence[int]) -> tuple[AddableItem, ...]:
    items = Item.objects.in_bulk(ids)
    return tuple(AddableItem(pk, items[pk].name, tuple(items[pk].credits), None) for pk in ids)


def _fold_for_search(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _contains_all(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)
