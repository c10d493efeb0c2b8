"""Notices in words: sentences out of pieces, some of which lead somewhere. The page and the e-mail say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal
from django.urls import reverse

from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.discussion.render import without_spoilers
from ranklore.discussion.subjects import subject_of
from ranklore.following.models import Event
from ranklore.following.topics import Thing
from ranklore.lists.models import Item
from ranklore.lists.notes import notes_of
from ranklore.people.models import Voter
from ranklore.shell.words import isolated

NAMED_MOST = 3
LINES_MOST = 5
PREVIEW_MOST = 240


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of a sentence; with an address, a link. What people wrote is a name: it keeps its own direction."""

    text: str
    address: str = ""
    is_name: bool = False


Sentence = tuple[Piece, ...]

THE_GUEST, A_GUEST = Piece("A guest"), Piece("a guest")


def in_plain(sentence: Sequence[Piece]) -> str:
    return "".join(isolated(piece.text) if piece.is_name else piece.text for piece in sentence)


def sentence_of(events: Sequence[Event], thing: Thing | None) -> Sentence:
    """What happened: to a thing that is followed, or (None) in reply to the reader. The newest event comes first."""
    newest = events[0]
    match newest.kind:
        case Event.Kind.COMMENT:
            return _of_comments(events, thing)
        case Event.Kind.ITEM:
            return _of_items(events)
        case Event.Kind.MOVE:
            return _of_moves(events)
        case Event.Kind.LIST:
            if len(events) == 1:
                return _by(newest), Piece(" made the list "), list_piece(newest)
            return _by(newest), Piece(f" made {_count(events, 'list')}")
    if len(events) > 1:
        return _by(newest), Piece(f" published {_count(events, 'ranking')}")
    ranking = Piece("a ranking", _ranking(newest))
    return _by(newest), Piece(" published "), ranking, Piece(" of "), list_piece(newest)


def address_of(events: Sequence[Event], thing: Thing | None) -> str:
    """Where all of it is to be seen, for an e-mail whose sentences have no links."""
    newest = events[0]
    if len(events) > 1 and thing:
        return thing.address
    if newest.comment:
        return thread_address(newest.comment.pk)
    if newest.kind == Event.Kind.RANKING:
        return _ranking(newest)
    return newest.item.get_absolute_url() if newest.item else newest.list.get_absolute_url()


def lines_of(events: Sequence[Event]) -> tuple[Sentence, ...]:
    """The single things under a sentence that counts them."""
    if len(events) == 1:
        return ()
    kind = events[0].kind
    if kind == Event.Kind.COMMENT:
        return ()
    shown = events[: LINES_MOST if len(events) > LINES_MOST + 1 else LINES_MOST + 1]
    lines: list[Sentence] = []
    for event in shown:
        if kind == Event.Kind.MOVE:
            lines.append((_item(event), Piece(f" {_how_it_moved(event)}")))
        elif kind == Event.Kind.ITEM:
            lines.append((_item(event),))
        else:
            address = _ranking(event) if kind == Event.Kind.RANKING else event.list.get_absolute_url()
            lines.append((Piece(event.list.title, address, is_name=True),))
    if len(events) > len(shown):
        lines.append((Piece(f"and {intcomma(len(events) - len(shown))} more"),))
    return tuple(lines)


def preview_of(comment: Comment) -> str:
    """A comment for an e-mail, in which nothing can be folded: without spoilers, and without what carries a note."""
    if comment.notes:
        labels = ", ".join(note.label for note in notes_of(comment.notes))
        return f"[Content note: {labels}]" if labels else "[with a content note]"
    if comment.is_spoiler:
        return "[Spoiler]"
    words = without_spoilers(comment.text)
    return words if len(words) <= PREVIEW_MOST else f"{words[:PREVIEW_MOST].rsplit(' ', 1)[0]} …"


def list_piece(event: Event) -> Piece:
    return Piece(event.list.title, event.list.get_absolute_url(), is_name=True)


