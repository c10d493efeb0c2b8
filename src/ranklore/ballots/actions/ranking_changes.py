"""The changes a voter can make on the page of their personal ranking: add, move, remove, undo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal

from ranklore.ballots.actions.personal_ranking import save_ranking, unpublish_ranking
from ranklore.ballots.actions.votes import cast_vote, restore_previous_vote
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import Vote
from ranklore.ballots.personal_ranking import PersonalRanking, move_item, room_left
from ranklore.ballots.queries.personal_ranking import personal_ranking_of, voted_items_of
from ranklore.core.pagination import parse_whole_number
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused

Kind = Vote.Kind


@dataclass(frozen=True, slots=True)
class RankingChange:
    """A change that somebody asks for. own: the ranking as it was on the page that they asked from."""

    voter: Voter
    ranked_list: RankedList
    own: PersonalRanking
    asked: dict[str, Any]

    def item(self) -> Item:
        item = self.ranked_list.items.filter(pk=self.asked["item"] or 0).first()
        if item is None:
            raise Refused("That item is not on this list. Reload the page; nothing was changed.")
        return item

    def off(self, ids: tuple[int, ...]) -> frozenset[int]:
        """Which of these items were taken off the list."""
        gone = self.ranked_list.items.filter(pk__in=ids).exclude(removed_at=None)
        return frozenset(gone.values_list("pk", flat=True))

    def save(self, ids: tuple[int, ...]) -> bool:
        return save_ranking(voter=self.voter, ranked_list=self.ranked_list, item_ids=ids, made_from=self.own.version)


def _add_item(change: RankingChange) -> tuple[str, int]:
    item, ids = change.item(), change.own.ids
    if item.pk not in ids:
        ids = (*ids, item.pk)
    is_new = change.save(ids)
    if votes_on_items(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        cast_vote(voter=change.voter, item=item, kind=Kind.DONT_KNOW, on=False)  # who ranks it knows it
    return _place_message(change, item, ids, "is in your ranking" if is_new else "is in your ranking already"), item.pk


def _add_picks(change: RankingChange) -> tuple[str, int]:
    wanted = [pk for pk in voted_items_of(change.voter, change.ranked_list.pk).picked if pk not in change.own.ids]
    ids = (*change.own.ids, *wanted[: max(room_left(change.own.ids), 0)])
    change.save(ids)
    added = len(ids) - len(change.own.ids)
    if not added:
        return "There is nothing to add: no votes of yours are left, or your ranking is full.", 0
    left = f" Your ranking is full now; {len(wanted) - added} more did not fit." if added < len(wanted) else ""
    return f"Added {added} item{'s' if added > 1 else ''} you voted for, in the order of your votes.{left}", 0


def _move_item(change: RankingChange) -> tuple[str, int]:
    item, ids = change.item(), change.own.ids
    off = change.off(ids)
    total = len(ids) - len(off)
    to = parse_whole_number(change.asked["to"].strip())
    if not to:
        raise Refused(f"Type a place from 1 to {total}. Nothing was changed.")
    if item.pk not in ids:
        raise Refused(f"{isolated(item.name)} is not in your ranking any more. Nothing was changed.")
    if item.pk in off:
        raise Refused(f"{isolated(item.name)} was taken off this list, so it cannot be moved. Nothing was changed.")
    after = move_item(ids, item.pk, to, off)
    change.save(after)
    return _place_message(change, item, after, "stays" if after == ids else "is now"), item.pk


def _remove_item(change: RankingChange) -> tuple[str, int]:
    item = change.item()
    change.save(tuple(pk for pk in change.own.ids if pk != item.pk))
    return f"{isolated(item.name)} is not in your ranking any more. “Undo” puts it back.", 0


def _undo(change: RankingChange) -> tuple[str, int]:
    before = change.own.before
    if before is None:
        raise Refused("There is no change to undo.")
    gone = change.off(before).difference(change.own.ids)
    change.save(tuple(pk for pk in before if pk not in gone))
    return "Your last change is undone.", 0


def _mark_unknown(change: RankingChange) -> tuple[str, int]:
    item = change.item()
    if item.pk in personal_ranking_of(change.voter, change.ranked_list.pk).ids:
        raise Refused(f"{isolated(item.name)} is in your ranking. Take it out first; nothing was changed.")
    cast_vote(voter=change.voter, item=item, kind=Kind.DONT_KNOW)
    return f"You don’t know {isolated(item.name)}: noted. It is under “Don’t know”.", 0


def _unmark_unknown(change: RankingChange) -> tuple[str, int]:
    """Take a "don't know" back; what the voter said of the item before it holds again."""
    item = change.item()
    if votes_on_items(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        restore_previous_vote(voter=change.voter, item=item)
    return f"{isolated(item.name)} is not under “Don’t know” any more.", 0


def _make_private(change: RankingChange) -> tuple[str, int]:
    unpublish_ranking(voter=change.voter, ranked_list=change.ranked_list)
    return "Your ranking is private. Its old address shows nothing any more.", 0


RANKING_CHANGES: dict[str, Callable[[RankingChange], tuple[str, int]]] = {
    "add": _add_item,
    "add-picks": _add_picks,
    "move": _move_item,
    "remove": _remove_item,
    "undo": _undo,
    "dont-know": _mark_unknown,
    "know": _unmark_unknown,
    "private": _make_private,
}


def _place_message(change: RankingChange, item: Item, ids: tuple[int, ...], says: str) -> str:
    off = change.off(ids)
    placed = [pk for pk in ids if pk not in off]
    if item.pk not in placed:
        return f"{isolated(item.name)} {says}."
    glue = " " if says in ("is now", "stays") else ", "
    return f"{isolated(item.name)} {says}{glue}{ordinal(placed.index(item.pk) + 1)} of {len(placed)}."
