"""The text of notifications: sentences made of pieces, some of which are links. The page and the email share them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal
from django.urls import reverse

from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.rendering.html import text_without_spoilers
from ranklore.discussion.targets import target_of
from ranklore.following.models import Event
from ranklore.following.targets import FollowTarget
from ranklore.lists.content_notes import content_notes_for
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.text.bidi import isolated

ACTORS_NAMED_MAX = 3
DETAIL_LINES_MAX = 5
PREVIEW_LENGTH_MAX = 240


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of a sentence; with an address, a link. What people wrote is a name: it keeps its own direction."""

    text: str
    address: str = ""
    is_name: bool = False


Sentence = tuple[Piece, ...]

THE_GUEST, A_GUEST = Piece("A guest"), Piece("a guest")


def to_plain_text(sentence: Sequence[Piece]) -> str:
    return "".join(isolated(piece.text) if piece.is_name else piece.text for piece in sentence)


def sentence_for(events: Sequence[Event], target: FollowTarget | None) -> Sentence:
    """What happened: to a target that is followed, or (None) in reply to the reader. The newest event comes first."""
    newest = events[0]
    match newest.kind:
        case Event.Kind.COMMENT:
            return _comments_sentence(events, target)
        case Event.Kind.ITEM:
            return _items_sentence(events)
        case Event.Kind.MOVE:
            return _rank_changes_sentence(events)
        case Event.Kind.LIST:
            if len(events) == 1:
                return _actor_of(newest), Piece(" made the list "), list_piece(newest)
            return _actor_of(newest), Piece(f" made {_count_text(events, 'list')}")
    if len(events) > 1:
        return _actor_of(newest), Piece(f" published {_count_text(events, 'ranking')}")
    ranking = Piece("a ranking", _ranking_address(newest))
    return _actor_of(newest), Piece(" published "), ranking, Piece(" of "), list_piece(newest)


def address_for(events: Sequence[Event], target: FollowTarget | None) -> str:
    """Where all of it is to be seen, for an e-mail whose sentences have no links."""
    newest = events[0]
    if len(events) > 1 and target:
        return target.address
    if newest.comment:
        return thread_permalink(newest.comment.pk)
    if newest.kind == Event.Kind.RANKING:
        return _ranking_address(newest)
    return newest.item.get_absolute_url() if newest.item else newest.list.get_absolute_url()


def detail_lines_for(events: Sequence[Event]) -> tuple[Sentence, ...]:
    """The single things under a sentence that counts them."""
    if len(events) == 1:
        return ()
    kind = events[0].kind
    if kind == Event.Kind.COMMENT:
        return ()
    shown = events[: DETAIL_LINES_MAX if len(events) > DETAIL_LINES_MAX + 1 else DETAIL_LINES_MAX + 1]
    lines: list[Sentence] = []
    for event in shown:
        if kind == Event.Kind.MOVE:
            lines.append((_item_piece(event), Piece(f" {_rank_change_text(event)}")))
        elif kind == Event.Kind.ITEM:
            lines.append((_item_piece(event),))
        else:
            address = _ranking_address(event) if kind == Event.Kind.RANKING else event.list.get_absolute_url()
            lines.append((Piece(event.list.title, address, is_name=True),))
    if len(events) > len(shown):
        lines.append((Piece(f"and {intcomma(len(events) - len(shown))} more"),))
    return tuple(lines)


def comment_preview(comment: Comment) -> str:
    """A comment for an e-mail, in which nothing can be folded: without spoilers, and without what carries a note."""
    if comment.notes:
        labels = ", ".join(note.label for note in content_notes_for(comment.notes))
        return f"[Content note: {labels}]" if labels else "[with a content note]"
    if comment.is_spoiler:
        return "[Spoiler]"
    words = text_without_spoilers(comment.text)
    return words if len(words) <= PREVIEW_LENGTH_MAX else f"{words[:PREVIEW_LENGTH_MAX].rsplit(' ', 1)[0]} …"


def list_piece(event: Event) -> Piece:
    return Piece(event.list.title, event.list.get_absolute_url(), is_name=True)


