"""Save, publish and unpublish a personal ranking."""

import uuid
from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

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
    """Save the voter's ranking of a list, best first. Without items, retract it. Returns False if nothing changed.

    `made_from` is the vote with the ranking that this one was made from (0: none). An item that was taken off the list
    may keep its place. Raises Refused for an item that is not on the list or appears twice, for more items than
    PERSONAL_RANKING_MAX, and if the ranking has changed since `made_from`.
    """
    if len(item_ids) > PERSONAL_RANKING_MAX:
        raise Refused(
            _("Your ranking can have at most %(max)s items, and this one has %(count)s. Nothing was changed.")
            % {"max": intcomma(PERSONAL_RANKING_MAX), "count": intcomma(len(item_ids))}
        )
    if len(set(item_ids)) < len(item_ids):
        raise Refused(
            _("An item appears twice in that ranking, so nothing was changed. Reload the page and try again.")
        )
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = current_vote_on(voter, board.pk, PERSONAL_RANKING_SUBJECT)
        now = (newest.order or []) if newest and not newest.is_retraction else []
        is_new = now != list(item_ids)
        if is_new and made_from is not None and made_from != (newest.pk if newest else 0):
            raise Refused(
                _(
                    "Your ranking has changed since you loaded the page, maybe in another tab. "
                    "Your last change was not made. This is your ranking now."
                )
            )
        added = set(item_ids).difference(now)
        if ranked_list.items.filter(pk__in=added, removed_at=None).count() < len(added):
            raise Refused(
                _("An item of that ranking is no longer on this list, so nothing was changed. Reload the page.")
            )
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
    """Make the voter's ranking public at its own address. Raises Refused if there is no ranking.

    A ranking that was private for a while gets its old address back, with its comments.
    """
    with transaction.atomic():
        board = lock_board(ranked_list.pk)
        newest = current_vote_on(voter, board.pk, PERSONAL_RANKING_SUBJECT)
        if newest is None or newest.is_retraction:
            raise Refused(_("Add at least one item to your ranking before you publish it."))
        published, _created = PublishedRanking.objects.update_or_create(
            list=ranked_list,
            voter_id=newest.voter_id,
            defaults={"name": name.strip()[:40]},
            create_defaults={"name": name.strip()[:40], "key": _published_key(board.pk, newest.voter_id)},
        )
    return published


def _published_key(list_id: int, voter_id: int) -> uuid.UUID:
    """A key that nobody can guess. It is always the same for one voter and list."""
    digest = salted_hmac("ranklore.ballots.published", f"{list_id} {voter_id}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def unpublish_ranking(*, voter: Voter, ranked_list: RankedList) -> None:
    """Make the voter's ranking private. It still counts."""
    PublishedRanking.objects.filter(list=ranked_list, voter__key=voter.key).delete()
