"""Writing, deleting and putting back comments. Edits, helpful votes and notes have modules of their own."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from ranklore.discussion.lately import notice_writers
from ranklore.discussion.models import Comment
from ranklore.discussion.notes import import_notes, put_notes
from ranklore.discussion.reading import Pair
from ranklore.discussion.rules import checked_author, checked_text
from ranklore.discussion.subjects import Subject, subject_of
from ranklore.lists.actions import lock_list
from ranklore.lists.lively import wrote_lately
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.pasted import PastedComment
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


def say(*, voter: Voter, item: Item, **said: Any) -> Comment:
    """Comment on an item: `say_about` it."""
    return say_about(Subject.of(item), voter=voter, **said)


@transaction.atomic
def say_about(
    subject: Subject,
    *,
    voter: Voter,
    author: str,
    text: str,
    nonce: uuid.UUID,
    is_spoiler: bool = False,
    notes: Collection[str] = (),
    stood_at: int | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Comment on a subject. A form that was sent twice (same `nonce`, same words) gives the same comment again."""
    text, author = checked_text(text), checked_author(author)
    lock_list(subject.list.pk)  # of two sendings of one form at once, the second finds what the first wrote
    if subject.item and not Item.objects.filter(pk=subject.item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(subject.item.name)} was taken off this list, so it can get no comments.")
    voter = save_voter(voter, name=author)
    author = voter.account.name if voter.account else author
    new = Comment(
        list=subject.list,
        item=subject.item,
        order_key=subject.order_key,
        parent=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        voter=voter,
        author=author,
        text=text,
        is_spoiler=is_spoiler,
        stood_at=stood_at,
        nonce=nonce,
    )
    again = Comment.objects.filter(nonce=nonce).first()
    if again and _says(again) == _says(new):
        return again
    if again:
        raise Refused("That form was used before. Send it again.", "nonce")
    if parent and not Comment.objects.filter(pk=parent.pk, deleted_at=None).exists():
        raise Refused("The comment that you reply to was deleted meanwhile. What you wrote is still here.")
    new.save()
    if notes:
        put_notes(new, voter, notes)
    wrote_lately(subject.list.pk, voter.pk)
    return new


def reply(*, voter: Voter, to: Comment, **said: Any) -> Comment:
    """Reply to a comment: `say_about` what that is about."""
    return say_about(subject_of(to), voter=voter, parent=to, **said)


def _says(comment: Comment) -> tuple[object, ...]:
    about = comment.list_id, comment.item_id, comment.order_key, comment.parent_id
    return *about, comment.voter_id, comment.author, comment.text, comment.is_spoiler, comment.deleted_at


@transaction.atomic
def import_comments(
    ranked_list: RankedList, comments: Iterable[tuple[Item | None, PastedComment]]
) -> Sequence[Comment]:
    """Write the comments of a pasted page under their items (None: under the list), in their order."""
    read = list(comments)
    made = Comment.objects.bulk_create(
        (
            Comment(
                list=ranked_list,
                item=item,
                author=checked_author(comment.author),
                text=checked_text(comment.text),
                is_cut=comment.cut,
                is_spoiler=comment.spoiler,
                notes=sorted(comment.notes),
                is_imported=True,
            )
            for item, comment in read
        ),
        batch_size=500,
    )
    import_notes(made)
    _thread_imported(made, [comment for _, comment in read])
    return made


def _thread_imported(made: Sequence[Comment], read: Sequence[PastedComment]) -> None:
    """Put replies under what they answer. What answers nothing that came before it on the same item stays by itself."""
    known: dict[int, Comment] = {}
    threaded = []
    for comment, each in zip(made, read, strict=True):
        above = known.get(each.reply_to) if each.reply_to else None
        if above and above.item_id == comment.item_id:
            comment.parent, comment.thread_id = above, above.thread_id or above.pk
            threaded.append(comment)
        if each.id:
            known.setdefault(each.id, comment)
    Comment.objects.bulk_update(threaded, ["parent", "thread"], batch_size=500)


@transaction.atomic
def decline_offer(*, comment: Comment, pair: Pair) -> None:
    """Note that its writer does not want to count as a vote what a comment argues about a pair."""
    held = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if [*pair] not in held.declined:
        held.declined = [*held.declined, [*pair]]
        held.save(update_fields=["declined"])


@transaction.atomic
def delete_comment(comment: Comment) -> None:
    """Take a comment down. Its words are kept, so that its writer can put it back."""
    Comment.objects.filter(pk=comment.pk, deleted_at=None).update(deleted_at=timezone.now())
    notice_writers([comment.list_id])


@transaction.atomic
def restore_comment(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(deleted_at=None)
    notice_writers([comment.list_id])
