"""One entry of a feed out of each piece of news."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse

from ranklore.ballots.history import DAY, start_of_day
from ranklore.ballots.moves import Move
from ranklore.ballots.shown import RankingShown
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.discussion.subjects import subject_of
from ranklore.exchange.atom import Author, Entry, Line, named
from ranklore.lists.notes import notes_of
from ranklore.people.models import Voter

A_GUEST = "A guest"
LINES = 10
"""Moves that the entry of one day names."""


def comment_entry(comment: Comment, edited: datetime | None) -> Entry:
    """A comment. Of one that is a spoiler, or carries a content note, the words are left on the site."""
    author, address = author_of(comment.voter, comment.author), thread_address(comment.pk)
    notes = ", ".join(note.label for note in notes_of(comment.notes)) if comment.notes else ""
    hides = [*([f"Content note: {notes}."] if notes else []), *(["Spoiler."] if comment.is_spoiler else [])]
    lines = (Line(" ".join([*hides, "The words are on "]), "the comment’s page", address, "."),)
    return Entry(
        key=f"comment/{comment.pk}",
        began=comment.created_at,
        title=f"{named(author.name)} on {named(subject_of(comment).title)}",
        address=address,
        published=comment.created_at,
        updated=edited or comment.created_at,
        author=author,
        lines=lines if hides else (),
        words="" if hides else comment.text,
    )


def move_entry(move: Move) -> Entry:
    return _move_entry(
        f"move/{move.item.pk}/{move.day}",
        move,
        f"{named(move.item.name)} {move.in_words}",
        move.item.get_absolute_url(),
        (_line(move),),
    )


def day_entries(moves: Sequence[Move], most: int, *, with_list: bool = False) -> list[Entry]:
    """All that moved on a list on one day is one entry. `with_list` names the list in front: it is another entry.

    Of `most` moves, the last day may have had more, and is left out.
    """
    whole = [move for move in moves if move.day > moves[-1].day] if len(moves) == most else moves
    by_list = sorted(whole, key=lambda move: (move.day, move.item.list_id), reverse=True)
    return [_day_entry(list(day), with_list) for _, day in groupby(by_list, key=attrgetter("day", "item.list_id"))]


def list_entry(slug: str, title: str, prompt: str, items: int, created_at: datetime, author: Author) -> Entry:
    address = reverse("site:list", args=[slug])
    there = f"{intcomma(items)} item{'' if items == 1 else 's'} on "
    return Entry(
        key=f"list/{slug}",
        began=created_at,
        title=f"New list: {named(title)}",
        address=address,
        published=created_at,
        updated=created_at,
        author=author,
        lines=(*(Line(part) for part in prompt.splitlines() if part), Line(there, title, address, ".")),
    )


def ranking_entry(shown: RankingShown, author: Author) -> Entry:
    return Entry(
        key=f"ranking{shown.address}",
        began=shown.published_at,
        title=f"{named(author.name)} published a ranking of {named(shown.list_title)}",
        address=shown.address,
        published=shown.published_at,
        updated=shown.published_at,
        author=author,
        lines=(Line("", shown.list_title, shown.address, ", in an order of one’s own."),),
    )


def author_of(voter: Voter | None, signed: str) -> Author:
    """Who wrote: an account under its name of now, a guest under the name that they gave."""
    account = voter.account if voter else None
    if account and account.name:
        return Author(account.name, account.get_absolute_url())
    return Author(signed or A_GUEST)


def _day_entry(moves: Sequence[Move], with_list: bool) -> Entry:
    first, more = moves[0], len(moves) - 1
    ranked_list = first.item.list
    title = f"{named(first.item.name)} {first.in_words}{f', and {more} more' if more else ''}"
    unnamed = len(moves) - LINES
    lines = [_line(move) for move in moves[:LINES]]
    lines += [Line(f"And {unnamed} more.")] if unnamed > 0 else []
    return _move_entry(
        f"{'top' if with_list else 'moves'}/{ranked_list.pk}/{first.day}",
        first,
        f"{named(ranked_list.title)}: {title}" if with_list else title,
        f"{ranked_list.get_absolute_url()}?at={first.day}",
        tuple(lines),
    )


def _move_entry(key: str, move: Move, title: str, address: str, lines: tuple[Line, ...]) -> Entry:
    """It is news once the day is over."""
    told_at = start_of_day(move.day + DAY)
    return Entry(key, told_at, title, address, told_at, told_at, lines=lines)


def _line(move: Move) -> Line:
    return Line("", move.item.name, move.item.get_absolute_url(), f" {move.in_words}.")
