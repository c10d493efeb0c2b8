"""Discussion pages of a list, of a published ranking and of one thread, and the forms for a new comment."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.access import get_published_ranking
from ranklore.ballots.current_votes import answered_pairs
from ranklore.ballots.queries.published_rankings import published_ranking_context
from ranklore.ballots.queries.standings import rank_of, ranks_of
from ranklore.core.forms import new_form
from ranklore.discussion.access import get_comment_for
from ranklore.discussion.actions.comments import add_comment, comment_on_item
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.discussion_page import get_discussion_page, latest_comments_on_items
from ranklore.discussion.queries.permalinks import comment_permalink, permalink_in_thread
from ranklore.discussion.queries.threads import get_thread_page
from ranklore.discussion.targets import CommentTarget, target_of
from ranklore.discussion.views.comment_form import FORM_METHODS, serve_comment_form
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.people.access import get_voter
from ranklore.site.page_meta import meta_for_discussion, meta_for_published_ranking, meta_for_thread
from ranklore.site.queries.list_head import list_head_for


@require_safe
def list_discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """The list's own comments, and the newest on its items."""
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    subject, votes = CommentTarget(ranked_list), VoteLookups(ranked_list, ranks_of)
    head = list_head_for(ranked_list)[0]
    shown = get_discussion_page(subject, voter, request.GET.get("page"), request.GET.get("order"), votes=votes)
    context = {
        "head": head,
        "meta": meta_for_discussion(request, head, shown),
        "talk": shown,
        "latest": latest_comments_on_items(subject, voter, votes),
        "form": new_form(CommentForm, author=voter.name),
    }
    return render(request, "site/discussion.html", context)


@require_safe
def published_ranking(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A voter's published ranking, and what others say of it."""
    voter = get_voter(request)
    context = published_ranking_context(request, slug, key)
    subject = CommentTarget(context["list"], ranking_key=key)
    votes = VoteLookups(subject.list, ranks_of)
    context["list_discussion"] = get_discussion_page(
        subject, voter, request.GET.get("page"), request.GET.get("order"), votes=votes
    )
    context["form"] = new_form(CommentForm, author=voter.name)
    context["meta"] = meta_for_published_ranking(request, context, context["list_discussion"])
    return render(request, "site/published_ranking.html", context)


@require_safe
def thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A thread by itself. The address of a reply leads to the page of the thread that has it."""
    voter = get_voter(request)
    comment = get_comment_for(voter, comment_id)
    if comment.thread_id:
        return redirect(permalink_in_thread(comment, voter))
    votes = VoteLookups(comment.list, ranks_of, answered_pairs)
    shown, pages = get_thread_page(comment, voter, request.GET.get("page"), votes)
    if shown.first.is_deleted and not shown.first.is_mine and not shown.replies:
        raise Http404(comment_id)
    subject = target_of(comment)
    context = {
        "thread": shown,
        "pages": pages,
        "subject": subject,
        "meta": meta_for_thread(request, shown, pages, subject),
        "back": comment_permalink(comment, voter),
        "follow": follow_button_for(voter, target_for(comment))
        if shown.replies or not shown.first.is_deleted
        else None,
    }
    return render(request, "site/thread.html", context)


@require_http_methods(FORM_METHODS)
def new_item_comment(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """The comment keeps where the item stands now."""
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    context: dict[str, object] = {"subject": CommentTarget.of(item)}
    rank_when_posted = rank_of(item)
    return serve_comment_form(
        request,
        voter,
        item.list,
        "discussion/write.html",
        context,
        lambda **said: comment_on_item(item=item, rank_when_posted=rank_when_posted, **said),
    )


@require_http_methods(FORM_METHODS)
def new_list_comment(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    return _new_comment(request, CommentTarget(get_list_for(voter, slug)))


@require_http_methods(FORM_METHODS)
def new_ranking_comment(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    ranked_list = get_list_for(get_voter(request), slug)
    get_published_ranking(ranked_list, key)  # a private ranking is not there, and cannot be talked about
    return _new_comment(request, CommentTarget(ranked_list, ranking_key=key))


def _new_comment(request: HttpRequest, subject: CommentTarget) -> HttpResponse:
    context: dict[str, object] = {"subject": subject}
    voter = get_voter(request)
    return serve_comment_form(
        request, voter, subject.list, "discussion/write.html", context, lambda **said: add_comment(subject, **said)
    )
