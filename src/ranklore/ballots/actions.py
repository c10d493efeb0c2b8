"""The one door for every vote."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from ranklore.ballots.models import Board, PublishedOrder, Standing, Vote
from ranklore.ballots.newest import newest_word_on, newest_words_of, word_before
from ranklore.ballots.recount import (
    after_erasure,
    lock_board,
    newest_vote,
    notice_voters,
    rebuild,
    recount,
    recount_after_vote,
    settle,
)
from ranklore.ballots.rules import ORDER_MAX, SUBJECT_OF_ORDER, subject_of_item, subject_of_pair
from ranklore.lists.models import Item, RankedList
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted

Kind, Outcome = Vote.Kind, Vote.Outcome
IMPORT_BATCH = 2_000
ABOUT_ITEMS = (Kind.PICK, Kind.DOWN, Kind.KNOW, Kind.DONT_KNOW)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a vote did to an item: its rank before and after (None: too new to rank), and its picks and downs now."""

    before: int | None
    after: int | None
    votes: int
    is_new: bool  # False: the voter had said just this already, and nothing was written
    downs: int = 0
    is_counted: bool = True  # False: a long list, which the worker counts in a moment


def cast(
    *, voter: Voter, item: Item, kind: Vote.Kind = Vote.Kind.PICK, on: bool = True, shown: Sequence[int] = ()
) -> Moved:
    """Say one thing about an item: that it belongs high, or not, or whether one knows it. `on=False` takes that back.

    It replaces what the voter said about the item before. `on` is the state that is wanted, so saying it twice changes
    nothing. The vote is in the log when this returns. Raises Refused when the item is not on its list any more; what
    was said about it can still be taken back.
    """
    if kind not in ABOUT_ITEMS:
        raise ValueError(f"a {kind} is not said about one item")
    with transaction.atomic():
        # The board is held until the vote is in, so the votes of a list are committed in the order of their ids and
        # a recount up to a version can miss none.
        board = lock_board(item.list_id)
        before = _ranks_on_list(item)
        if on:
            _check_on_list(before, item)
        newest = newest_word_on(voter, board.pk, subject_of_item(item.pk))
        stands = newest is not None and not newest.is_retraction and newest.kind == kind
        is_new = stands != on
        if is_new:
            _append(board, voter, subject_of_item(item.pk), newest, on=on, kind=kind, item=item, shown=list(shown))
    return _moved(item, before.get(item.pk), is_new)


def say_as_before(*, voter: Voter, item: Item) -> Moved:
    """Take back that the voter does not know an item: what they said about it before holds again."""
    before = word_before(voter, item)
    if before is None:
        return cast(voter=voter, item=item, kind=Kind.DONT_KNOW, on=False)
    return cast(voter=voter, item=item, kind=Kind(before.kind), shown=before.shown)


def answer(
    *, voter: Voter, item: Item, other: Item, outcome: Vote.Outcome | None, shown: Sequence[int] = ()
) -> tuple[Moved, Moved]:
    """Answer a matchup of two items of one list: `item` or `other` wins, a tie, or skip. None takes the answer back.

    Gives what it did to either. A newer answer on the pair replaces the older. Raises Refused when one of them is not
    on the list any more, but an answer can still be taken back.
    """
    if item.list_id != other.list_id or item.pk == other.pk:
        raise ValueError("a matchup is of two items of one list")
    swapped = item.pk > other.pk
    first, second = (other, item) if swapped else (item, other)
    if swapped and outcome in (Outcome.ITEM, Outcome.OTHER):
        outcome = Outcome.OTHER if outcome == Outcome.ITEM else Outcome.ITEM
    with transaction.atomic():
        board = lock_board(item.list_id)
        before = _ranks_on_list(first, second)
        if outcome is not None:
            _check_on_list(before, first, second)
        subject = subject_of_pair(first.pk, second.pk)
        newest = newest_word_on(voter, board.pk, subject)
        now = newest.outcome if newest and not newest.is_retraction else None
        is_new = now != outcome
        if is_new:
            _append(
                board,
                voter,
                subject,
                newest,
                on=outcome is not None,
                kind=Kind.MATCHUP,
                item=first,
                other=second,
                outcome=outcome or now,
                shown=list(shown),
            )
    return _moved(item, before.get(item.pk), is_new), _moved(other, before.get(other.pk), is_new)


