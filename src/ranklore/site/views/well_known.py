"""What programs ask for: the health check and robots.txt."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

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
    """Answers 200 when the site and its database do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are to pass over: forms and what is one's own, searches, single comments (their talk has
    them), other orders of a talk, past days."""
    closed = "".join(f"Disallow: {path}\n" for path in ROBOTS_DISALLOWED)
    sitemap = request.build_absolute_uri(reverse("exchange:sitemap"))
    return HttpResponse(f"User-agent: *\n{closed}\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
