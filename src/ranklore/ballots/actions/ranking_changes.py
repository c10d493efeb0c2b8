"""The changes a voter can make on the page of their personal ranking: add, move, remove, undo."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.ballots.actions.personal_ranking import save_ranking, unpublish_ranking
from ranklore.ballots.actions.votes import cast_vote, restore_previous_vote
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import Vote
from ranklore.ballots.personal_ranking import PersonalRanking, move_item, room_left
from ranklore.ballots.queries.personal_ranking import personal_ranking_of, voted_items_of
from ranklore.core.ordinals import ordinal
from ranklore.core.pagination import parse_whole_number
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused

Kind = Vote.Kind


@dataclass(frozen=True, slots=True)
class RankingChange:
    """A change that a voter asks for.

    ranking  the personal ranking as the page showed it
    item_id  the item to change; None where the form names no item
    place    where to move the item, as the voter typed it
    """

    voter: Voter
    ranked_list: RankedList
    ranking: PersonalRanking
    item_id: int | None
    place: str

    def get_item(self) -> Item:
        item = self.ranked_list.items.filter(pk=self.item_id or 0).first()
        if item is None:
            raise Refused(_("That item is not on this list, so nothing was changed. Reload the page and try again."))
        return item

    def removed_from_list(self, item_ids: tuple[int, ...]) -> frozenset[int]:
        """Which of these items were taken off the list."""
        removed = self.ranked_list.items.filter(pk__in=item_ids).exclude(removed_at=None)
        return frozenset(removed.values_list("pk", flat=True))

    def save(self, item_ids: tuple[int, ...]) -> bool:
        return save_ranking(
            voter=self.voter, ranked_list=self.ranked_list, item_ids=item_ids, made_from=self.ranking.version
        )


def _add_item(change: RankingChange) -> tuple[str, int]:
    item, item_ids = change.get_item(), change.ranking.ids
    if item.pk not in item_ids:
        item_ids = (*item_ids, item.pk)
    is_new = change.save(item_ids)
    if votes_on_items(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        # Ranking an item says that the voter knows it.
        cast_vote(voter=change.voter, item=item, kind=Kind.DONT_KNOW, on=False)
    values = _place_values(change, item, item_ids)
    if is_new:
        return _("You added %(name)s to your ranking. It is %(place)s of %(total)s.") % values, item.pk
    if not values["place"]:
        return _("%(name)s is already in your ranking.") % values, item.pk
    return _("%(name)s is already in your ranking. It is %(place)s of %(total)s.") % values, item.pk


def _add_picks(change: RankingChange) -> tuple[str, int]:
    item_ids = change.ranking.ids
    missing = [pk for pk in voted_items_of(change.voter, change.ranked_list.pk).picked if pk not in item_ids]
    added = missing[: max(room_left(item_ids), 0)]
    change.save((*item_ids, *added))
    if not added:
        return _("There is nothing to add: your ranking has all items you voted for, or it is full."), 0
    message = ngettext(
        "Added %(count)s item you voted for, in the order of your votes.",
        "Added %(count)s items you voted for, in the order of your votes.",
        len(added),
    ) % {"count": intcomma(len(added))}
    left = len(missing) - len(added)
    if left:
        message += " " + ngettext(
            "Your ranking is now full: %(count)s more item did not fit.",
            "Your ranking is now full: %(count)s more items did not fit.",
            left,
        ) % {"count": intcomma(left)}
    return message, 0


def _move_item(change: RankingChange) -> tuple[str, int]:
    item, item_ids = change.get_item(), change.ranking.ids
    removed = change.removed_from_list(item_ids)
    to = parse_whole_number(change.place.strip())
    if not to:
        total = intcomma(len(item_ids) - len(removed))
        raise Refused(_("Type a place from 1 to %(total)s. Nothing was changed.") % {"total": total})
    name = {"name": isolated(item.name)}
    if item.pk not in item_ids:
        raise Refused(_("%(name)s is not in your ranking any more. Nothing was changed.") % name)
    if item.pk in removed:
        raise Refused(_("%(name)s was taken off this list, so you cannot move it. Nothing was changed.") % name)
    moved = move_item(item_ids, item.pk, to, removed)
    change.save(moved)
    values = _place_values(change, item, moved)
    if moved == item_ids:
        return _("%(name)s stays %(place)s of %(total)s.") % values, item.pk
    return _("%(name)s is now %(place)s of %(total)s.") % values, item.pk


def _remove_item(change: RankingChange) -> tuple[str, int]:
    item = change.get_item()
    change.save(tuple(pk for pk in change.ranking.ids if pk != item.pk))
    name = isolated(item.name)
    return _("You removed %(name)s from your ranking. Press “Undo” to put it back.") % {"name": name}, 0


def _undo(change: RankingChange) -> tuple[str, int]:
    before = change.ranking.before
    if before is None:
        raise Refused(_("There is no change to undo."))
    removed = change.removed_from_list(before).difference(change.ranking.ids)
    change.save(tuple(pk for pk in before if pk not in removed))
    return _("Your last change was undone."), 0


def _mark_unknown(change: RankingChange) -> tuple[str, int]:
    item = change.get_item()
    name = {"name": isolated(item.name)}
    if item.pk in personal_ranking_of(change.voter, change.ranked_list.pk).ids:
        raise Refused(_("%(name)s is in your ranking. Remove it first. Nothing was changed.") % name)
    cast_vote(voter=change.voter, item=item, kind=Kind.DONT_KNOW)
    return _("You said that you don’t know %(name)s. It is now under “Don’t know”.") % name, 0


def _unmark_unknown(change: RankingChange) -> tuple[str, int]:
    """Take back a "don't know". The vote that the voter cast on the item before it is current again."""
    item = change.get_item()
    if votes_on_items(change.voter, [item.pk]).get(item.pk) == Kind.DONT_KNOW:
        restore_previous_vote(voter=change.voter, item=item)
    return _("%(name)s is no longer under “Don’t know”.") % {"name": isolated(item.name)}, 0


def _make_private(change: RankingChange) -> tuple[str, int]:
    unpublish_ranking(voter=change.voter, ranked_list=change.ranked_list)
    return _("Your ranking is private now. Its address no longer works."), 0


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
"""By the last part of the address. Each returns a message, and the item to go to (0: none)."""


def _place_values(change: RankingChange, item: Item, item_ids: tuple[int, ...]) -> dict[str, str]:
    """The item's name and place for a message. The place is empty for an item that was taken off the list."""
    removed = change.removed_from_list(item_ids)
    placed = [pk for pk in item_ids if pk not in removed]
    place = ordinal(placed.index(item.pk) + 1) if item.pk in placed else ""
    return {"name": isolated(item.name), "place": place, "total": intcomma(len(placed))}
