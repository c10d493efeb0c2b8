"""From the vote log to standings. The only place that opens the engine.

The log is the truth. The checkpoint on the board is a tally at `counted_version`; a recount takes the ballots that were
touched since out of it as they were, puts them in as they are, fits, and publishes. Standings and figures can be
thrown away: `rebuild` makes them again from the log alone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.lists.models import Item
from ranklore.ranking import Ballot, Evidence, Tally, evidence_of, rank_by


@dataclass(frozen=True, slots=True)
class Place:
    """An item's standing as a plain value, to compare with what is published."""

    rank: int
    votes: int
    score: float
    tie_group: int


@dataclass(frozen=True, slots=True)
class Count:
    """What a count of the log up to `version` comes to. `picks` and `places`: item id -> value."""

    version: int
    voters: int
    voted_at: datetime | None
    picks: dict[int, int]
    places: dict[int, Place]


def recount(list_id: int) -> None:
    """Bring the standings up to the newest vote.

    Safe to call at any time, from any number of workers: the one that publishes second starts over.
    """
    while True:
        board = Board.objects.get(pk=list_id)
        if board.counted_version == board.version or _publish(board, _count_since_checkpoint(board)):
            return


def item_came_or_went(item: Item) -> None:
    """Make the standings anew after an item was removed or put back. Call it with the board held.

    Its votes leave the count with it and come back with it; the log keeps them.
    """
    board = Board.objects.get(pk=item.list_id)
    _publish(board, _count_since_checkpoint(board, came_or_went=item))


@transaction.atomic
def rebuild(list_id: int) -> None:
    """Count the whole log again, as if there were no checkpoint and no board."""
    board = lock_board(list_id)
    board.version = newest_vote(list_id)
    board.save(update_fields=["version"])
    _publish(board, count_from_log(board))


@transaction.atomic
def differences(list_id: int) -> list[str]:
    """What `rebuild` would change, a sentence each. Empty when the caches agree with the log."""
    board = lock_board(list_id)  # so that no vote comes between what is read of the log and of the standings
    found = []
    if board.version != newest_vote(list_id):
        found.append(f"the board says the newest vote is {board.version}; the log says {newest_vote(list_id)}")
    if board.counted_version != board.version:
        found.append(f"votes after {board.counted_version} are not counted yet")
    truth = count_from_log(board)
    if board.voters != truth.voters:
        found.append(f"the board says {board.voters} voters; the log says {truth.voters}")
    if board.voted_at != truth.voted_at:
        found.append(f"the board says the last vote was at {board.voted_at}; the log says {truth.voted_at}")
    if _picks_in(board) != truth.picks:
        found.append("the checkpoint is not the sum of the ballots")
    published = _published(list_id)
    for item_id in sorted(published.keys() | truth.places.keys()):
        ours, theirs = published.get(item_id), truth.places.get(item_id)
        if ours != theirs:
            found.append(f"item {item_id}: published {ours}, the log gives {theirs}")
    return found


def lists_with_votes() -> dict[int, str]:
    """Every list that somebody ever voted on, as the log has it: its id and its slug."""
    return dict(Vote.objects.order_by("list_id").values_list("list_id", "list__slug").distinct())


def lock_board(list_id: int) -> Board:
    """The board of a list, made when first needed, held to the end of the transaction."""
    board, _ = Board.objects.select_for_update().get_or_create(list_id=list_id)
    return board


def newest_vote(list_id: int) -> int:
    """The id of the newest vote in the log of a list; 0 without any."""
    return Vote.objects.filter(list_id=list_id).order_by("-id").values_list("id", flat=True).first() or 0


def count_from_log(board: Board) -> Count:
    """Count every vote on the list, up to the board's version."""
    items = _items_of(board.pk)
    ballots = _ballots(board.pk, upto=board.version, live=_live(board.pk))
    tally = Tally(len(items))
    number = {item_id: n for n, item_id in enumerate(items)}
    for picks in ballots.values():
        tally.add(_evidence_in(picks, number))
    return _counted(board, items, tally, voters=sum(map(bool, ballots.values())))


