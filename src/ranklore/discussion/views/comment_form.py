"""The form of a new comment, shared by all pages that have one: show it, save it, or return it with errors."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ranklore.core.forms import new_form
from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import see_other
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.spam_guard import ProofOfWorkRequired, require_proof_of_work
from ranklore.discussion.targets import target_of
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused

FORM_METHODS = ["GET", "HEAD", "POST"]


def serve_comment_form(
    request: HttpRequest,
    voter: Voter,
    ranked_list: RankedList,
    template: str,
    context: dict[str, object],
    write: Callable[..., Comment],
) -> HttpResponse:
    """The form of a new comment: shown, sent, or given back with what is wrong. `write_events` is the action."""
    if request.method != "POST":
        return render(request, template, {**context, "form": new_form(CommentForm, author=voter.name)})
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            require_proof_of_work(voter, ranked_list, form.cleaned_data["text"], request.POST.get("work", ""))
            rate_limit_voter(request, "comments")
            comment = write(voter=voter, **form.cleaned_data)
        except ProofOfWorkRequired as wanted:
            context["work"] = wanted
        except RateLimitExceeded as often:
            context["often"] = often
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"Your comment on {target_of(comment).in_words} is on the page.")
            return see_other(comment_permalink(comment, comment.voter or voter))
    in_place = request.headers.get("HX-Target") == "say"  # the form keeps answering where it stands
    return give_back_form(request, template, {**context, "form": form, "in_place": in_place})


def give_back_form(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A form that was not taken, with what was typed and why."""
    often = context.get("often")
    if not isinstance(often, RateLimitExceeded):
        return render(request, template, context, status=422)
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(often.wait)
    return response
