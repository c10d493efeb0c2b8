"""Add, delete and restore comments, and decline a suggested vote."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

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


def comment_on_item(*, voter: Voter, item: Item, **said: Any) -> Comment:
    """Comment on an item: `add_comment` it."""
    return add_comment(CommentTarget.of(item), voter=voter, **said)


@transaction.atomic
def add_comment(
    subject: CommentTarget,
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
    """Comment on a subject. A form that was sent twice (same `nonce`, same words) gives the same comment again."""
    text, author = clean_comment_text(text), validate_author(author)
    lock_list(subject.list.pk)  # of two sendings of one form at once, the second finds what the first wrote
    if subject.item and not Item.objects.filter(pk=subject.item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(subject.item.name)} was taken off this list, so it can get no comments.")
    voter = save_voter(voter, name=author)
    author = voter.account.name if voter.account else author
    new = Comment(
        list=subject.list,
        item=subject.item,
        ranking_key=subject.ranking_key,
        parent=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        voter=voter,
        author=author,
        text=text,
        is_spoiler=is_spoiler,
        rank_when_posted=rank_when_posted,
        nonce=nonce,
    )
    again = Comment.objects.filter(nonce=nonce).first()
    if again and _content_of(again) == _content_of(new):
        return again
    if again:
        raise Refused("That form was used before. Send it again.", "nonce")
    if parent and not Comment.objects.filter(pk=parent.pk, deleted_at=None).exists():
        raise Refused("The comment that you reply to was deleted meanwhile. What you wrote is still here.")
    new.save()
    if notes:
        save_comment_notes(new, voter, notes)
    record_comment(subject.list.pk, voter.pk)
    return new


def reply_to_comment(*, voter: Voter, to: Comment, **said: Any) -> Comment:
    """Reply to a comment: `add_comment` what that is about."""
    return add_comment(target_of(to), voter=voter, parent=to, **said)


def _content_of(comment: Comment) -> tuple[object, ...]:
    about = comment.list_id, comment.item_id, comment.ranking_key, comment.parent_id
    return *about, comment.voter_id, comment.author, comment.text, comment.is_spoiler, comment.deleted_at


@transaction.atomic
def decline_vote_suggestion(*, comment: Comment, pair: ClaimedPair) -> None:
    """Note that its writer does not want to count as a vote what a comment argues about a pair."""
    held = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if [*pair] not in held.declined:
        held.declined = [*held.declined, [*pair]]
        held.save(update_fields=["declined"])


@transaction.atomic
def delete_comment(comment: Comment) -> None:
    """Take a comment down. Its words are kept, so that its writer can put it back."""
    Comment.objects.filter(pk=comment.pk, deleted_at=None).update(deleted_at=timezone.now())
    update_list_commenters([comment.list_id])


@transaction.atomic
def restore_comment(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(deleted_at=None)
    update_list_commenters([comment.list_id])
