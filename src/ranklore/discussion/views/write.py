"""Write a comment on an item, a list or a published ranking. `site` gives these views their URLs."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ranklore.discussion.actions.comments import add_comment, comment_on_item
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.views.comment_form import FORM_METHODS, serve_comment_form
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import get_voter


@require_http_methods(FORM_METHODS)
def new_item_comment(
    request: HttpRequest, slug: str, item_id: int, rank_of: Callable[[Item], int | None]
) -> HttpResponse:
    """Comment on an item. The comment records the item's current rank."""
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    context: dict[str, object] = {"target": CommentTarget.of(item)}
    rank_when_posted = rank_of(item)
    return serve_comment_form(
        request,
        voter,
        item.list,
        "discussion/write.html",
        context,
        lambda **fields: comment_on_item(item=item, rank_when_posted=rank_when_posted, **fields),
    )


@require_http_methods(FORM_METHODS)
def new_list_comment(request: HttpRequest, slug: str) -> HttpResponse:
    return _new_comment(request, CommentTarget(get_list_for(get_voter(request), slug)))


@require_http_methods(FORM_METHODS)
def new_ranking_comment(
    request: HttpRequest, slug: str, key: uuid.UUID, get_published_ranking: Callable[[RankedList, uuid.UUID], object]
) -> HttpResponse:
    """Comment on a published ranking. `get_published_ranking` raises Http404 for a private one."""
    ranked_list = get_list_for(get_voter(request), slug)
    get_published_ranking(ranked_list, key)
    return _new_comment(request, CommentTarget(ranked_list, ranking_key=key))


def _new_comment(request: HttpRequest, target: CommentTarget) -> HttpResponse:
    return serve_comment_form(
        request,
        get_voter(request),
        target.list,
        "discussion/write.html",
        {"target": target},
        lambda **fields: add_comment(target, **fields),
    )
