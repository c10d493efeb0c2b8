"""The head of a list: title, figures, category and tags, for every page about a list."""

from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.queries.turnout import Turnout, turnout_of
from ranklore.discussion.queries.summaries import count_comments_on_lists
from ranklore.lists.categories import Category, get_category
from ranklore.lists.models import RankedList
from ranklore.lists.queries.items import item_counts_for
from ranklore.lists.queries.tags import TagView, tags_for


@dataclass(frozen=True, slots=True)
class ListHead:
    id: int
    slug: str
    title: str
    prompt: str
    is_simulated: bool
    is_pasted: bool
    items: int
    voters: int
    votes: int
    comments: int
    last_vote: datetime | None
    state: int
    category: Category | None
    tags: tuple[TagView, ...]


def list_head_for(ranked_list: RankedList) -> tuple[ListHead, Turnout]:
    turnout = turnout_of(ranked_list.pk)
    head = ListHead(
        id=ranked_list.pk,
        slug=ranked_list.slug,
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        is_simulated=ranked_list.is_simulated,
        is_pasted=ranked_list.is_pasted,
        items=item_counts_for([ranked_list.pk]).get(ranked_list.pk, 0),
        voters=turnout.voters,
        votes=turnout.votes,
        comments=count_comments_on_lists([ranked_list.pk]).get(ranked_list.pk, 0),
        last_vote=turnout.voted_at,
        state=turnout.state,
        category=get_category(ranked_list.category),
        tags=tags_for([ranked_list.pk]).get(ranked_list.pk, ()),
    )
    return head, turnout