def _comments_sentence(events: Sequence[Event], target: FollowTarget | None) -> Sentence:
    newest, comment = events[0], cast(Comment, events[0].comment)
    to_it = thread_permalink(comment.pk)
    if target is None and comment.parent_id:
        return (
            _actor_of(newest),
            Piece(" "),
            Piece("replied to you", to_it),
            Piece(" on "),
            _comment_target_piece(newest),
        )
    if target is None:
        return (
            _actor_of(newest),
            Piece(" commented on "),
            Piece("your ranking", to_it),
            Piece(" of "),
            list_piece(newest),
        )
    if len(events) == 1:
        return _actor_of(newest), Piece(" "), Piece("commented", to_it), Piece(" on "), _comment_target_piece(newest)
    if target.kind == "person":
        return _actor_of(newest), Piece(" wrote "), Piece(_count_text(events, "comment"), f"{target.address}#comments")
    if target.kind == "thread":
        replies = Piece(_count_text(events, "new reply", "new replies"), to_it)
        return replies, Piece(" in a thread on "), _comment_target_piece(newest), *_actor_names(events)
    address = f"{target.address}?order=newest#comments" if target.kind == "item" else f"{target.address}/talk"
    on = Piece(target.title, target.address, is_name=True)
    return Piece(_count_text(events, "new comment"), address), Piece(" on "), on, *_actor_names(events)


def _items_sentence(events: Sequence[Event]) -> Sentence:
    newest = events[0]
    if len(events) > 1:
        return Piece(f"{_count_text(events, 'new item')} on "), list_piece(newest)
    return _item_piece(newest), Piece(" is new on "), list_piece(newest)


def _rank_changes_sentence(events: Sequence[Event]) -> Sentence:
    newest = events[0]
    if len(events) > 1:
        return Piece(f"{_count_text(events, 'place')} moved on "), list_piece(newest)
    return _item_piece(newest), Piece(f" {_rank_change_text(newest)} on "), list_piece(newest)


def _rank_change_text(event: Event) -> str:
    rank = event.rank or 0
    if event.before is None:
        return f"came in at {ordinal(rank)}"
    return f"{'rose' if rank < event.before else 'fell'} from {ordinal(event.before)} to {ordinal(rank)}"


def _actor_names(events: Sequence[Event]) -> Sentence:
    """ ", by ada, ben and 2 others" """
    names = list(dict.fromkeys(_actor_of(event) for event in events))
    shown = names[: ACTORS_NAMED_MAX if len(names) > ACTORS_NAMED_MAX + 1 else ACTORS_NAMED_MAX + 1]
    others = len(names) - len(shown)
    pieces = [Piece(", by ")]
    for n, name in enumerate(shown):
        if n:
            pieces.append(Piece(" and " if n == len(shown) - 1 and not others else ", "))
        pieces.append(A_GUEST if name == THE_GUEST else name)
    if others:
        pieces.append(Piece(f" and {intcomma(others)} others"))
    return tuple(pieces)


def _actor_of(event: Event) -> Piece:
    return actor_name(event.actor, event.comment)


def actor_name(voter: Voter | None, comment: Comment | None = None) -> Piece:
    """Whose doing it is: a person, or a guest by the name under their comment."""
    if voter and voter.account and voter.account.name:
        return Piece(voter.account.name, voter.account.get_absolute_url(), is_name=True)
    if comment and comment.author:
        return Piece(comment.author, is_name=True)
    return THE_GUEST


def _comment_target_piece(event: Event) -> Piece:
    subject = target_of(cast(Comment, event.comment))
    if subject.ranking_key:
        return Piece(f"a ranking of {subject.title}", subject.address, is_name=True)
    return Piece(subject.title, subject.address, is_name=True)


def _item_piece(event: Event) -> Piece:
    item = cast(Item, event.item)
    return Piece(item.name, item.get_absolute_url(), is_name=True)


def _ranking_address(event: Event) -> str:
    return reverse("site:published_ranking", args=[event.list.slug, event.ranking_key])


def _count_text(events: Sequence[Event], what: str, many: str = "") -> str:
    return f"{intcomma(len(events))} {what if len(events) == 1 else many or what + 's'}"