def put_in_order(
    *, voter: Voter, ranked_list: RankedList, item_ids: Sequence[int], made_from: int | None = None
) -> bool:
    """Set the voter's own ranking of a list, best first; without items, take it back. False: it was so already.

    `made_from` is the vote (0: none) with the ranking that this one was made from. An item that was taken off the list
    may keep the place that it has. Raises Refused for one that is not on the list or is there twice, for more than
    ORDER_MAX, and when the ranking is not the one it was made from any more.
    """
    if len(item_ids) > ORDER_MAX:
        raise Refused(f"Your ranking can have at most {ORDER_MAX} items; this has {len(item_ids):,}.")
    if len(set(item_ids)) < len(item_ids):
        raise Refused("An item stands twice in that ranking. Reload the page and try again; nothing was changed.")
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = newest_word_on(voter, board.pk, SUBJECT_OF_ORDER)
        now = (newest.order or []) if newest and not newest.is_retraction else []
        is_new = now != list(item_ids)
        if is_new and made_from is not None and made_from != (newest.pk if newest else 0):
            raise Refused(
                "Your ranking changed meanwhile, maybe in another tab. This is how it is now; nothing was done."
            )
        added = set(item_ids).difference(now)
        if ranked_list.items.filter(pk__in=added, removed_at=None).count() < len(added):
            raise Refused("An item of that ranking is not on this list any more. Reload the page; nothing was changed.")
        if is_new:
            _append(
                board,
                voter,
                SUBJECT_OF_ORDER,
                newest,
                on=bool(item_ids),
                kind=Kind.ORDER,
                order=list(item_ids) or None,
            )
            if not item_ids:
                PublishedOrder.objects.filter(list_id=ranked_list.pk, voter__key=voter.key).delete()
    if is_new:
        recount_after_vote(ranked_list.pk)
    return is_new


def publish_order(*, voter: Voter, ranked_list: RankedList, name: str = "") -> PublishedOrder:
    """Show the voter's own ranking at an address of its own. Raises Refused when there is none.

    One that was private for a while is found where it was, and so is what others said of it.
    """
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = newest_word_on(voter, board.pk, SUBJECT_OF_ORDER)
        if newest is None or newest.is_retraction:
            raise Refused("Put at least one item in your ranking before you publish it.")
        order, _ = PublishedOrder.objects.update_or_create(
            list=ranked_list,
            voter_id=newest.voter_id,
            defaults={"name": name.strip()[:40]},
            create_defaults={"name": name.strip()[:40], "key": _key_of_published(board.pk, newest.voter_id)},
        )
    return order


