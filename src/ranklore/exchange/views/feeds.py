"""The pages of the feeds. A reader whose ETag is current gets 304. There is no Last-Modified header: times are whole
seconds and rank changes are dated at midnight, so a reader would miss news. A feed is the same for everybody and reads
no cookie, so caches may store it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ranklore.core.page_cache.shared_page import shared_page
from ranklore.core.responses import error_response
from ranklore.exchange.atom import Feed, render_atom
from ranklore.exchange.queries.feed_sources import feed_for_item, feed_for_list, feed_for_profile, feed_for_site
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.people.access import get_account_by_name, is_name_of_deleted_account, voter_for_account
from ranklore.people.models import Voter

FEED_MAX_AGE = 300  # seconds
DELETED_ACCOUNT_MESSAGE = _("The person with this name left the site, so this feed no longer exists.")


@shared_page(fresh_for=FEED_MAX_AGE)
@csrf_exempt
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    return _feed_response(request, feed_for_site(timezone.now()))


@shared_page(fresh_for=FEED_MAX_AGE)
@csrf_exempt
@require_safe
def list_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed_response(request, feed_for_list(get_list_for(Voter(), slug), timezone.now()))


@shared_page(fresh_for=FEED_MAX_AGE)
@csrf_exempt
@require_safe
def item_feed(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = get_item_for(Voter(), slug, item_id)
    return (
        error_response(request, 410)
        if item.removed_at
        else _feed_response(request, feed_for_item(item, timezone.now()))
    )


@shared_page(fresh_for=FEED_MAX_AGE)
@csrf_exempt
@require_safe
def profile_feed(request: HttpRequest, name: str) -> HttpResponse:
    """The feed of an account. A former name redirects to the feed of the current one."""
    if is_name_of_deleted_account(name):
        return error_response(request, 410, str(DELETED_ACCOUNT_MESSAGE))
    account = get_account_by_name(name)
    if account.name != name:
        return redirect("exchange:profile_feed", account.name, permanent=True)
    return _feed_response(request, feed_for_profile(account, voter_for_account(account)))


def _feed_response(request: HttpRequest, feed: Feed) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    etag = feed.etag(base)
    not_modified = get_conditional_response(request, etag=etag)
    response = not_modified or HttpResponse(render_atom(feed, base), content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FEED_MAX_AGE}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
