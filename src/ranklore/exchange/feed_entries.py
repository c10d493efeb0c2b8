"""Builds feed entries from comments, rank changes, lists and published rankings."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse

from ranklore.ballots.queries.history.rank_changes import RankChange
from ranklore.ballots.queries.published_rankings import PublishedRankingSummary
from ranklore.core.dates import DAY, start_of_day
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.targets import target_of
from ranklore.exchange.atom import FeedAuthor, FeedEntry, FeedLine, name_in_plain_text
from ranklore.lists.content_notes import content_notes_for
from ranklore.people.models import Voter

GUEST_NAME = "A guest"
RANK_CHANGES_PER_ENTRY = 10
"""Moves that the entry of one day names."""


def comment_entry(comment: Comment, edited: datetime | None) -> FeedEntry:
    """A comment. Of one that is a spoiler, or carries a content note, the words are left on the site."""
    author, address = feed_author_for(comment.voter, comment.author), thread_permalink(comment.pk)
    notes = ", ".join(note.label for note in content_notes_for(comment.notes)) if comment.notes else ""
    hides = [*([f"Content note: {notes}."] if notes else []), *(["Spoiler."] if comment.is_spoiler else [])]
    lines = (FeedLine(" ".join([*hides, "The words are on "]), "the comment’s page", address, "."),)
    return FeedEntry(
        key=f"comment/{comment.pk}",
        created_at=comment.created_at,
        title=f"{name_in_plain_text(author.name)} on {name_in_plain_text(target_of(comment).title)}",
        address=address,
        published=comment.created_at,
        updated=edited or comment.created_at,
        author=author,
        lines=lines if hides else (),
        words="" if hides else comment.text,
    )


def rank_change_entry(move: RankChange) -> FeedEntry:
    return _entry_at_end_of_day(
        f"move/{move.item.pk}/{move.day}",
        move,
        f"{name_in_plain_text(move.item.name)} {move.in_words}",
        move.item.get_absolute_url(),
        (_rank_change_line(move),),
    )


def daily_entries(moves: Sequence[RankChange], most: int, *, with_list: bool = False) -> list[FeedEntry]:
    """All that moved on a list on one day is one entry. `with_list` names the list in front: it is another entry.

    Of `most` moves, the last day may have had more, and is left out.
    """
    whole = [move for move in moves if move.day > moves[-1].day] if len(moves) == most else moves
    by_list = sorted(whole, key=lambda move: (move.day, move.item.list_id), reverse=True)
    return [_daily_entry(list(day), with_list) for _, day in groupby(by_list, key=attrgetter("day", "item.list_id"))]


def list_entry(slug: str, title: str, prompt: str, items: int, created_at: datetime, author: FeedAuthor) -> FeedEntry:
    address = reverse("site:list", args=[slug])
    there = f"{intcomma(items)} item{'' if items == 1 else 's'} on "
    return FeedEntry(
        key=f"list/{slug}",
        created_at=created_at,
        title=f"New list: {name_in_plain_text(title)}",
        address=address,
        published=created_at,
        updated=created_at,
        author=author,
        lines=(*(FeedLine(part) for part in prompt.splitlines() if part), FeedLine(there, title, address, ".")),
    )


def published_ranking_entry(shown: PublishedRankingSummary, author: FeedAuthor) -> FeedEntry:
    return FeedEntry(
        key=f"ranking{shown.address}",
        created_at=shown.published_at,
        title=f"{name_in_plain_text(author.name)} published a ranking of {name_in_plain_text(shown.list_title)}",
        address=shown.address,
        published=shown.published_at,
        updated=shown.published_at,
        author=author,
        lines=(FeedLine("", shown.list_title, shown.address, ", in an order of one’s own."),),
    )


def feed_author_for(voter: Voter | None, signed: str) -> FeedAuthor:
    """Who wrote: an account under its name of now, a guest under the name that they gave."""
    account = voter.account if voter else None
    if account and account.name:
        return FeedAuthor(account.name, account.get_absolute_url())
    return FeedAuthor(signed or GUEST_NAME)


def _daily_entry(moves: Sequence[RankChange], with_list: bool) -> FeedEntry:
    first, more = moves[0], len(moves) - 1
    ranked_list = first.item.list
    title = f"{name_in_plain_text(first.item.name)} {first.in_words}{f', and {more} more' if more else ''}"
    unnamed = len(moves) - RANK_CHANGES_PER_ENTRY
    lines = [_rank_change_line(move) for move in moves[:RANK_CHANGES_PER_ENTRY]]
    lines += [FeedLine(f"And {unnamed} more.")] if unnamed > 0 else []
    return _entry_at_end_of_day(
        f"{'top' if with_list else 'moves'}/{ranked_list.pk}/{first.day}",
        first,
        f"{name_in_plain_text(ranked_list.title)}: {title}" if with_list else title,
        f"{ranked_list.get_absolute_url()}?at={first.day}",
        tuple(lines),
    )


def _entry_at_end_of_day(
    key: str, move: RankChange, title: str, address: str, lines: tuple[FeedLine, ...]
) -> FeedEntry:
    """It is news once the day is over."""
    told_at = start_of_day(move.day + DAY)
    return FeedEntry(key, told_at, title, address, told_at, told_at, lines=lines)


def _rank_change_line(move: RankChange) -> FeedLine:
    return FeedLine("", move.item.name, move.item.get_absolute_url(), f" {move.in_words}.")
