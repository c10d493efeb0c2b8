"""Builds feed entries from comments, rank changes, lists and published rankings."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.ballots.queries.history.rank_changes import RankChange
from ranklore.ballots.queries.published_rankings import PublishedRankingSummary
from ranklore.core.dates import DAY, start_of_day
from ranklore.core.ordinals import ordinal
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.targets import target_of
from ranklore.exchange.atom import FeedAuthor, FeedEntry, FeedLine, FeedLink, name_in_plain_text
from ranklore.lists.content_notes import content_notes_for
from ranklore.people.models import Voter

RANK_CHANGES_PER_ENTRY = 10  # the most that the entry of one day lists


def comment_entry(comment: Comment, edited_at: datetime | None) -> FeedEntry:
    """A comment. The text of a spoiler, or of a comment with a content note, can only be read on the site."""
    author, address = feed_author_for(comment.voter, comment.author), thread_permalink(comment.pk)
    lines = []
    if comment.notes:
        notes = ", ".join(note.label for note in content_notes_for(comment.notes))
        lines.append(FeedLine(_("Content note: %(notes)s."), {"notes": notes}))
    if comment.is_spoiler:
        lines.append(FeedLine(_("Spoiler.")))
    if lines:
        lines.append(FeedLine("%(link)s", {"link": FeedLink(_("Read this comment on the site"), address)}))
    values = {"author": name_in_plain_text(author.name), "target": name_in_plain_text(target_of(comment).title)}
    return FeedEntry(
        key=f"comment/{comment.pk}",
        created_at=comment.created_at,
        title=_("%(author)s on %(target)s") % values,
        address=address,
        published=comment.created_at,
        updated=edited_at or comment.created_at,
        author=author,
        lines=tuple(lines),
        text="" if lines else comment.text,
    )


def rank_change_entry(change: RankChange) -> FeedEntry:
    return _entry_at_end_of_day(
        f"move/{change.item.pk}/{change.day}",
        change,
        _rank_change_title(change),
        change.item.get_absolute_url(),
        (_rank_change_line(change),),
    )


def daily_entries(changes: Sequence[RankChange], limit: int, *, with_list: bool = False) -> list[FeedEntry]:
    """One entry for all rank changes of a list on one day. `with_list` puts the list in the title, with another key.

    When there are as many changes as the query's `limit`, the last day may be incomplete, so it is left out.
    """
    complete = [change for change in changes if change.day > changes[-1].day] if len(changes) == limit else changes
    by_list = sorted(complete, key=lambda change: (change.day, change.item.list_id), reverse=True)
    return [_daily_entry(list(day), with_list) for _key, day in groupby(by_list, key=attrgetter("day", "item.list_id"))]


def list_entry(slug: str, title: str, prompt: str, items: int, created_at: datetime, author: FeedAuthor) -> FeedEntry:
    address = reverse("site:list", args=[slug])
    figures = FeedLine(
        ngettext("%(number)s item on %(list)s.", "%(number)s items on %(list)s.", items),
        {"number": intcomma(items), "list": FeedLink(title, address)},
    )
    return FeedEntry(
        key=f"list/{slug}",
        created_at=created_at,
        title=_("New list: %(list)s") % {"list": name_in_plain_text(title)},
        address=address,
        published=created_at,
        updated=created_at,
        author=author,
        lines=(*(FeedLine(part) for part in prompt.splitlines() if part), figures),
    )


def published_ranking_entry(ranking: PublishedRankingSummary, author: FeedAuthor) -> FeedEntry:
    values = {"author": name_in_plain_text(author.name), "list": name_in_plain_text(ranking.list_title)}
    link = FeedLink(ranking.list_title, ranking.address)
    return FeedEntry(
        key=f"ranking{ranking.address}",
        created_at=ranking.published_at,
        title=_("%(author)s published a ranking of %(list)s") % values,
        address=ranking.address,
        published=ranking.published_at,
        updated=ranking.published_at,
        author=author,
        lines=(FeedLine(_("A personal ranking of %(list)s."), {"list": link}),),
    )


def feed_author_for(voter: Voter | None, signed_name: str) -> FeedAuthor:
    """The author of something: an account under its current name, a guest under the name that they signed with."""
    account = voter.account if voter else None
    if account and account.name:
        return FeedAuthor(account.name, account.get_absolute_url())
    return FeedAuthor(signed_name or _("A guest"))


def _daily_entry(changes: Sequence[RankChange], with_list: bool) -> FeedEntry:
    first, more = changes[0], len(changes) - 1
    ranked_list = first.item.list
    title = _rank_change_title(first)
    if more:
        pattern = ngettext("%(change)s, and %(number)s more", "%(change)s, and %(number)s more", more)
        title = pattern % {"change": title, "number": intcomma(more)}
    if with_list:
        title = _("%(list)s: %(changes)s") % {"list": name_in_plain_text(ranked_list.title), "changes": title}
    lines = [_rank_change_line(change) for change in changes[:RANK_CHANGES_PER_ENTRY]]
    unlisted = len(changes) - RANK_CHANGES_PER_ENTRY
    if unlisted > 0:
        pattern = ngettext("And %(number)s more.", "And %(number)s more.", unlisted)
        lines.append(FeedLine(pattern, {"number": intcomma(unlisted)}))
    return _entry_at_end_of_day(
        f"{'top' if with_list else 'moves'}/{ranked_list.pk}/{first.day}",
        first,
        title,
        f"{ranked_list.get_absolute_url()}?at={first.day}",
        tuple(lines),
    )


def _entry_at_end_of_day(
    key: str, change: RankChange, title: str, address: str, lines: tuple[FeedLine, ...]
) -> FeedEntry:
    """A rank change is final, and so published, when its day is over."""
    published = start_of_day(change.day + DAY)
    return FeedEntry(key, published, title, address, published, published, lines=lines)


def _rank_change_title(change: RankChange) -> str:
    if change.before is None:
        pattern = _("%(item)s came in at %(place)s")
    elif change.is_rise:
        pattern = _("%(item)s rose from %(before)s to %(place)s")
    else:
        pattern = _("%(item)s fell from %(before)s to %(place)s")
    return pattern % {"item": name_in_plain_text(change.item.name), **_places(change)}


def _rank_change_line(change: RankChange) -> FeedLine:
    if change.before is None:
        pattern = _("%(item)s came in at %(place)s.")
    elif change.is_rise:
        pattern = _("%(item)s rose from %(before)s to %(place)s.")
    else:
        pattern = _("%(item)s fell from %(before)s to %(place)s.")
    return FeedLine(pattern, {"item": FeedLink(change.item.name, change.item.get_absolute_url()), **_places(change)})


def _places(change: RankChange) -> dict[str, str]:
    return {"before": ordinal(change.before) if change.before else "", "place": ordinal(change.rank)}
