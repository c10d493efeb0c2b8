"""The text of notifications: sentences made of pieces, some of which are links. The page and the email share them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.core.ordinals import ordinal
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
_LINK_OR_PLACEHOLDER = re.compile(r"<a>(?P<link>.*?)</a>|%\((?P<name>\w+)\)s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence. With an address it is a link. People's own words are a name, which keeps its own
    direction."""

    text: str
    address: str = ""
    is_name: bool = False


Sentence = tuple[Piece, ...]


def to_plain_text(sentence: Sequence[Piece]) -> str:
    return "".join(isolated(piece.text) if piece.is_name else piece.text for piece in sentence)


def compose_sentence(pattern: str, link: str = "", **values: str | Piece | Sentence) -> Sentence:
    """Make a sentence from one translated pattern, so that a translator can put its parts in another order.

    `%(name)s` stands for a value, and `<a>…</a>` in the pattern becomes a link to the address `link`. A value between
    `<a>` and `</a>` is text.
    """
    filled = pattern % {name: value if isinstance(value, str) else f"%({name})s" for name, value in values.items()}
    return tuple(_pieces_of(filled, link, values))


def _pieces_of(pattern: str, link: str, values: dict[str, str | Piece | Sentence]) -> Iterator[Piece]:
    start = 0
    for found in _LINK_OR_PLACEHOLDER.finditer(pattern):
        if text := pattern[start : found.start()]:
            yield Piece(text)
        start = found.end()
        if name := found["name"]:
            value = cast(Piece | Sentence, values[name])
            yield from (value,) if isinstance(value, Piece) else value
        else:
            yield Piece(found["link"], link)
    if text := pattern[start:]:
        yield Piece(text)


def sentence_for(events: Sequence[Event], target: FollowTarget | None) -> Sentence:
    """What happened to a target that the voter follows. With target None: who replied to the voter. Events are newest
    first."""
    match events[0].kind:
        case Event.Kind.COMMENT:
            return _comments_sentence(events, target)
        case Event.Kind.ITEM:
            return _items_sentence(events)
        case Event.Kind.RANK_CHANGE:
            return _rank_changes_sentence(events)
        case Event.Kind.LIST:
            return _lists_sentence(events)
    return _rankings_sentence(events)


def address_for(events: Sequence[Event], target: FollowTarget | None) -> str:
    """The page that shows all of the events, for the plain text of an email, whose sentences have no links."""
    newest = events[0]
    if len(events) > 1 and target:
        return target.address
    if newest.comment:
        return thread_permalink(newest.comment.pk)
    if newest.kind == Event.Kind.RANKING:
        return _ranking_address(newest)
    return newest.item.get_absolute_url() if newest.item else newest.list.get_absolute_url()