def _of_comments(events: Sequence[Event], thing: Thing | None) -> Sentence:
    newest, comment = events[0], cast(Comment, events[0].comment)
    to_it = thread_address(comment.pk)
    if thing is None and comment.parent_id:
        return _by(newest), Piece(" "), Piece("replied to you", to_it), Piece(" on "), _about(newest)
    if thing is None:
        return _by(newest), Piece(" commented on "), Piece("your ranking", to_it), Piece(" of "), list_piece(newest)
    if len(events) == 1:
        return _by(newest), Piece(" "), Piece("commented", to_it), Piece(" on "), _about(newest)
    if thing.kind == "person":
        return _by(newest), Piece(" wrote "), Piece(_count(events, "comment"), f"{thing.address}#comments")
    if thing.kind == "thread":
        replies = Piece(_count(events, "new reply", "new replies"), to_it)
        return replies, Piece(" in a thread on "), _about(newest), *_people(events)
    address = f"{thing.address}?order=newest#comments" if thing.kind == "item" else f"{thing.address}/talk"
    on = Piece(thing.title, thing.address, is_name=True)
    return Piece(_count(events, "new comment"), address), Piece(" on "), on, *_people(events)


def _of_items(events: Sequence[Event]) -> Sentence:
    newest = events[0]
    if len(events) > 1:
        return Piece(f"{_count(events, 'new item')} on "), list_piece(newest)
    return _item(newest), Piece(" is new on "), list_piece(newest)


def _of_moves(events: Sequence[Event]) -> Sentence:
    newest = events[0]
    if len(events) > 1:
        return Piece(f"{_count(events, 'place')} moved on "), list_piece(newest)
    return _item(newest), Piece(f" {_how_it_moved(newest)} on "), list_piece(newest)


def _how_it_moved(event: Event) -> str:
    rank = event.rank or 0
    if event.before is None:
        return f"came in at {ordinal(rank)}"
    return f"{'rose' if rank < event.before else 'fell'} from {ordinal(event.before)} to {ordinal(rank)}"


def _people(events: Sequence[Event]) -> Sentence:
    """ ", by ada, ben and 2 others" """
    names = list(dict.fromkeys(_by(event) for event in events))
    shown = names[: NAMED_MOST if len(names) > NAMED_MOST + 1 else NAMED_MOST + 1]
    others = len(names) - len(shown)
    pieces = [Piece(", by ")]
    for n, name in enumerate(shown):
        if n:
            pieces.append(Piece(" and " if n == len(shown) - 1 and not others else ", "))
        pieces.append(A_GUEST if name == THE_GUEST else name)
    if others:
        pieces.append(Piece(f" and {intcomma(others)} others"))
    return tuple(pieces)


def _by(event: Event) -> Piece:
    return name_of(event.actor, event.comment)


def name_of(voter: Voter | None, comment: Comment | None = None) -> Piece:
    """Whose doing it is: a person, or a guest by the name under their comment."""
    if voter and voter.account and voter.account.name:
        return Piece(voter.account.name, voter.account.get_absolute_url(), is_name=True)
    if comment and comment.author:
        return Piece(comment.author, is_name=True)
    return THE_GUEST


def _about(event: Event) -> Piece:
    subject = subject_of(cast(Comment, event.comment))
    if subject.order_key:
        return Piece(f"a ranking of {subject.title}", subject.address, is_name=True)
    return Piece(subject.title, subject.address, is_name=True)


def _item(event: Event) -> Piece:
    item = cast(Item, event.item)
    return Piece(item.name, item.get_absolute_url(), is_name=True)


def _ranking(event: Event) -> str:
    return reverse("site:published", args=[event.list.slug, event.order_key])


def _count(events: Sequence[Event], what: str, many: str = "") -> str:
    return f"{intcomma(len(events))} {what if len(events) == 1 else many or what + 's'}"
