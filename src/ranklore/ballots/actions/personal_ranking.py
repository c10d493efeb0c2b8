"""Save, publish and unpublish a personal ranking."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.crypto import salted_hmac

from ranklore.ballots.actions.votes import Kind, append_vote
from ranklore.ballots.ballot import PERSONAL_RANKING_MAX, PERSONAL_RANKING_SUBJECT
from ranklore.ballots.current_votes import current_vote_on
from ranklore.ballots.models import PublishedRanking
from ranklore.ballots.recount.incremental import recount_after_vote
from ranklore.ballots.recount.publishing import lock_board
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


def save_ranking(
    *, voter: Voter, ranked_list: RankedList, item_ids: Sequence[int], made_from: int | None = None
) -> bool:
    """Set the voter's own ranking of a list, best first; without items, take it back. False: it was so already.

    `made_from` is the vote (0: none) with the ranking that this one was made from. An item that was taken off the list
    may keep the place that it has. Raises Refused for one that is not on the list or is there twice, for more than
    ORDER_MAX, and when the ranking is not the one it was made from any more.
    """
    if len(item_ids) > PERSONAL_RANKING_MAX:
        raise Refused(f"Your ranking can have at most {PERSONAL_RANKING_MAX} items; this has {len(item_ids):,}.")
    if len(set(item_ids)) < len(item_ids):
        raise Refused("An item stands twice in that ranking. Reload the page and try again; nothing was changed.")
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = current_vote_on(voter, board.pk, PERSONAL_RANKING_SUBJECT)
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
            append_vote(
                board,
                voter,
                PERSONAL_RANKING_SUBJECT,
                newest,
                on=bool(item_ids),
                kind=Kind.ORDER,
                order=list(item_ids) or None,
            )
            if not item_ids:
                PublishedRanking.objects.filter(list_id=ranked_list.pk, voter__key=voter.key).delete()
    if is_new:
        recount_after_vote(ranked_list.pk)
    return is_new


def publish_ranking(*, voter: Voter, ranked_list: RankedList, name: str = "") -> PublishedRanking:
    """Show the voter's own ranking at an address of its own. Raises Refused when there is none.

    One that was private for a while is found where it was, and so is what others said of it.
    """
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = current_vote_on(voter, board.pk, PERSONAL_RANKING_SUBJECT)
        if newest is None or newest.is_retraction:
            raise Refused("Put at least one item in your ranking before you publish it.")
        order, _ = PublishedRanking.objects.update_or_create(
            list=ranked_list,
            voter_id=newest.voter_id,
            defaults={"name": name.strip()[:40]},
            create_defaults={"name": name.strip()[:40], "key": _published_key(board.pk, newest.voter_id)},
        )
    return order


def _published_key(list_id: int, voter_id: int) -> uuid.UUID:
    """What nobody can guess, and always the same for one voter and list."""
    digest = salted_hmac("ranklore.ballots.published", f"{list_id} {voter_id}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def unpublish_ranking(*, voter: Voter, ranked_list: RankedList) -> None:
    """Take the voter's own ranking out of sight; it goes on counting."""
    PublishedRanking.objects.filter(list=ranked_list, voter__key=voter.key).delete()