def detail_lines_for(events: Sequence[Event]) -> tuple[Sentence, ...]:
    """A line for each event, below a sentence that counts them."""
    if len(events) == 1 or events[0].kind == Event.Kind.COMMENT:
        return ()
    shown = events[: DETAIL_LINES_MAX if len(events) > DETAIL_LINES_MAX + 1 else DETAIL_LINES_MAX + 1]
    lines = [_detail_line(event) for event in shown]
    if more := len(events) - len(shown):
        lines.append((Piece(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": intcomma(more)}),))
    return tuple(lines)


def comment_preview(comment: Comment) -> str:
    """A comment for an email, which cannot hide anything behind a click: without spoilers, and without the text of a
    comment that has a content note."""
    if comment.notes:
        labels = ", ".join(str(note.label) for note in content_notes_for(comment.notes))
        return _("[Content note: %(labels)s]") % {"labels": labels} if labels else _("[Content note]")
    if comment.is_spoiler:
        return _("[Spoiler]")
    text = text_without_spoilers(comment.text)
    return text if len(text) <= PREVIEW_LENGTH_MAX else f"{text[:PREVIEW_LENGTH_MAX].rsplit(' ', 1)[0]} …"


def actor_piece(voter: Voter | None, comment: Comment | None = None, *, starts_sentence: bool = True) -> Piece:
    """Who did it: a person, or a guest by the name under their comment."""
    if voter and voter.account and voter.account.name:
        return Piece(voter.account.name, voter.account.get_absolute_url(), is_name=True)
    if comment and comment.author:
        return Piece(comment.author, is_name=True)
    return Piece(_("A guest") if starts_sentence else _("a guest"))


def _comments_sentence(events: Sequence[Event], target: FollowTarget | None) -> Sentence:
    newest, comment = events[0], cast(Comment, events[0].comment)
    address, person, on = thread_permalink(comment.pk), _actor_of(newest), _comment_target_piece(newest)
    number, count = len(events), intcomma(len(events))
    if target is None and comment.parent_id:
        return compose_sentence(_("%(person)s <a>replied to you</a> on %(target)s"), address, person=person, target=on)
    if target is None:
        pattern = _("%(person)s commented on <a>your ranking</a> of %(list)s")
        return compose_sentence(pattern, address, person=person, list=_list_piece(newest))
    if number == 1:
        return compose_sentence(_("%(person)s <a>commented</a> on %(target)s"), address, person=person, target=on)
    if target.kind == "person":
        pattern = ngettext(
            "%(person)s wrote <a>%(count)s comment</a>", "%(person)s wrote <a>%(count)s comments</a>", number
        )
        return compose_sentence(pattern, f"{target.address}#comments", person=person, count=count)
    if target.kind == "thread":
        pattern = ngettext(
            "<a>%(count)s new reply</a> in a thread on %(target)s, by %(people)s",
            "<a>%(count)s new replies</a> in a thread on %(target)s, by %(people)s",
            number,
        )
        return compose_sentence(pattern, address, count=count, target=on, people=_actors_of(events))
    pattern = ngettext(
        "<a>%(count)s new comment</a> on %(target)s, by %(people)s",
        "<a>%(count)s new comments</a> on %(target)s, by %(people)s",
        number,
    )
    address = f"{target.address}?order=newest#comments" if target.kind == "item" else f"{target.address}/talk"
    on = Piece(target.title, target.address, is_name=True)
    return compose_sentence(pattern, address, count=count, target=on, people=_actors_of(events))


def _items_sentence(events: Sequence[Event]) -> Sentence:
    newest, number = events[0], len(events)
    if number == 1:
        return compose_sentence(_("%(item)s is new on %(list)s"), item=_item_piece(newest), list=_list_piece(newest))
    pattern = ngettext("%(count)s new item on %(list)s", "%(count)s new items on %(list)s", number)
    return compose_sentence(pattern, count=intcomma(number), list=_list_piece(newest))


def _rank_changes_sentence(events: Sequence[Event]) -> Sentence:
    newest, number = events[0], len(events)
    if number > 1:
        pattern = ngettext("%(count)s item moved on %(list)s", "%(count)s items moved on %(list)s", number)
        return compose_sentence(pattern, count=intcomma(number), list=_list_piece(newest))
    rank, before = newest.rank or 0, newest.previous_rank
    if before is None:
        pattern = _("%(item)s came in at %(rank)s on %(list)s")
    elif rank < before:
        pattern = _("%(item)s rose from %(before)s to %(rank)s on %(list)s")
    else:
        pattern = _("%(item)s fell from %(before)s to %(rank)s on %(list)s")
    return compose_sentence(
        pattern,
        item=_item_piece(newest),
        list=_list_piece(newest),
        rank=ordinal(rank),
        before=ordinal(before or 0),
    )


def _lists_sentence(events: Sequence[Event]) -> Sentence:
    newest, number = events[0], len(events)
    if number == 1:
        return compose_sentence(
            _("%(person)s made the list %(list)s"), person=_actor_of(newest), list=_list_piece(newest)
        )
    pattern = ngettext("%(person)s made %(count)s list", "%(person)s made %(count)s lists", number)
    return compose_sentence(pattern, person=_actor_of(newest), count=intcomma(number))


def _rankings_sentence(events: Sequence[Event]) -> Sentence:
    newest, number = events[0], len(events)
    if number == 1:
        pattern = _("%(person)s published <a>a ranking</a> of %(list)s")
        address = _ranking_address(newest)
        return compose_sentence(pattern, address, person=_actor_of(newest), list=_list_piece(newest))
    pattern = ngettext("%(person)s published %(count)s ranking", "%(person)s published %(count)s rankings", number)
    return compose_sentence(pattern, person=_actor_of(newest), count=intcomma(number))


def _detail_line(event: Event) -> Sentence:
    if event.kind == Event.Kind.RANK_CHANGE:
        return _rank_change_line(event)
    if event.kind == Event.Kind.ITEM:
        return (_item_piece(event),)
    if event.kind == Event.Kind.RANKING:
        return (Piece(event.list.title, _ranking_address(event), is_name=True),)
    return (_list_piece(event),)


def _rank_change_line(event: Event) -> Sentence:
    rank, before = event.rank or 0, event.previous_rank
    if before is None:
        pattern = _("%(item)s came in at %(rank)s")
    elif rank < before:
        pattern = _("%(item)s rose from %(before)s to %(rank)s")
    else:
        pattern = _("%(item)s fell from %(before)s to %(rank)s")
    return compose_sentence(pattern, item=_item_piece(event), rank=ordinal(rank), before=ordinal(before or 0))


def _actors_of(events: Sequence[Event]) -> Sentence:
    """ "ada, ben and 2 others" """
    actors = list(dict.fromkeys(actor_piece(each.actor, each.comment, starts_sentence=False) for each in events))
    named = actors[: ACTORS_NAMED_MAX if len(actors) > ACTORS_NAMED_MAX + 1 else ACTORS_NAMED_MAX + 1]
    others = len(actors) - len(named)
    people: Sentence = (named[0],)
    for person in named[1 : None if others else -1]:
        people = compose_sentence(_("%(people)s, %(person)s"), people=people, person=person)
    if others:
        pattern = ngettext("%(people)s and %(count)s other", "%(people)s and %(count)s others", others)
        return compose_sentence(pattern, people=people, count=intcomma(others))
    if len(named) > 1:
        return compose_sentence(_("%(people)s and %(person)s"), people=people, person=named[-1])
    return people


def _actor_of(event: Event) -> Piece:
    return actor_piece(event.actor, event.comment)


def _list_piece(event: Event) -> Piece:
    return Piece(event.list.title, event.list.get_absolute_url(), is_name=True)


def _comment_target_piece(event: Event) -> Piece:
    target = target_of(cast(Comment, event.comment))
    if target.ranking_key:
        return Piece(_("a ranking of %(title)s") % {"title": target.title}, target.address, is_name=True)
    return Piece(target.title, target.address, is_name=True)


def _item_piece(event: Event) -> Piece:
    item = cast(Item, event.item)
    return Piece(item.name, item.get_absolute_url(), is_name=True)


def _ranking_address(event: Event) -> str:
    return reverse("site:published_ranking", args=[event.list.slug, event.ranking_key])
