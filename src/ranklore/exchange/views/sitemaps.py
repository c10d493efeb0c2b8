"""The sitemap index and its parts as XML."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ranklore.core.page_cache.shared_page import shared_page
from ranklore.core.xml import XmlDocument, rfc3339
from ranklore.exchange.queries.sitemaps import SITEMAP_KINDS, SitemapPage

SITEMAP_MAX_AGE = 3_600  # seconds
_SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@shared_page(fresh_for=SITEMAP_MAX_AGE)
@csrf_exempt
@cache_control(public=True, max_age=SITEMAP_MAX_AGE)
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The addresses of the parts that have pages."""
    parts = [(kind, number) for kind, (numbers, _) in SITEMAP_KINDS.items() for number in numbers()]
    pages = ((reverse("exchange:sitemap_part", args=part), None) for part in parts)
    return _sitemap_response(request, "sitemapindex", "sitemap", pages)


@shared_page(fresh_for=SITEMAP_MAX_AGE)
@csrf_exempt
@cache_control(public=True, max_age=SITEMAP_MAX_AGE)
@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    if kind not in SITEMAP_KINDS or number >= 2**32:
        raise Http404(kind)
    pages = list(SITEMAP_KINDS[kind][1](number))
    if not pages:
        raise Http404(number)
    return _sitemap_response(request, "urlset", "url", pages)


def _sitemap_response(request: HttpRequest, root: str, row: str, pages: Iterable[SitemapPage]) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    document = XmlDocument(root, {"xmlns": _SITEMAP_NAMESPACE})
    for path, changed_at in pages:
        with document.element(row):
            document.add("loc", base + path)
            if changed_at:
                document.add("lastmod", rfc3339(changed_at))
    return HttpResponse(
        document.finish(), content_type="application/xml; charset=utf-8", headers={"X-Robots-Tag": "noindex"}
    )
