"""Check that the published standings agree with the vote log."""

from django.db import transaction

from ranklore.ballots.models import Board
from ranklore.ballots.recount.checkpoints import checkpoint_of
from ranklore.ballots.recount.counting import count_from_log, replay_votes
from ranklore.ballots.recount.log import items_of, newest_vote_id
from ranklore.ballots.recount.publishing import get_board, lock_board, published_standings


def find_differences(list_id: int) -> list[str]:
    """The differences between what is published and the log, one sentence each. Empty if there are none."""
    get_board(list_id)
    boards = Board.objects.loading("checkpoint", "start")
    if not _compare_with_log(boards.get(pk=list_id)):
        return []
    with transaction.atomic():  # again with the board locked, so that no vote comes in between the reads
        lock_board(list_id)
        return _compare_with_log(boards.get(pk=list_id))


def _compare_with_log(board: Board) -> list[str]:
    list_id, found = board.pk, []
    if board.version != newest_vote_id(list_id):
        found.append(f"the board says the newest vote is {board.version}; the log says {newest_vote_id(list_id)}")
    if board.counted_version != board.version:
        found.append(f"votes after {board.counted_version} are not counted yet")
    recounted = count_from_log(board)
    for name, published_value, counted in (
        ("voters", board.voters, recounted.figures.voters),
        ("answers", board.answers, recounted.figures.answers),
        ("orders", board.orders, recounted.figures.orders),
        ("votes", board.votes, recounted.votes),
        ("as time of the last vote", board.voted_at, recounted.voted_at),
    ):
        if published_value != counted:
            found.append(f"the board says {published_value} {name}; the log says {counted}")
    try:
        replayed = replay_votes(board, items_of(list_id), *checkpoint_of(board))
        if replayed.tally != recounted.tally:
            found.append("the checkpoint plus the votes since is not the sum of the ballots")
    except ValueError as problem:
        found.append(f"the checkpoint cannot be read: {problem}")
    published = published_standings(list_id)
    for item_id in sorted(published.keys() | recounted.places.keys()):
        ours, theirs = published.get(item_id), recounted.places.get(item_id)
        if ours is None or not ours.is_close_to(theirs):
            found.append(f"item {item_id}: published {ours}, the log gives {theirs}")
    return found
