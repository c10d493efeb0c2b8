"""What each feed contains: the newest comments, rank changes, lists and published rankings. The number of queries does
not depend on the number of entries. Imported comments are left out. So are comments on published rankings, because a
ranking may become private again."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from ranklore.ballots.models import Board
from ranklore.ballots.queries.history.rank_changes import rank_changes_of
from ranklore.ballots.queries.published_rankings import published_rankings_of
from ranklore.discussion.models import Comment, CommentRevision
from ranklore.exchange.atom import SITE_NAME, Feed, FeedAuthor, FeedEntry, name_in_plain_text
from ranklore.exchange.feed_entries import (
    comment_entry,
    daily_entries,
    feed_author_for,
    list_entry,
    published_ranking_entry,
    rank_change_entry,
)
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.contributions import lists_made_by
from ranklore.lists.queries.items import item_counts_for
from ranklore.people.models import Account, Voter

FEED_ENTRIES_MAX = 50
RANK_CHANGES_PERIOD = timedelta(days=30)
RANK_CHANGES_MAX = 300

# The feed of the whole site has to stay readable and cheap on a busy day.
SITE_COMMENTS_PER_LIST_MAX = 10
SITE_COMMENTS_SCANNED_MAX = 20_000  # how many of the newest comments are searched for public ones
SITE_RANK_CHANGES_PERIOD = timedelta(days=7)
SITE_ACTIVE_LISTS_MAX = 30
SITE_RANK_CHANGES_MAX = 15
SITE_RANK_CHANGES_TOP_PLACES = 3  # only changes into, out of or within these places
SITE_FEED_CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)  # a part of the permanent id of the site's feed

_IS_PUBLIC_COMMENT = Q(deleted_at=None, item__removed_at=None, ranking_key=None, is_imported=False)


def feed_for_list(ranked_list: RankedList, now: datetime) -> Feed:
    """The rank changes on a list, one entry a day, and the comments on it and its items."""
    changes = rank_changes_of(now - RANK_CHANGES_PERIOD, now, lists=[ranked_list.pk], most=RANK_CHANGES_MAX)
    return Feed(
        key=f"feed/list/{ranked_list.pk}",
        created_at=ranked_list.created_at,
        title=name_in_plain_text(ranked_list.title),
        subtitle=_("Rank changes and comments"),
        address=ranked_list.get_absolute_url(),
        self_address=reverse("exchange:list_feed", args=[ranked_list.slug]),
        entries=_newest_entries(daily_entries(changes, RANK_CHANGES_MAX), _comment_entries(Q(list=ranked_list))),
    )


def feed_for_item(item: Item, now: datetime) -> Feed:
    """Every rank change of an item, and the comments on it."""
    changes = rank_changes_of(now - RANK_CHANGES_PERIOD, now, items=[item.pk])
    names = {"item": name_in_plain_text(item.name), "list": name_in_plain_text(item.list.title)}
    return Feed(
        key=f"feed/item/{item.pk}",
        created_at=item.created_at,
        title=_("%(item)s on %(list)s") % names,
        subtitle=_("Rank changes and comments"),
        address=item.get_absolute_url(),
        self_address=reverse("exchange:item_feed", args=[item.list.slug, item.pk]),
        entries=_newest_entries(map(rank_change_entry, changes), _comment_entries(Q(item=item))),
    )


def feed_for_profile(account: Account, voter: Voter) -> Feed:
    """The comments of an account, the lists it made and the rankings it published."""
    author = FeedAuthor(account.name, account.get_absolute_url())
    made = lists_made_by(voter)[:FEED_ENTRIES_MAX]
    rankings = published_rankings_of(voter)[:FEED_ENTRIES_MAX]
    return Feed(
        key=f"feed/person/{account.pk}",
        created_at=account.created_at,
        title=name_in_plain_text(account.name),
        subtitle=_("Comments, lists and published rankings"),
        address=account.get_absolute_url(),
        self_address=reverse("exchange:profile_feed", args=[account.name]),
        author=author,
        entries=_newest_entries(
            _comment_entries(Q(voter=voter)) if voter.pk else (),
            (list_entry(each.slug, each.title, each.prompt, each.items, each.created_at, author) for each in made),
            (published_ranking_entry(each, author) for each in rankings),
        ),
    )


def feed_for_site(now: datetime) -> Feed:
    """The newest comments (only some of each list), new lists, and rank changes at the top of active lists."""
    return Feed(
        key="feed",
        created_at=SITE_FEED_CREATED_AT,
        title=SITE_NAME,
        subtitle=_("New lists, comments and rank changes"),
        address=reverse("site:home"),
        self_address=reverse("exchange:site_feed"),
        entries=_newest_entries(
            _comment_entries(Q(pk__in=_site_comment_ids())), _new_list_entries(), _site_rank_change_entries(now)
        ),
    )


def _newest_entries(*sources: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    entries = (entry for source in sources for entry in source)
    return tuple(sorted(entries, key=lambda entry: (entry.published, entry.key), reverse=True)[:FEED_ENTRIES_MAX])


def _comment_entries(condition: Q) -> Iterable[FeedEntry]:
    last_edit = CommentRevision.objects.filter(comment=OuterRef("pk")).order_by("-pk").values("replaced_at")[:1]
    rows = Comment.objects.filter(condition, _IS_PUBLIC_COMMENT).select_related("list", "item", "voter__account")
    return (
        comment_entry(each, each.edited_at)
        for each in rows.annotate(edited_at=Subquery(last_edit)).order_by("-pk")[:FEED_ENTRIES_MAX]
    )


def _site_comment_ids() -> list[int]:
    newest = Comment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    public = Comment.objects.filter(
        _IS_PUBLIC_COMMENT, pk__gt=newest - SITE_COMMENTS_SCANNED_MAX, list__is_simulated=False
    ).order_by("-pk")
    chosen: list[int] = []
    count_by_list: Counter[int] = Counter()
    for pk, list_id in public.values_list("pk", "list_id")[: FEED_ENTRIES_MAX * SITE_COMMENTS_PER_LIST_MAX]:
        count_by_list[list_id] += 1
        if count_by_list[list_id] <= SITE_COMMENTS_PER_LIST_MAX:
            chosen.append(pk)
    return chosen[:FEED_ENTRIES_MAX]


def _new_list_entries() -> Iterable[FeedEntry]:
    real_lists = RankedList.objects.filter(is_simulated=False).select_related("created_by__account")
    lists = list(real_lists.order_by("-pk")[:FEED_ENTRIES_MAX])
    items = item_counts_for([each.pk for each in lists])
    for each in lists:
        maker = feed_author_for(each.created_by, "")
        yield list_entry(each.slug, each.title, each.prompt, items.get(each.pk, 0), each.created_at, maker)


def _site_rank_change_entries(now: datetime) -> list[FeedEntry]:
    active = Board.objects.filter(list__is_simulated=False, voted_at__gte=now - SITE_RANK_CHANGES_PERIOD).order_by(
        "-voted_at"
    )
    lists = list(active.values_list("pk", flat=True)[:SITE_ACTIVE_LISTS_MAX])
    changes = rank_changes_of(
        now - SITE_RANK_CHANGES_PERIOD, now, lists=lists, most=RANK_CHANGES_MAX, top=SITE_RANK_CHANGES_TOP_PLACES
    )
    return daily_entries(changes, RANK_CHANGES_MAX, with_list=True)[:SITE_RANK_CHANGES_MAX]
