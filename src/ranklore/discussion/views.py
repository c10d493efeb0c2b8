"""Pages and buttons of single comments. Talks, threads, and saying something in one are composed in `site`."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.discussion.access import get_comment_for, get_live_comment_for, get_own_comment, is_own
from ranklore.discussion.actions import delete_comment, reply, restore_comment
from ranklore.discussion.addresses import address_in_thread, address_of
from ranklore.discussion.editing import Changed, edit_comment, edits_of, history_of
from ranklore.discussion.forms import EditForm, SayForm
from ranklore.discussion.guard import WorkWanted, ask_for_work
from ranklore.discussion.helpful import find_helpful
from ranklore.discussion.markdown import MARK
from ranklore.discussion.models import Comment
from ranklore.discussion.notes import note_comment, notes_on_comment_by
from ranklore.discussion.queries import view_of
from ranklore.discussion.subjects import subject_of
from ranklore.lists.models import RankedList
from ranklore.lists.notes import ENOUGH, NotesForm
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.forms import fresh
from ranklore.shell.limits import TooOften
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other

READ_OR_SEND = ["GET", "HEAD", "POST"]


def saying(
    request: HttpRequest,
    voter: Voter,
    ranked_list: RankedList,
    template: str,
    context: dict[str, object],
    write: Callable[..., Comment],
) -> HttpResponse:
    """The form of a new comment: shown, sent, or given back with what is wrong. `write` is the action."""
    if request.method != "POST":
        return render(request, template, {**context, "form": fresh(SayForm, author=voter.name)})
    form = SayForm(request.POST)
    if form.is_valid():
        try:
            ask_for_work(voter, ranked_list, form.cleaned_data["text"], request.POST.get("work", ""))
            count(request, "comments")
            comment = write(voter=voter, **form.cleaned_data)
        except WorkWanted as wanted:
            context["work"] = wanted
        except TooOften as often:
            context["often"] = often
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"Your comment on {subject_of(comment).in_words} is on the page.")
            return see_other(address_of(comment, comment.voter or voter))
    in_place = request.headers.get("HX-Target") == "say"  # the form keeps answering where it stands
    return _given_back(request, template, {**context, "form": form, "in_place": in_place})


def _given_back(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A form that was not taken, with what was typed and why."""
    often = context.get("often")
    if not isinstance(often, TooOften):
        return render(request, template, context, status=422)
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(often.wait)
    return response


@require_http_methods(READ_OR_SEND)
def reply_to(request: HttpRequest, comment_id: int) -> HttpResponse:
    voter = voter_of(request)
    comment = get_comment_for(voter, comment_id)
    context = {"comment": view_of(comment, voter), "back": address_of(comment, voter)}
    return saying(
        request, voter, comment.list, "discussion/reply.html", context, lambda **said: reply(to=comment, **said)
    )


@require_http_methods(READ_OR_SEND)
def edit(request: HttpRequest, comment_id: int) -> HttpResponse:
    voter = voter_of(request)
    comment = get_own_comment(voter, comment_id)
    context: dict[str, object] = {"comment": comment, "back": address_of(comment, voter)}
    if request.method != "POST":
        now = {
            "text": comment.text,
            "is_spoiler": comment.is_spoiler,
            "notes": notes_on_comment_by(voter, comment),
            "made_from": edits_of(comment),
        }
        return render(request, "discussion/edit.html", {**context, "form": EditForm(initial=now)})
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            ask_for_work(
                voter, comment.list, form.cleaned_data["text"], request.POST.get("work", ""), before=comment.text
            )
            count(request, "edits")
            edit_comment(voter=voter, comment=comment, **form.cleaned_data)
        except Changed as changed:
            # Sent once more, the form speaks of the words that it was just shown.
            form.data = request.POST.copy()
            form.data["made_from"] = str(edits_of(comment))
            form.add_error(None, str(changed))
            context["now"] = changed.now
        except WorkWanted as wanted:
            context["work"] = wanted
        except TooOften as often:
            context["often"] = often
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, "Your comment is changed. What it said before is in its history.")
            return see_other(address_of(comment, voter))
    return _given_back(request, "discussion/edit.html", {**context, "form": form})


@require_safe
def history(request: HttpRequest, comment_id: int) -> HttpResponse:
    """What a comment said before, and when it was changed. Of a deleted one only its writer can read it."""
    voter = voter_of(request)
    comment = get_live_comment_for(voter, comment_id)
    versions, older = history_of(comment)
    context = {
        "comment": view_of(comment, voter),
        "versions": versions,
        "older": older,
        "has_spoilers": comment.is_spoiler or any(MARK in version.text for version in versions),
        "subject": subject_of(comment),
        "back": address_of(comment, voter),
    }
    return render(request, "discussion/history.html", context)


@require_POST
def delete(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take down one's own comment, or with `undo` put it back."""
    count(request, "edits")
    voter = voter_of(request)
    comment = get_own_comment(voter, comment_id)
    if request.POST.get("undo") == "1":
        restore_comment(comment)
        messages.success(request, "Your comment is back.")
    else:
        delete_comment(comment)
        messages.success(request, "Your comment is deleted. You can still put it back.")
    return see_other(address_of(comment, voter))


@require_POST
def helpful(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Find a comment helpful, or not any more. The answer is the page as it was, in the order that it had."""
    count(request, "helpful")
    voter = voter_of(request)
    comment = get_comment_for(voter, comment_id)
    on = request.POST.get("on") == "1"
    try:
        find_helpful(voter=voter, comment=comment, on=on)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Marked as helpful." if on else "Not marked as helpful any more.")
    comment.refresh_from_db(fields=["score"])
    if request.POST.get("back") == "thread":
        return see_other(address_in_thread(comment, voter))
    return see_other(address_of(comment, voter, request.POST.get("order", "")))


@require_http_methods(READ_OR_SEND)
def note(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The content notes that this voter puts on a comment: tick boxes, sent as a whole."""
    voter = voter_of(request)
    comment = get_live_comment_for(voter, comment_id)
    is_mine, back = is_own(voter, comment), address_of(comment, voter)
    if request.method != "POST":
        form = NotesForm(initial={"notes": notes_on_comment_by(voter, comment)})
        context = {"comment": comment, "form": form, "is_mine": is_mine, "back": back}
        return render(request, "discussion/note.html", context)
    count(request, "notes")
    form = NotesForm(request.POST)
    form.is_valid()
    try:
        note_comment(voter=voter, comment=comment, notes=form.cleaned_data["notes"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = "The content notes are on your comment." if is_mine else SUGGESTED
        messages.success(request, told)
    return see_other(back)


SUGGESTED = f"Thank you. A note shows as soon as {ENOUGH} readers suggest it."