def _count_since_checkpoint(board: Board, came_or_went: Item | None = None) -> Count:
    items, live = _items_of(board.pk), _live(board.pk)
    number = {item_id: n for n, item_id in enumerate(items)}
    tally = Tally(len(items))
    for item_id, picks in _picks_in(board).items():
        tally.picks[number[item_id]] = picks
    new_votes = Vote.objects.filter(list_id=board.pk, id__gt=board.counted_version, id__lte=board.version)
    touched = set(new_votes.values_list("voter_id", flat=True))
    live_before = live
    if came_or_went:
        touched |= set(Vote.objects.filter(item=came_or_went).values_list("voter_id", flat=True))
        live_before = live ^ {came_or_went.pk}
    before = _ballots(board.pk, upto=board.counted_version, live=live_before, voters=touched)
    after = _ballots(board.pk, upto=board.version, live=live, voters=touched)
    voters = board.voters
    for voter_id in touched:
        old, new = before.get(voter_id, set()), after.get(voter_id, set())
        tally.add(_evidence_in(old, number), sign=-1)
        tally.add(_evidence_in(new, number))
        voters += bool(new) - bool(old)
    return _counted(board, items, tally, voters)


def _evidence_in(picks: set[int], number: dict[int, int]) -> Evidence:
    """A ballot's evidence for a plain count, which asks only what was picked, not what else was shown."""
    return evidence_of(Ballot(picks={number[item_id]: (number[item_id],) for item_id in picks}))


def _counted(board: Board, items: list[int], tally: Tally, voters: int) -> Count:
    """Rank by plain counts, and give places to the items that have a vote that stands."""
    ranking = rank_by("counts", tally)
    places: dict[int, Place] = {}
    for n in ranking.order.tolist():
        votes = int(tally.picks[n])
        if votes > 0:
            group = int(ranking.tie_group[n])
            places[items[n]] = Place(len(places) + 1, votes, float(ranking.score[n]), group)
    picks = {item_id: int(count) for item_id, count in zip(items, tally.picks, strict=True) if count}
    voted_at = Vote.objects.filter(pk=board.version).values_list("created_at", flat=True).first()
    return Count(board.version, voters, voted_at, picks, places)


def _publish(board: Board, count: Count) -> bool:
    """Write what was counted, unless another worker was first: then nothing is written and the answer is False."""
    with transaction.atomic():
        won = Board.objects.filter(pk=board.pk, counted_version=board.counted_version).update(
            counted_version=count.version,
            checkpoint={str(item_id): picks for item_id, picks in count.picks.items()},
            voters=count.voters,
            voted_at=count.voted_at,
        )
        if not won:
            return False
        published = _published(board.pk)
        gone = published.keys() - count.places.keys()
        if gone:
            Standing.objects.filter(pk__in=gone).delete()
        Standing.objects.bulk_create(
            (
                Standing(
                    item_id=item_id,
                    list_id=board.pk,
                    rank=place.rank,
                    votes=place.votes,
                    score=place.score,
                    tie_group=place.tie_group,
                )
                for item_id, place in count.places.items()
                if published.get(item_id) != place
            ),
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=["rank", "votes", "score", "tie_group"],
            batch_size=500,
        )
    return True


def _published(list_id: int) -> dict[int, Place]:
    rows = Standing.objects.filter(list_id=list_id).values_list("item_id", "rank", "votes", "score", "tie_group")
    return {item_id: Place(rank, votes, score, group) for item_id, rank, votes, score, group in rows}


def _items_of(list_id: int) -> list[int]:
    """Every item the list ever had, in its starting order: the engine's item numbers are places in this list."""
    return list(Item.objects.filter(list_id=list_id).order_by("start_place").values_list("id", flat=True))


def _picks_in(board: Board) -> dict[int, int]:
    return {int(item_id): picks for item_id, picks in board.checkpoint.items()}


def _live(list_id: int) -> set[int]:
    return set(Item.objects.filter(list_id=list_id, removed_at=None).values_list("id", flat=True))


def _ballots(list_id: int, *, upto: int, live: set[int], voters: set[int] | None = None) -> dict[int, set[int]]:
    """Voter id -> the live items that the voter picks, read from the log up to a vote; the newest word holds."""
    log = Vote.objects.filter(list_id=list_id, id__lte=upto, kind=Vote.Kind.PICK).order_by("id")
    if voters is not None:
        log = log.filter(voter_id__in=voters)
    ballots: dict[int, set[int]] = defaultdict(set)
    for voter_id, item_id, taken_back in log.values_list("voter_id", "item_id", "is_retraction").iterator():
        if taken_back:
            ballots[voter_id].discard(item_id)
        elif item_id in live:
            ballots[voter_id].add(item_id)
    return ballots
