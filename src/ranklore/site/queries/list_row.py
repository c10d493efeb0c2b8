"""The row of an item on a list page: the item with its standing, the voter's own vote and its top comment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from ranklore.ballots.ballot import PICK
from ranklore.ballots.messages import describe_range, vote_label
from ranklore.ballots.queries.history.movers import RankMovement
from ranklore.ballots.queries.standings import RankedItem
from ranklore.ballots.queries.turnout import Turnout
from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.discussion.queries.summaries import CommentSummary
from ranklore.lists.content_notes import ContentNote, content_notes_for
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class RangeBar:
    """Where to draw a rank and its range on a line of length LENGTH that stands for the whole list."""

    LENGTH: ClassVar[int] = 136
    start: float
    width: float
    dot: float


@dataclass(frozen=True, slots=True)
class ListRow:
    """One item for a template. `rank` is None while the item is too new to rank; then it has no range either.

    `own_vote` is the voter's own vote on it: pick, down, know, dont_know, or "" for none.
    """

    item_id: int
    position: int
    rank: int | None
    range_words: str
    range_bar: RangeBar | None
    name: str
    credits: tuple[str, ...]
    votes: int
    share: int | None
    downs: int
    own_vote: str
    tie: str
    start_place: int
    comments: int
    top_comment: RenderedComment | None
    notes: tuple[ContentNote, ...]
    is_mine: bool
    added_by: int | None
    movement: RankMovement | None
    aliases: tuple[str, ...]

    @property
    def is_placed(self) -> bool:
        return self.rank is not None

    @property
    def is_picked(self) -> bool:
        return self.own_vote == PICK

    def for_voter(self, voter: Voter, own_vote: str) -> "ListRow":
        """The same row with this voter's own vote."""
        is_mine = voter.pk is not None and self.added_by == voter.pk
        return replace(self, own_vote=own_vote, is_mine=is_mine) if own_vote or is_mine else self

    @property
    def own_vote_label(self) -> str:
        return vote_label(self.own_vote)

    @property
    def labelled_vote(self) -> str:
        """The voter's own vote on it, if it is one that the vote button does not show."""
        return self.own_vote if self.own_vote_label else ""


def list_row(
    placed: RankedItem,
    items: int,
    voter: Voter,
    turnout: Turnout,
    own_vote: Mapping[int, str],
    summary: CommentSummary,
    movement: RankMovement | None = None,
) -> ListRow:
    item, low, high = placed.item, placed.rank_low, placed.rank_high
    return ListRow(
        item_id=item.pk,
        position=placed.position,
        rank=placed.rank,
        range_words=describe_range(low, high) if low and high else "",
        range_bar=range_bar_for(placed.rank, low, high, items) if placed.rank and low and high else None,
        name=item.name,
        credits=tuple(item.credits),
        votes=placed.votes,
        share=turnout.share_of(placed.votes) if placed.votes else None,
        downs=placed.downs,
        own_vote=own_vote.get(item.pk, ""),
        tie=placed.tie,
        start_place=item.start_place,
        comments=summary.comments,
        top_comment=summary.top,
        notes=content_notes_for(item.notes) if item.notes else (),
        is_mine=voter.pk is not None and item.added_by_id == voter.pk,
        added_by=item.added_by_id,
        movement=movement,
        aliases=tuple(item.aliases),
    )


def range_bar_for(rank: int, low: int, high: int, items: int) -> RangeBar:
    step = RangeBar.LENGTH / max(items, high)
    return RangeBar(
        start=round((low - 1) * step, 1), width=round((high - low + 1) * step, 1), dot=round((rank - 0.5) * step, 1)
    )
