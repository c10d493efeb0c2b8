"""The head of a list: title, figures, category and tags, for every page about a list."""

from dataclasses import dataclass
from datetime import datetime

from ranklore.ballots.queries.turnout import Turnout, turnout_of
from ranklore.lists.categories import Category, get_category
from ranklore.lists.models import RankedList
from ranklore.lists.queries.tags import TagView
from ranklore.site.queries.kept_texts import TextsVersion, head_texts_of


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
    version: int
    state: int
    category: Category | None
    tags: tuple[TagView, ...]
    texts_version: TextsVersion

    @property
    def has_votes(self) -> bool:
        return self.votes > 0


def list_head_for(ranked_list: RankedList) -> tuple[ListHead, Turnout]:
    turnout, texts = turnout_of(ranked_list.pk), head_texts_of(ranked_list.pk)
    head = ListHead(
        id=ranked_list.pk,
        slug=ranked_list.slug,
        title=ranked_list.title,
        prompt=ranked_list.prompt,
        is_simulated=ranked_list.is_simulated,
        is_pasted=ranked_list.is_pasted,
        items=texts.items,
        voters=turnout.voters,
        votes=turnout.votes,
        comments=texts.comments,
        last_vote=turnout.voted_at,
        version=turnout.version,
        state=turnout.state,
        category=get_category(ranked_list.category),
        tags=texts.tags,
        texts_version=texts.version,
    )
    return head, turnout
