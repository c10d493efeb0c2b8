"""The feed URLs, with 304 for a reader whose ETag is current. Times alone cannot tell: they are whole seconds, and
a rank change is dated at midnight.  A feed is the same for everybody and reads no cookie, so caches may store
it. Feeds take no forms: a POST is answered with 405."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ranklore.core.responses import error_response
from ranklore.exchange.atom import Feed, render_atom
from ranklore.exchange.queries.feed_sources import feed_for_item, feed_for_list, feed_for_profile, feed_for_site
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.people.access import get_account_by_name, is_name_of_deleted_account, voter_for_account
from ranklore.people.models import Voter

FEED_MAX_AGE = 300  # seconds
DELETED_ACCOUNT_MESSAGE = "Somebody who left the site had this name, so there is no feed any more."


@csrf_exempt
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    return _feed_response(request, feed_for_site(timezone.now()))


@csrf_exempt
@require_safe
def list_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed_response(request, feed_for_list(get_list_for(Voter(), slug), timezone.now()))


@csrf_exempt
@require_safe
def item_feed(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = get_item_for(Voter(), slug, item_id)
    return (
        error_response(request, 410)
        if item.removed_at
        else _feed_response(request, feed_for_item(item, timezone.now()))
    )


@csrf_exempt
@require_safe
def profile_feed(request: HttpRequest, name: str) -> HttpResponse:
    """A name of before leads to the feed of the name of now."""
    if is_name_of_deleted_account(name):
        return error_response(request, 410, DELETED_ACCOUNT_MESSAGE)
    account = get_account_by_name(name)
    if account.name != name:
        return redirect("exchange:profile_feed", account.name, permanent=True)
    return _feed_response(request, feed_for_profile(account, voter_for_account(account)))


def _feed_response(request: HttpRequest, feed: Feed) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    etag = feed.etag(base)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(render_atom(feed, base), content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FEED_MAX_AGE}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
