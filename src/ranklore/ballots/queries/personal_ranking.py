"""A voter's personal ranking, and the items they can add to it."""

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
from ranklore.text.normalize import normalize_text
from ranklore.text.search_match import exact_expressions, has_all, match_tiers, prefix_expression
from ranklore.text.search_query import SearchQuery, parse_query
from ranklore.text.search_tokens import name_tokens

UNDO_MAX = 40
"""Changes of a ranking that can be undone, one after the other."""
SEARCH_RESULTS_MAX = 12
SUGGESTED_ITEMS_MAX = 6
_PART_TIER = 100
"""The tier of items that have the letters somewhere: after all that the site's search finds."""


@dataclass(frozen=True, slots=True)
class AddableItem:
    """An item that a voter can add.

    place  its place in their ranking, if they already added it
    also   another name of it that fits the search, when its own name does not
    """

    item_id: int
    name: str
    credits: tuple[str, ...]
    rank: int | None
    place: int | None = None
    also: str = ""


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


def search_items(list_id: int, typed: str, order: Sequence[int]) -> tuple[tuple[AddableItem, ...], int]:
    """The items of a list that the site's search would find, best first, and how many more there are.

    Items with the letters in the middle of a word come after those: a list is short enough to look for them.
    """
    query = parse_query(typed)
    items = Item.objects.filter(list_id=list_id, removed_at=None)
    rows = {
        row.pk: row
        for row in items.order_by(F("standing__position").asc(nulls_last=True), "start_place").values_list(
            "pk", "name", "credits", "aliases", "words", "standing__rank", named=True
        )
    }
    tiers = match_tiers(query, {pk: row.words for pk, row in rows.items()})
    for pk, row in rows.items():
        if pk not in tiers and _has_parts(query.words, f"{row.name} {' '.join(row.credits)}"):
            tiers[pk] = _PART_TIER
    places = {item_id: n for n, item_id in enumerate(order, start=1)}
    best = sorted((pk for pk in rows if pk in tiers), key=tiers.__getitem__)  # within a tier in the list's order
    found = tuple(
        AddableItem(
            pk,
            rows[pk].name,
            tuple(rows[pk].credits),
            rows[pk].standing__rank,
            places.get(pk),
            _matching_alias(query, rows[pk].name, rows[pk].aliases),
        )
        for pk in best[:SEARCH_RESULTS_MAX]
    )
    return found, len(best) - len(found)


def _has_parts(words: Sequence[str], text: str) -> bool:
    normalized = normalize_text(text)
    return bool(words) and all(word in normalized for word in words)


def _matching_alias(query: SearchQuery, name: str, aliases: Sequence[str]) -> str:
    """The other name of an item that was typed; "" where its own name has the words, or no other name has."""
    ways = (*exact_expressions(query), prefix_expression(query))
    fitting = (each for way in ways for each in (name, *aliases) if has_all(way, name_tokens([each])))
    best = next(fitting, name)
    return "" if best == name else best


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
