"""Check that what is published agrees with the vote log."""

from django.db import transaction

from ranklore.ballots.models import Board
from ranklore.ballots.recount.checkpoints import checkpoint_of
from ranklore.ballots.recount.counting import count_from_log, replay_votes
from ranklore.ballots.recount.log import items_of, newest_vote_id
from ranklore.ballots.recount.publishing import get_board, lock_board, published_standings


def find_differences(list_id: int) -> list[str]:
    """What does not agree with the log, a sentence each; empty when all that is published does."""
    get_board(list_id)
    whole = Board.objects.loading("checkpoint", "start")
    if not _compare_with_log(whole.get(pk=list_id)):
        return []
    with transaction.atomic():  # again, so that no vote comes between what is read of the log and of the standings
        lock_board(list_id)
        return _compare_with_log(whole.get(pk=list_id))


def _compare_with_log(board: Board) -> list[str]:
    list_id, found = board.pk, []
    if board.version != newest_vote_id(list_id):
        found.append(f"the board says the newest vote is {board.version}; the log says {newest_vote_id(list_id)}")
    if board.counted_version != board.version:
        found.append(f"votes after {board.counted_version} are not counted yet")
    truth = count_from_log(board)
    for what, said, counted in (
        ("voters", board.voters, truth.figures.voters),
        ("answers", board.answers, truth.figures.answers),
        ("orders", board.orders, truth.figures.orders),
        ("votes", board.votes, truth.votes),
        ("as the time of the last vote", board.voted_at, truth.voted_at),
    ):
        if said != counted:
            found.append(f"the board says {said} {what}; the log says {counted}")
    try:
        kept = replay_votes(board, items_of(list_id), *checkpoint_of(board))
        if kept.tally != truth.tally:
            found.append("the checkpoint and the votes since are not the sum of the ballots")
    except ValueError as problem:
        found.append(f"the checkpoint cannot be read: {problem}")
    published = published_standings(list_id)
    for item_id in sorted(published.keys() | truth.places.keys()):
        ours, theirs = published.get(item_id), truth.places.get(item_id)
        if ours is None or not ours.is_close_to(theirs):
            found.append(f"item {item_id}: published {ours}, the log gives {theirs}")
    return found
