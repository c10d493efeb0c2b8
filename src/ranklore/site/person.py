"""A person's page, and what they do with all that is theirs."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.said import extent_of
from ranklore.ballots.shown import rankings_shown_by
from ranklore.discussion.by_person import comments_by, count_comments_by
from ranklore.following.queries import button_for
from ranklore.following.topics import thing_of
from ranklore.lists.queries import lists_made_by, lists_of
from ranklore.people.access import forget_guest, get_person, voter_of, voter_of_account
from ranklore.people.views import signed_in
from ranklore.shell.responses import see_other
from ranklore.site.download import all_of
from ranklore.site.heads import head_of_person
from ranklore.site.leaving import leave, lists_alone


@require_safe
def person(request: HttpRequest, name: str) -> HttpResponse:
    """What somebody did in public. An address of before leads to the one of now."""
    account = get_person(name)
    if account.name != name:
        return redirect(account, permanent=True)
    voter = voter_of_account(account)
    comments, pages = comments_by(voter, voter_of(request), request.GET.get("page"))
    lists, rankings = lists_made_by(voter), rankings_shown_by(voter)
    context = {
        "person": account,
        "meta": head_of_person(request, account, len(lists), len(rankings), pages),
        "lists": lists,
        "rankings": rankings,
        "comments": comments,
        "pages": pages,
        "is_me": request.user == account,
        "follow": button_for(voter_of(request), thing_of(account)),
    }
    return render(request, "site/person.html", context)


@never_cache
@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        all_of(signed_in(request)),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="ranklore.zip"'},
    )


class LeaveForm(forms.Form):
    votes = forms.ChoiceField(choices=[("erase", "erase"), ("keep", "keep"), ("show", "show")])
    comments = forms.ChoiceField(choices=[("remove", "remove"), ("keep", "keep")])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="ranklore.site")
def leave_page(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and delete the account when told to."""
    account, voter = signed_in(request), voter_of(request)
    form = LeaveForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        chosen = form.cleaned_data
        leave(
            account,
            keep_votes=chosen["votes"] != "erase",
            keep_comments=chosen["comments"] == "keep",
            keep_rankings=chosen["votes"] == "show",
        )
        logout(request)
        forget_guest(request)
        messages.success(request, "Your account is deleted.")
        return see_other(reverse("site:home"))
    alone = lists_alone(voter) if voter.pk else []
    context = {
        "votes": extent_of(voter).votes,
        "comments": count_comments_by(voter),
        "lists_that_go": alone,
        "lists_that_stay": (len(lists_of(voter)) if voter.pk else 0) - len(alone),
        "rankings": len(rankings_shown_by(voter)),
        "has_links": account.links.exists(),
        "is_incomplete": form is not None,
    }
    return render(request, "site/leave.html", context, status=422 if form else 200)
