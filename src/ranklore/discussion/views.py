from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from ranklore.discussion.access import get_own_comment
from ranklore.discussion.actions import delete_comment, restore_comment, say
from ranklore.discussion.forms import SayForm
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import page_of_comment
from ranklore.lists.access import get_item_for
from ranklore.people.access import voter_of
from ranklore.people.models import Voter
from ranklore.shell.forms import fresh
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated


@require_http_methods(["GET", "HEAD", "POST"])
def say_on_item(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    context = {"list": item.list, "item": item}
    if request.method != "POST":
        return render(request, "discussion/say.html", {**context, "form": fresh(SayForm, author=voter.name)})
    form = SayForm(request.POST)
    if form.is_valid():
        try:
            comment = say(voter=voter, item=item, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"Your comment on {isolated(item.name)} is on the page.")
            return see_other(_address_of(comment, comment.voter or voter))
    in_place = request.headers.get("HX-Target") == "say"  # the form keeps answering where it stands
    return render(request, "discussion/say.html", {**context, "form": form, "in_place": in_place}, status=422)


@require_POST
def delete(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take down one's own comment, or with `undo` put it back."""
    voter = voter_of(request)
    comment = get_own_comment(voter, comment_id)
    if request.POST.get("undo") == "1":
        restore_comment(comment)
        messages.success(request, "Your comment is back.")
    else:
        delete_comment(comment)
        messages.success(request, "Your comment is deleted. You can still put it back.")
    return see_other(_address_of(comment, voter))


def _address_of(comment: Comment, voter: Voter) -> str:
    page = page_of_comment(comment, voter)
    return f"{comment.item.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#comment-{comment.pk}"
