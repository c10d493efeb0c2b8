"""Download your data and delete your account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ranklore.ballots.queries.my_votes import vote_totals_of
from ranklore.ballots.queries.published_rankings import published_rankings_of
from ranklore.core.responses import see_other
from ranklore.discussion.queries.by_author import count_public_comments_by
from ranklore.lists.queries.contributions import lists_owned_by
from ranklore.people.access import get_voter, require_account, reset_guest
from ranklore.site.actions.account_deletion import delete_account
from ranklore.site.forms import DeleteAccountForm
from ranklore.site.queries.data_export import data_export_for
from ranklore.site.queries.participation import get_lists_without_others


@never_cache
@require_safe
@login_required
def download_data(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        data_export_for(require_account(request)),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="ranklore.zip"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="ranklore.site")
def delete_account_page(request: HttpRequest) -> HttpResponse:
    """Show what is deleted and what is kept, and delete the account on request."""
    account, voter = require_account(request), get_voter(request)
    form = DeleteAccountForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        chosen = form.cleaned_data
        delete_account(
            account,
            keep_votes=chosen["votes"] != "erase",
            keep_comments=chosen["comments"] == "keep",
            keep_rankings=chosen["votes"] == "show",
        )
        logout(request)
        reset_guest(request)
        messages.success(request, _("Your account is deleted."))
        return see_other(reverse("site:home"))
    alone = get_lists_without_others(voter) if voter.pk else []
    context = {
        "votes": vote_totals_of(voter).votes,
        "comments": count_public_comments_by(voter),
        "deleted_lists": alone,
        "kept_lists": (len(lists_owned_by(voter)) if voter.pk else 0) - len(alone),
        "rankings": len(published_rankings_of(voter)),
        "has_links": account.links.exists(),
        "is_incomplete": form is not None,
    }
    return render(request, "site/delete_account.html", context, status=422 if form else 200)
