"""Edit, delete or restore your own comment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.access import IsPublished, get_own_comment
from ranklore.discussion.actions.comments import delete_comment, restore_comment
from ranklore.discussion.actions.content_notes import comment_notes_by
from ranklore.discussion.actions.edit_comment import EditConflict, edit_comment
from ranklore.discussion.forms import CommentEditForm
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.queries.revisions import count_revisions
from ranklore.discussion.spam_guard import ProofOfWorkRequired, require_proof_of_work
from ranklore.discussion.views.comment_form import FORM_METHODS, return_form
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    voter = get_voter(request)
    comment = get_own_comment(voter, comment_id, is_published)
    context: dict[str, object] = {"comment": comment, "back": comment_permalink(comment, voter)}
    if request.method != "POST":
        initial = {
            "text": comment.text,
            "is_spoiler": comment.is_spoiler,
            "notes": comment_notes_by(voter, comment),
            "made_from": count_revisions(comment),
        }
        return render(request, "discussion/edit.html", {**context, "form": CommentEditForm(initial=initial)})
    form = CommentEditForm(request.POST)
    if form.is_valid():
        try:
            require_proof_of_work(
                voter, comment.list, form.cleaned_data["text"], request.POST.get("work", ""), before=comment.text
            )
            rate_limit_voter(request, "edits")
            edit_comment(voter=voter, comment=comment, **form.cleaned_data)
        except EditConflict as conflict:
            # The page shows the current text, so sending the form again may replace it.
            form.data = request.POST.copy()
            form.data["made_from"] = str(count_revisions(comment))
            form.add_error(None, str(conflict))
            context["current_text"] = conflict.current_text
        except ProofOfWorkRequired as required:
            context["work"] = required
        except RateLimitExceeded as exceeded:
            context["often"] = exceeded
        except Refused as refused:
            form.add_error(refused.field or None, translated(refused.sentence))
        else:
            messages.success(request, _("Your comment is changed. The old text is in its history."))
            return see_other(comment_permalink(comment, voter))
    return return_form(request, "discussion/edit.html", {**context, "form": form})


@require_POST
def delete(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    """Delete your own comment, or restore it (`undo`)."""
    rate_limit_voter(request, "edits")
    voter = get_voter(request)
    comment = get_own_comment(voter, comment_id, is_published)
    if request.POST.get("undo") == "1":
        restore_comment(comment)
        messages.success(request, _("Your comment is back."))
    else:
        delete_comment(comment)
        messages.success(request, _("Your comment is deleted. You can still put it back."))
    return see_other(comment_permalink(comment, voter))
