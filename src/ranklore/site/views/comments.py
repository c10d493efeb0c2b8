"""Discussion pages: of a list, of a published ranking, and of one thread."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ranklore.ballots.access import is_published_ranking
from ranklore.ballots.current_votes import answered_pairs
from ranklore.ballots.queries.published_rankings import published_ranking_context
from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.forms import new_form
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.discussion.access import get_comment_for
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.discussion_page import get_discussion_page, latest_comments_on_items
from ranklore.discussion.queries.permalinks import comment_permalink, permalink_in_thread
from ranklore.discussion.queries.threads import get_thread_page
from ranklore.discussion.targets import CommentTarget, target_of
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.access import get_list_for
from ranklore.people.access import get_voter, is_known
from ranklore.site.overlays import DiscussionData, discussion_overlay
from ranklore.site.page_meta import meta_for_discussion, meta_for_published_ranking, meta_for_thread
from ranklore.site.page_scopes import scope_of_comment, scope_of_list
from ranklore.site.queries.list_head import list_head_for


@shared_page(scope_of_list, overlay=discussion_overlay)
@require_safe
def list_discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """The comments on the list itself, and the latest ones on its items."""
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    target, votes = CommentTarget(ranked_list), VoteLookups(ranked_list, ranks_of)
    head = list_head_for(ranked_list)[0]
    shown = get_discussion_page(target, voter, request.GET.get("page"), request.GET.get("order"), votes=votes)
    latest = latest_comments_on_items(target, voter, votes)
    context = {
        "head": head,
        "meta": meta_for_discussion(request, head, shown),
        "discussion": shown,
        "latest": latest,
        "form": new_form(CommentForm, has_nonce=is_known(voter), author=voter.name),
    }
    response = render(request, "site/discussion.html", context)
    response.page_data = DiscussionData.of(shown, latest)  # type: ignore[attr-defined]
    return response


@shared_page(scope_of_list)
@require_safe
def published_ranking(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A voter's published ranking and the comments on it."""
    voter = get_voter(request)
    context = published_ranking_context(voter, slug, key)
    context["address"] = request.build_absolute_uri(reverse("site:published_ranking", args=[slug, key]))
    context["picture"] = request.build_absolute_uri(reverse("ballots:share_image", args=[slug, key]))
    target = CommentTarget(context["list"], ranking_key=key)
    votes = VoteLookups(target.list, ranks_of)
    context["discussion"] = get_discussion_page(
        target, voter, request.GET.get("page"), request.GET.get("order"), votes=votes
    )
    context["form"] = new_form(CommentForm, has_nonce=is_known(voter), author=voter.name)
    context["meta"] = meta_for_published_ranking(request, context, context["discussion"])
    return render(request, "site/published_ranking.html", context)


@shared_page(scope_of_comment)
@require_safe
def thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One thread. The URL of a reply redirects to the page of the thread that shows it."""
    voter = get_voter(request)
    comment = get_comment_for(voter, comment_id, is_published_ranking)
    if comment.thread_id:
        return redirect(permalink_in_thread(comment, voter))
    votes = VoteLookups(comment.list, ranks_of, answered_pairs)
    shown, pages = get_thread_page(comment, voter, request.GET.get("page"), votes)
    if shown.first.is_deleted and not shown.first.is_mine and not shown.replies:
        raise Http404(comment_id)
    target = target_of(comment)
    context = {
        "thread": shown,
        "pages": pages,
        "target": target,
        "meta": meta_for_thread(request, shown, pages, target),
        "back": comment_permalink(comment, voter),
        "follow": follow_button_for(voter, target_for(comment))
        if shown.replies or not shown.first.is_deleted
        else None,
    }
    return render(request, "site/thread.html", context)
