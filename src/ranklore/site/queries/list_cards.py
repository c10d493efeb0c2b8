"""Cards that introduce a list on the home page and on the pages of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.queries.standings import leader_names_of
from ranklore.ballots.queries.turnout import Turnout, turnouts_of
from ranklore.discussion.queries.summaries import count_comments_on_lists
from ranklore.lists.categories import Category, known_categories
from ranklore.lists.models import RankedList
from ranklore.lists.queries.items import item_counts_for
from ranklore.lists.queries.tags import TagView, tags_for

LEADERS_PER_CARD = 3


@dataclass(frozen=True, slots=True)
class ListCard:
    id: int
    slug: str
    title: str
    prompt: str
    items: int
    voters: int
    comments: int
    last_vote: datetime | None
    is_simulated: bool
    leaders: tuple[str, ...]
    category: Category | None
    tags: tuple[TagView, ...]


def list_cards_for(lists: Sequence[RankedList]) -> tuple[ListCard, ...]:
    """Build a card for each list, in the same order."""
    ids = [ranked_list.pk for ranked_list in lists]
    items, comments, leaders = (
        item_counts_for(ids),
        count_comments_on_lists(ids),
        leader_names_of(ids, LEADERS_PER_CARD),
    )
    turnouts, tags, categories = turnouts_of(ids), tags_for(ids), {each.key: each for each in known_categories()}
    return tuple(
        ListCard(
            id=ranked_list.pk,
            slug=ranked_list.slug,
            title=ranked_list.title,
            prompt=ranked_list.prompt,
            items=items.get(ranked_list.pk, 0),
            voters=turnouts.get(ranked_list.pk, Turnout()).voters,
            comments=comments.get(ranked_list.pk, 0),
            last_vote=turnouts.get(ranked_list.pk, Turnout()).voted_at,
            is_simulated=ranked_list.is_simulated,
            leaders=leaders.get(ranked_list.pk, ()),
            category=categories.get(ranked_list.category),
            tags=tags.get(ranked_list.pk, ()),
        )
        for ranked_list in lists
    )
