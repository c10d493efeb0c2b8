"""Every write to comments."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.discussion.rules import checked_author, checked_text
from ranklore.lists.actions import lock_list
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.pasted import PastedComment
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


@transaction.atomic
def say(*, voter: Voter, item: Item, author: str, text: str, nonce: uuid.UUID) -> Comment:
    """Comment on an item. A form that was sent twice (same `nonce`, same words) gives the same comment again."""
    text, author = checked_text(text), checked_author(author)
    lock_list(item.list_id)  # of two sendings of one form at once, the second finds what the first wrote
    if not Item.objects.filter(pk=item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(item.name)} was taken off this list, so it can get no comments.")
    voter = save_voter(voter, name=author)
    again = Comment.objects.filter(nonce=nonce).first()
    if again and _says(again) == (voter.pk, item.pk, author, text, None):
        return again
    if again:
        raise Refused("That form was used before. Send it again.", "nonce")
    return Comment.objects.create(list_id=item.list_id, item=item, voter=voter, author=author, text=text, nonce=nonce)


def _says(comment: Comment) -> tuple[int | None, int, str, str, datetime | None]:
    return comment.voter_id, comment.item_id, comment.author, comment.text, comment.deleted_at


@transaction.atomic
def import_comments(ranked_list: RankedList, comments: Iterable[tuple[Item, PastedComment]]) -> None:
    """Write the comments of a pasted page under their items, in their order."""
    Comment.objects.bulk_create(
        (
            Comment(
                list=ranked_list,
                item=item,
                text=checked_text(comment.text),
                is_cut=comment.cut,
                is_imported=True,
            )
            for item, comment in comments
        ),
        batch_size=500,
    )


def delete_comment(comment: Comment) -> None:
    """Take a comment down. Its words are kept, so that its writer can put it back."""
    Comment.objects.filter(pk=comment.pk, deleted_at=None).update(deleted_at=timezone.now())


def restore_comment(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(deleted_at=None)
