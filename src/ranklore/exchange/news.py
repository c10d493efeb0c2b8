"""What each feed tells: the newest comments, moves, lists and published rankings. Queries do not grow with the entries.

What came with a pasted page is no news. What is said about a published ranking is left out as well: the ranking may be
private again tomorrow.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from ranklore.ballots.models import Board
from ranklore.ballots.moves import moves_of
from ranklore.ballots.shown import rankings_shown_by
from ranklore.discussion.models import Comment, PastWords
from ranklore.exchange.atom import SITE, Author, Entry, Feed, named
from ranklore.exchange.entries import author_of, comment_entry, day_entries, list_entry, move_entry, ranking_entry
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import items_on_lists, lists_made_by
from ranklore.people.models import Account, Voter

ENTRIES = 50
MOVES_FOR = timedelta(days=30)
MOVES_MOST = 300

# The feed of the whole site has to stay readable, and cheap, on a busy day.
FROM_ONE_LIST = 10
"""Comments."""
LOOKED_AT = 20_000
"""The newest comments, among which those of people are looked for."""
LATELY = timedelta(days=7)
LISTS_WITH_MOVES = 30
MOVES_OF_SITE = 15
TOP = 3
"""Places in or out of which a move of the site's feed leads."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""What an empty site says since when nothing happened."""

_TOLD = Q(deleted_at=None, item__removed_at=None, order_key=None, is_imported=False)


def feed_of_list(ranked_list: RankedList, now: datetime) -> Feed:
    """The moves on a list, one entry a day, and what is said about it and its items."""
    moves = moves_of(now - MOVES_FOR, now, lists=[ranked_list.pk], most=MOVES_MOST)
    return Feed(
        key=f"feed/list/{ranked_list.pk}",
        began=ranked_list.created_at,
        title=named(ranked_list.title),
        subtitle="Moves and comments",
        address=ranked_list.get_absolute_url(),
        self_address=reverse("exchange:list_feed", args=[ranked_list.slug]),
        entries=_newest_of(day_entries(moves, MOVES_MOST), _comments(Q(list=ranked_list))),
    )


def feed_of_item(item: Item, now: datetime) -> Feed:
    """Every move of an item, and what is said about it."""
    moves = moves_of(now - MOVES_FOR, now, items=[item.pk])
    return Feed(
        key=f"feed/item/{item.pk}",
        began=item.created_at,
        title=f"{named(item.name)} on {named(item.list.title)}",
        subtitle="Moves and comments",
        address=item.get_absolute_url(),
        self_address=reverse("exchange:item_feed", args=[item.list.slug, item.pk]),
        entries=_newest_of(map(move_entry, moves), _comments(Q(item=item))),
    )


def feed_of_person(account: Account, voter: Voter) -> Feed:
    """What somebody says in public, the lists they make and the rankings they publish."""
    author = Author(account.name, account.get_absolute_url())
    made = lists_made_by(voter)[:ENTRIES]
    shown = rankings_shown_by(voter)[:ENTRIES]
    return Feed(
        key=f"feed/person/{account.pk}",
        began=account.created_at,
        title=named(account.name),
        subtitle="Comments, lists and published rankings",
        address=account.get_absolute_url(),
        self_address=reverse("exchange:person_feed", args=[account.name]),
        author=author,
        entries=_newest_of(
            _comments(Q(voter=voter)) if voter.pk else (),
            (list_entry(each.slug, each.title, each.prompt, each.items, each.created_at, author) for each in made),
            (ranking_entry(each, author) for each in shown),
        ),
    )


def feed_of_site(now: datetime) -> Feed:
    """The newest comments, not too many from one list, new lists, and moves at the top of lists that people vote on."""
    return Feed(
        key="feed",
        began=BEGAN,
        title=SITE,
        subtitle="New lists, comments and moves",
        address=reverse("site:home"),
        self_address=reverse("exchange:feed"),
        entries=_newest_of(_comments(Q(pk__in=_comments_of_site())), _new_lists(), _moves_of_site(now)),
    )


def _newest_of(*news: Iterable[Entry]) -> tuple[Entry, ...]:
    entries = (entry for each in news for entry in each)
    return tuple(sorted(entries, key=lambda entry: (entry.published, entry.key), reverse=True)[:ENTRIES])


def _comments(which: Q) -> Iterable[Entry]:
    edited = PastWords.objects.filter(comment=OuterRef("pk")).order_by("-pk").values("until")[:1]
    rows = Comment.objects.filter(which, _TOLD).select_related("list", "item", "voter__account")
    return (
        comment_entry(each, each.edited) for each in rows.annotate(edited=Subquery(edited)).order_by("-pk")[:ENTRIES]
    )


def _comments_of_site() -> list[int]:
    newest = Comment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    told = Comment.objects.filter(_TOLD, pk__gt=newest - LOOKED_AT, list__is_simulated=False).order_by("-pk")
    chosen: list[int] = []
    of_list: Counter[int] = Counter()
    for pk, list_id in told.values_list("pk", "list_id")[: ENTRIES * FROM_ONE_LIST]:
        of_list[list_id] += 1
        if of_list[list_id] <= FROM_ONE_LIST:
            chosen.append(pk)
    return chosen[:ENTRIES]


def _new_lists() -> Iterable[Entry]:
    of_people = RankedList.objects.filter(is_simulated=False).select_related("created_by__account")
    lists = list(of_people.order_by("-pk")[:ENTRIES])
    items = items_on_lists([each.pk for each in lists])
    for each in lists:
        maker = author_of(each.created_by, "")
        yield list_entry(each.slug, each.title, each.prompt, items.get(each.pk, 0), each.created_at, maker)


def _moves_of_site(now: datetime) -> list[Entry]:
    voted_on = Board.objects.filter(list__is_simulated=False, voted_at__gte=now - LATELY).order_by("-voted_at")
    lists = list(voted_on.values_list("pk", flat=True)[:LISTS_WITH_MOVES])
    moves = moves_of(now - LATELY, now, lists=lists, most=MOVES_MOST, top=TOP)
    return day_entries(moves, MOVES_MOST, with_list=True)[:MOVES_OF_SITE]
