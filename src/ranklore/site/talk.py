"""Talking: what discussion knows of comments, put together with what ballots know of the place they speak about."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.mine import published_page
from ranklore.ballots.order import get_published
from ranklore.ballots.queries import pairs_spoken_of, rank_of, ranks_of
from ranklore.discussion.access import get_comment_for
from ranklore.discussion.actions import say, say_about
from ranklore.discussion.addresses import address_in_thread, address_of
from ranklore.discussion.forms import SayForm
from ranklore.discussion.queries import latest_on_items, talk_page, thread_page
from ranklore.discussion.reading import Votes
from ranklore.discussion.subjects import Subject, subject_of
from ranklore.discussion.views import READ_OR_SEND, saying
from ranklore.following.queries import button_for
from ranklore.following.topics import thing_of
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.people.access import voter_of
from ranklore.shell.forms import fresh
from ranklore.site.heads import head_of_published, head_of_talk, head_of_thread
from ranklore.site.queries import head_of


@require_safe
def talk(request: HttpRequest, slug: str) -> HttpResponse:
    """The list's own comments, and the newest on its items."""
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    subject, votes = Subject(ranked_list), Votes(ranked_list, ranks_of)
    head = head_of(ranked_list)[0]
    shown = talk_page(subject, voter, request.GET.get("page"), request.GET.get("order"), votes=votes)
    context = {
        "head": head,
        "meta": head_of_talk(request, head, shown),
        "talk": shown,
        "latest": latest_on_items(subject, voter, votes),
        "form": fresh(SayForm, author=voter.name),
    }
    return render(request, "site/talk.html", context)


@require_safe
def published(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A voter's published ranking, and what others say of it."""
    voter = voter_of(request)
    context = published_page(request, slug, key)
    subject = Subject(context["list"], order_key=key)
    votes = Votes(subject.list, ranks_of)
    context["talk"] = talk_page(subject, voter, request.GET.get("page"), request.GET.get("order"), votes=votes)
    context["form"] = fresh(SayForm, author=voter.name)
    context["meta"] = head_of_published(request, context, context["talk"])
    return render(request, "site/published.html", context)


@require_safe
def thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A thread by itself. The address of a reply leads to the page of the thread that has it."""
    voter = voter_of(request)
    comment = get_comment_for(voter, comment_id)
    if comment.thread_id:
        return redirect(address_in_thread(comment, voter))
    votes = Votes(comment.list, ranks_of, pairs_spoken_of)
    shown, pages = thread_page(comment, voter, request.GET.get("page"), votes)
    if shown.first.is_deleted and not shown.first.is_mine and not shown.replies:
        raise Http404(comment_id)
    subject = subject_of(comment)
    context = {
        "thread": shown,
        "pages": pages,
        "subject": subject,
        "meta": head_of_thread(request, shown, pages, subject),
        "back": address_of(comment, voter),
        "follow": button_for(voter, thing_of(comment)) if shown.replies or not shown.first.is_deleted else None,
    }
    return render(request, "site/thread.html", context)


@require_http_methods(READ_OR_SEND)
def say_on_item(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """The comment keeps where the item stands now."""
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    context: dict[str, object] = {"subject": Subject.of(item)}
    stood_at = rank_of(item)
    return saying(
        request,
        voter,
        item.list,
        "discussion/say.html",
        context,
        lambda **said: say(item=item, stood_at=stood_at, **said),
    )


@require_http_methods(READ_OR_SEND)
def say_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = voter_of(request)
    return _say_about(request, Subject(get_list_for(voter, slug)))


@require_http_methods(READ_OR_SEND)
def say_on_published(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    ranked_list = get_list_for(voter_of(request), slug)
    get_published(ranked_list, key)  # a private ranking is not there, and cannot be talked about
    return _say_about(request, Subject(ranked_list, order_key=key))


def _say_about(request: HttpRequest, subject: Subject) -> HttpResponse:
    context: dict[str, object] = {"subject": subject}
    voter = voter_of(request)
    return saying(
        request, voter, subject.list, "discussion/say.html", context, lambda **said: say_about(subject, **said)
    )
