"""Add, delete and restore comments, and decline a suggested vote."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ranklore.discussion.actions.activity import update_list_commenters
from ranklore.discussion.actions.content_notes import save_comment_notes
from ranklore.discussion.mentions.claims import ClaimedPair
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget, target_of
from ranklore.discussion.validation import clean_comment_text
from ranklore.lists.actions.activity import record_comment
from ranklore.lists.actions.lists import lock_list
from ranklore.lists.models import Item
from ranklore.lists.validation import validate_author
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


def comment_on_item(*, voter: Voter, item: Item, **fields: Any) -> Comment:
    """Add a comment on an item. `fields` are those of `add_comment`."""
    return add_comment(CommentTarget.of(item), voter=voter, **fields)


@transaction.atomic
def add_comment(
    target: CommentTarget,
    *,
    voter: Voter,
    author: str,
    text: str,
    nonce: uuid.UUID,
    is_spoiler: bool = False,
    notes: Collection[str] = (),
    rank_when_posted: int | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Add a comment. A form that is sent twice (same `nonce`, same content) returns the comment it made first."""
    text, author = clean_comment_text(text), validate_author(author)
    lock_list(target.list.pk)  # so that of two identical requests at once the second finds the comment of the first
    if target.item and not Item.objects.filter(pk=target.item.pk, removed_at=None).exists():
        message = _("%(item)s was taken off this list, so you can no longer comment on it.")
        raise Refused(message % {"item": quoted(target.item.name)})
    voter = save_voter(voter, name=author)
    author = voter.account.name if voter.account else author
    new = Comment(
        list=target.list,
        item=target.item,
        ranking_key=target.ranking_key,
        parent=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        voter=voter,
        author=author,
        text=text,
        is_spoiler=is_spoiler,
        rank_when_posted=rank_when_posted,
        nonce=nonce,
    )
    earlier = Comment.objects.filter(nonce=nonce).first()
    if earlier and _content_of(earlier) == _content_of(new):
        return earlier
    if earlier:
        raise Refused(_("This form was already used for another comment. Send it again."), "nonce")
    if parent and not Comment.objects.filter(pk=parent.pk, deleted_at=None).exists():
        raise Refused(_("The comment you are replying to was just deleted. Your text is still here."))
    new.save()
    if notes:
        save_comment_notes(new, voter, notes)
    record_comment(target.list.pk, voter.pk)
    return new


def reply_to_comment(*, voter: Voter, to: Comment, **fields: Any) -> Comment:
    """Add a reply. `fields` are those of `add_comment`."""
    return add_comment(target_of(to), voter=voter, parent=to, **fields)


def _content_of(comment: Comment) -> tuple[object, ...]:
    place = comment.list_id, comment.item_id, comment.ranking_key, comment.parent_id
    return *place, comment.voter_id, comment.author, comment.text, comment.is_spoiler, comment.deleted_at


@transaction.atomic
def decline_vote_suggestion(*, comment: Comment, pair: ClaimedPair) -> None:
    """Remember that the author does not want the comment's claim about this pair to count as a vote."""
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if [*pair] not in locked.declined_pairs:
        locked.declined_pairs = [*locked.declined_pairs, [*pair]]
        locked.save(update_fields=["declined_pairs"])


@transaction.atomic
def delete_comment(comment: Comment) -> None:
    """Delete a comment. Its text is kept, so that the author can restore it."""
    Comment.objects.filter(pk=comment.pk, deleted_at=None).update(deleted_at=timezone.now())
    update_list_commenters([comment.list_id])


@transaction.atomic
def restore_comment(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(deleted_at=None)
    update_list_commenters([comment.list_id])
