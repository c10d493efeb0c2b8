"""A known voter's own marks on the shared pages: what is in the slots of a page for this voter.

The same templates fill the slots of a page that is made for one voter alone. An overlay gives None for what it does not
cover, such as the pages of a list's maker; then the view makes the page.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from ranklore.ballots.current_votes import votes_on_list
from ranklore.ballots.queries.resume import resume_suggestions_for
from ranklore.ballots.queries.turnout import is_vote_counted
from ranklore.core.components import render_component
from ranklore.core.forms import new_form
from ranklore.core.page_cache.shared_page import JUST_WROTE
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.queries.by_author import has_comments_on_list, helpful_comments_on_list
from ranklore.discussion.queries.discussion_page import DiscussionPage, LatestComment
from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.following.context_processors import unread_count_text
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.access import can_name_item
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.content_notes import folded_notes_for, item_notes_by
from ranklore.lists.templatetags.rows import render_row
from ranklore.people.access import get_account, get_voter, is_known
from ranklore.people.models import Voter
from ranklore.site.queries.list_head import ListHead
from ranklore.site.queries.list_row import ListRow


@dataclass(frozen=True, slots=True)
class ListPageData:
    """What the shared list page shows."""

    list: RankedList
    head: ListHead
    rows: Sequence[ListRow]
    spotlight: Sequence[ListRow]


@dataclass(frozen=True, slots=True)
class DiscussionData:
    """The comments on a shared page, by id, in which order they stand, and whether any has a content note."""

    list_id: int
    comments: Mapping[int, RenderedComment]
    order: str
    has_notes: bool

    @classmethod
    def of(cls, discussion: DiscussionPage, beside: Sequence[LatestComment] = ()) -> "DiscussionData":
        """`beside` are comments that the page quotes."""
        comments = [each for thread in discussion.threads for each in (thread.first, *thread.replies)]
        has_notes = any(each.notes for each in (*comments, *(each.comment for each in beside)))
        return cls(discussion.target.list.pk, {each.id: each for each in comments}, discussion.order, has_notes)


@dataclass(frozen=True, slots=True)
class ItemPageData:
    """What the shared page of an item shows. `context` is that of the item's head."""

    item: Item
    context: Mapping[str, Any]
    discussion: DiscussionData

    @classmethod
    def of(cls, item: Item, context: Mapping[str, Any], discussion: DiscussionData) -> "ItemPageData":
        return cls(item, {name: context[name] for name in ("head", "row", "near", "exposure", "help")}, discussion)


def page_overlay(request: HttpRequest, data: object = None) -> dict[str, str]:
    """The slots that every page has."""
    marks = {"key": ""} if request.has_voter_key else {}  # type: ignore[attr-defined]
    if unread := unread_count_text(request):
        marks["unread"] = render_to_string("core/_unread.html", {"unread_notifications": unread})
    if get_account(request):
        marks["account"] = render_to_string("core/_account_link.html", {"request": request})
    if JUST_WROTE in request.COOKIES:
        marks["messages"] = render_to_string("core/_messages.html", request=request)
    return marks


def list_overlay(request: HttpRequest, data: ListPageData | None) -> dict[str, str] | None:
    """Own votes, own items, and whether the voter follows the list. The page of a past day has no data and no marks."""
    voter = get_voter(request)
    if data is None or not is_known(voter):
        return page_overlay(request)
    if data.list.created_by_id == voter.pk:
        return None
    votes, newest = votes_on_list(voter, data.list.pk)
    if newest > data.head.version and is_vote_counted(data.list.pk, newest):  # after the shared page was made
        return None
    if any(row.item_id in votes for row in data.spotlight):
        return None
    if any(row.top_comment and row.top_comment.notes for row in data.rows) and folded_notes_for(voter):
        return None
    marks = page_overlay(request) | _follow_mark(voter, data.list)
    for row in data.rows:
        own_vote, is_mine = votes.get(row.item_id, ""), row.added_by == voter.pk
        if own_vote or is_mine:
            marks[f"row-{row.item_id}"] = render_row(replace(row, own_vote=own_vote, is_mine=is_mine), data.head)
    return marks | {"nonce": str(uuid.uuid4())}


def home_overlay(request: HttpRequest, data: None) -> dict[str, str]:
    """What the voter may go on with."""
    marks, own = page_overlay(request), resume_suggestions_for(get_voter(request), timezone.now())
    return marks | ({"resume": render_to_string("site/_resume.html", {"own": own})} if own else {})


def discussion_overlay(request: HttpRequest, data: DiscussionData) -> dict[str, str] | None:
    """Which comments the voter found helpful, and the form with their name."""
    comment_marks = _comment_marks(request, data)
    return None if comment_marks is None else page_overlay(request) | comment_marks


def item_overlay(request: HttpRequest, data: ItemPageData) -> dict[str, str] | None:
    """The voter's vote on the item, whether they follow it, and the marks of its discussion."""
    voter = get_voter(request)
    if can_name_item(voter, data.item):
        return None
    marks = discussion_overlay(request, data.discussion)
    if marks is None or not is_known(voter):
        return marks
    votes, newest = votes_on_list(voter, data.item.list_id)
    if newest > data.context["head"].version and is_vote_counted(data.item.list_id, newest):
        return None
    if item_notes_by(voter, data.item):
        return None
    if own_vote := votes.get(data.item.pk):
        row = replace(data.context["row"], own_vote=own_vote)
        marks["item-head"] = render_to_string("site/_item_head.html", {**data.context, "row": row})
    return marks | _follow_mark(voter, data.item)


def _follow_mark(voter: Voter, followed: RankedList | Item) -> dict[str, str]:
    follow = follow_button_for(voter, target_for(followed))
    return {"follow": render_to_string("following/_follow_button.html", {"follow": follow})} if follow.is_on else {}


def _comment_marks(request: HttpRequest, data: DiscussionData) -> dict[str, str] | None:
    """None for a voter who wrote comments on this list: they have buttons of their own, and may be deleted."""
    voter, is_person = get_voter(request), get_account(request) is not None
    marks = {"author": ""} if is_person else {}
    if not is_known(voter):
        return marks
    if has_comments_on_list(voter, data.list_id):
        return None
    if data.has_notes and folded_notes_for(voter):
        return None
    for comment_id in helpful_comments_on_list(voter, data.list_id) & data.comments.keys():
        own = replace(data.comments[comment_id], is_marked_helpful=True)
        helpful = render_component("discussion/helpful.html", comment=own, order=data.order, back="")
        marks[f"helpful-{comment_id}"] = helpful
    if voter.name and not is_person:
        field = new_form(CommentForm, author=voter.name)["author"]
        marks["author"] = render_to_string("core/_field.html", {"field": field, "autocomplete": "nickname"})
    return marks | {"nonce": str(uuid.uuid4())}
