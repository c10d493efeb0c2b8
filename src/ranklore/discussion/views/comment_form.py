"""The form of a new comment, shared by all pages that have one: show it, save it, or return it with errors."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ranklore.core.forms import new_form
from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.spam_guard import ProofOfWorkRequired, require_proof_of_work
from ranklore.discussion.targets import CommentTarget, target_of
from ranklore.lists.models import RankedList
from ranklore.people.access import is_known, sender_of
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.bidi import isolated
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
    """Answer a request for the form of a new comment. `write` is the action that saves it."""
    if request.method != "POST":
        form = new_form(CommentForm, has_nonce=is_known(voter), author=voter.name)
        return render(request, template, {**context, "form": form})
    form = CommentForm(request.POST, sender=sender_of(request, voter))
    if form.is_valid():
        try:
            require_proof_of_work(voter, ranked_list, form.cleaned_data["text"], request.POST.get("work", ""))
            rate_limit_voter(request, "comments")
            comment = write(voter=voter, **form.cleaned_data)
        except ProofOfWorkRequired as required:
            context["work"] = required
        except RateLimitExceeded as exceeded:
            context["often"] = exceeded
        except Refused as refused:
            form.add_error(refused.field or None, translated(refused.sentence))
        else:
            messages.success(request, _posted_message(target_of(comment)))
            return see_other(comment_permalink(comment, comment.voter or voter))
    # htmx swaps the form in place; without this its next answer would come as a whole page
    in_place = request.headers.get("HX-Target") == "comment-form"
    return return_form(request, template, {**context, "form": form, "in_place": in_place})


def return_form(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Show a form again with its errors and what was typed."""
    exceeded = context.get("often")
    if not isinstance(exceeded, RateLimitExceeded):
        return render(request, template, context, status=422)
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(exceeded.wait)
    return response


def _posted_message(target: CommentTarget) -> str:
    if target.item:
        return _("Your comment on %(item)s is on the page.") % {"item": isolated(target.item.name)}
    if target.ranking_key:
        return _("Your comment on this ranking is on the page.")
    return _("Your comment on the list %(list)s is on the page.") % {"list": isolated(target.list.title)}
