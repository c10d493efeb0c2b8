"""The public profile of an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ranklore.ballots.queries.published_rankings import published_rankings_of
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.discussion.queries.by_author import public_comments_by
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.queries.contributions import lists_made_by
from ranklore.people.access import get_account_by_name, get_voter, voter_for_account
from ranklore.site.page_meta import meta_for_profile


@shared_page()
@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """What somebody did in public. A former name redirects to the current one."""
    account = get_account_by_name(name)
    if account.name != name:
        return redirect(account, permanent=True)
    voter = voter_for_account(account)
    comments, pages = public_comments_by(voter, get_voter(request), request.GET.get("page"))
    lists, rankings = lists_made_by(voter), published_rankings_of(voter)
    context = {
        "person": account,
        "meta": meta_for_profile(request, account, len(lists), len(rankings), pages),
        "lists": lists,
        "rankings": rankings,
        "comments": comments,
        "pages": pages,
        "is_me": request.user == account,
        "follow": follow_button_for(get_voter(request), target_for(account)),
    }
    return render(request, "site/profile.html", context)