def _key_of_published(list_id: int, voter_id: int) -> uuid.UUID:
    """What nobody can guess, and always the same for one voter and list."""
    digest = salted_hmac("ranklore.ballots.published", f"{list_id} {voter_id}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def keep_order_private(*, voter: Voter, ranked_list: RankedList) -> None:
    """Take the voter's own ranking out of sight; it goes on counting."""
    PublishedOrder.objects.filter(list=ranked_list, voter__key=voter.key).delete()


def erase_votes(*, voter: Voter, list_id: int | None = None) -> int:
    """Take back everything the voter said, on one list or on all, and delete it from the log. Gives how many lists.

    First it is taken back and counted so, then it is deleted: the standings never stand on votes that are gone.
    """
    if voter.pk is None:
        return 0
    lists = [each for each in _lists_of(voter) if list_id in (None, each)]
    for each in lists:
        _erase(voter, each)
    return len(lists)


def set_trust(*, voter: Voter, trust: float) -> int:
    """Let all that a voter said, and will say, count so many times, from 0 (set aside) to 1. Gives on how many lists.

    It is one step for all lists: their boards are held, then the voter, so that no vote of theirs comes in between.
    """
    if not 0 <= trust <= 1:
        raise ValueError(f"trust is between 0 and 1, not {trust}")
    while True:
        with transaction.atomic():
            lists = _lists_of(voter)
            for list_id in lists:
                lock_board(list_id)
            held = Voter.objects.select_for_update().get(pk=voter.pk)
            if _lists_of(voter) != lists:
                continue  # a first vote on another list came before the voter was held
            before, held.trust = held.trust, trust
            if before != trust:
                held.save(update_fields=["trust"])
                for list_id in lists:
                    settle(list_id, trusted_before={held.pk: before})
            voter.trust = trust
            return len(lists)


def hold_boards_of(voter: Voter) -> None:
    """Hold the boards of all lists that a voter said something on, before a row of a voter is held."""
    for list_id in _lists_of(voter) if voter.pk else ():
        lock_board(list_id)


@transaction.atomic
def merge_ballots(*, guest: Voter, into: Voter) -> None:
    """Make one voter's words another's: on each subject the newer of the two words holds, and counts once."""
    if guest.pk is None or guest.pk == into.pk:
        return
    boards = [lock_board(list_id) for list_id in _lists_of(guest)]  # all of them before a row of a voter is held
    for board in boards:
        list_id = board.pk
        for word in newest_words_of(guest).filter(list=list_id).order_by("id"):
            mine = newest_word_on(into, board.pk, word.subject)
            if mine is None or mine.pk < word.pk:
                _append(
                    board,
                    into,
                    word.subject,
                    mine,
                    on=not word.is_retraction,
                    kind=word.kind,
                    item_id=word.item_id,
                    other_id=word.other_id,
                    outcome=word.outcome,
                    order=word.order,
                    shown=word.shown,
                )
        _move_published(guest, into, list_id)
        _take_back_all(board, guest)
        recount(list_id)
        notice_voters(list_id)


@transaction.atomic
def import_votes(ranked_list: RankedList, votes: Iterable[Vote]) -> None:
    """Append votes to the log of a list that has none yet, and count them at once.

    They come in the order of the log: a later word of a voter on a subject replaces the earlier. A vote with a
    `created_at` keeps it, one without was cast now.
    """
    board = lock_board(ranked_list.pk)
    if board.version:
        raise Refused("This list has votes already.")
    turns: Counter[tuple[int, str]] = Counter()
    votes = iter(votes)
    while batch := list(islice(votes, IMPORT_BATCH)):
        for vote in batch:
            turns[vote.voter_id, vote.subject] += 1
            vote.list, vote.turn = ranked_list, turns[vote.voter_id, vote.subject]
        _write(batch)
    rebuild(ranked_list.pk)


def _write(votes: list[Vote]) -> None:
    """Votes of one list, in one go, with their own times. The database gives every new row the time of now, so those
    of one moment are given theirs afterwards: they stand in a row, and nobody else writes while the board is held."""
    times = [vote.created_at for vote in votes]
    Vote.objects.bulk_create(votes, batch_size=500)
    for time, of_moment in groupby(zip(times, votes, strict=True), key=itemgetter(0)):
        if time is not None:
            ids = [vote.pk for _, vote in of_moment]
            Vote.objects.filter(list=votes[0].list_id, id__range=(ids[0], ids[-1])).update(created_at=time)


def _ranks_on_list(*items: Item) -> dict[int, int | None]:
    """Item id -> rank (None: too new to have one), of those that are still on their list."""
    live = Item.objects.filter(pk__in=[item.pk for item in items], removed_at=None)
    return dict(live.values_list("pk", "standing__rank"))


def _check_on_list(ranks: Mapping[int, int | None], *items: Item) -> None:
    for item in items:
        if item.pk not in ranks:
            raise Refused(f"{quoted(item.name)} was taken off this list, so it can get no votes.")


def _lists_of(voter: Voter) -> list[int]:
    """The lists with anything of a voter in the log."""
    return sorted(set(Vote.objects.filter(voter=voter).values_list("list_id", flat=True)))


def _append(board: Board, voter: Voter, subject: str, newest: Vote | None, *, on: bool, **what: Any) -> None:
    """Write the next word of a voter on a subject, with the board held."""
    vote = Vote.objects.create(
        list_id=board.pk,
        voter=save_voter(voter),
        subject=subject,
        turn=newest.turn + 1 if newest else 1,
        is_retraction=not on,
        **what,
    )
    board.version = vote.pk
    board.save(update_fields=["version"])


def _moved(item: Item, before: int | None, is_new: bool) -> Moved:
    is_counted = not is_new or recount_after_vote(item.list_id)
    after = Standing.objects.filter(pk=item.pk).first()
    return Moved(
        before=before,
        after=after.rank if after else None,
        votes=after.votes if after else 0,
        downs=after.downs if after else 0,
        is_new=is_new,
        is_counted=is_counted,
    )


def _take_back_all(board: Board, voter: Voter) -> None:
    """Take back every word that stands, in one go: there may be thousands."""
    words = newest_words_of(voter).filter(list=board.pk, is_retraction=False).order_by("id")
    if not words:
        return
    Vote.objects.bulk_create(
        (
            Vote(
                list_id=board.pk,
                voter=voter,
                subject=word.subject,
                turn=word.turn + 1,
                is_retraction=True,
                kind=word.kind,
                item_id=word.item_id,
                other_id=word.other_id,
                outcome=word.outcome,
            )
            for word in words
        ),
        batch_size=500,
    )
    board.version = newest_vote(board.pk)
    board.save(update_fields=["version"])


def _move_published(guest: Voter, into: Voter, list_id: int) -> None:
    published = PublishedOrder.objects.filter(list_id=list_id, voter=guest)
    if PublishedOrder.objects.filter(list_id=list_id, voter=into).exists():
        published.delete()
    else:
        published.update(voter=into)


@transaction.atomic
def _erase(voter: Voter, list_id: int) -> None:
    board = lock_board(list_id)
    _take_back_all(board, voter)
    PublishedOrder.objects.filter(list_id=list_id, voter=voter).delete()
    settle(list_id)
    Vote.objects.filter(list_id=list_id, voter=voter).delete()
    after_erasure(list_id)
