"""Addresses for programs: the health check and robots.txt."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ranklore.core.page_cache.shared_page import shared_page

ROBOTS_MAX_AGE = 3_600  # seconds
ROBOTS_DISALLOWED = (
    "/new",
    "/me",
    "/c/",
    "/account",
    "/sign-",
    "/search",
    "/notices",
    "/random",
    "/follow",
    "/stop/",
    "/l/*/add",
    "/l/*/compare",
    "/l/*/mine",
    "/l/*/comment",
    "/l/*/notes",
    "/*?*at=",
    "/*?*order=",
    "/*?*period=",
)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the site and its database work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@shared_page(fresh_for=ROBOTS_MAX_AGE)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines away from forms, private pages, searches, single comments (their discussions have them),
    other sort orders, and past days."""
    closed = "".join(f"Disallow: {path}\n" for path in ROBOTS_DISALLOWED)
    sitemap = request.build_absolute_uri(reverse("exchange:sitemap"))
    return HttpResponse(f"User-agent: *\n{closed}\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
