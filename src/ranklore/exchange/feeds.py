"""The addresses of the feeds, and the short answer to a reader who has the newest already, which only the tag tells:
times are whole seconds, and a move is told as of midnight when others may be newer.

Feeds are the same for everybody: no cookie is read, so a cache in between may keep them. They take no forms, so one
that is sent here is told so (405), with a seal or without.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ranklore.exchange.atom import Feed, xml_of
from ranklore.exchange.news import feed_of_item, feed_of_list, feed_of_person, feed_of_site
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.people.access import get_person, has_left, voter_of_account
from ranklore.people.models import Voter
from ranklore.shell.views import error_page

FRESH = 300  # seconds
GONE = "Somebody who left the site had this name, so there is no feed any more."


@csrf_exempt
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    return _answer(request, feed_of_site(timezone.now()))


@csrf_exempt
@require_safe
def list_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, feed_of_list(get_list_for(Voter(), slug), timezone.now()))


@csrf_exempt
@require_safe
def item_feed(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = get_item_for(Voter(), slug, item_id)
    return error_page(request, 410) if item.removed_at else _answer(request, feed_of_item(item, timezone.now()))


@csrf_exempt
@require_safe
def person_feed(request: HttpRequest, name: str) -> HttpResponse:
    """A name of before leads to the feed of the name of now."""
    if has_left(name):
        return error_page(request, 410, GONE)
    account = get_person(name)
    if account.name != name:
        return redirect("exchange:person_feed", account.name, permanent=True)
    return _answer(request, feed_of_person(account, voter_of_account(account)))


def _answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    etag = feed.etag(base)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(xml_of(feed, base), content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
