"""Refuses forms that another site sends in the name of a visitor (cross-site request forgery).

Pages have no token for this: a page without one can be the same for everybody. The browser says where a request comes
from, in headers that no page can set. Cookies are SameSite=Lax as well.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ranklore.core.responses import SAFE_METHODS, error_response, submitted_texts

CROSS_SITE_MESSAGE = _(
    "This form did not come from a page of this site, or your browser hides where it came from. Nothing was changed. "
    "Open the page again and send the form from there."
)


def refuse_cross_site_posts(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Refuse an unsafe request that does not come from a page of this site. A view may be marked `csrf_exempt`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., Any], *rest: object) -> HttpResponse | None:
        if request.method in SAFE_METHODS or getattr(view, "csrf_exempt", False):
            return None
        if getattr(request, "_dont_enforce_csrf_checks", False):  # Django's test client, which has no pages
            return None
        if is_same_origin(request):
            return None
        return error_response(request, 403, str(CROSS_SITE_MESSAGE), submitted_texts(request))

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request.

    Sec-Fetch-Site answers it, in every browser since 2023. Older ones send Origin, or a Referer; both are compared with
    the host that was asked. A request with none of the three is refused.
    """
    origin = request.headers.get("Origin", "")
    if origin and origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    if relation := request.headers.get("Sec-Fetch-Site", ""):
        return relation in ("same-origin", "none")  # none: the person themselves, as with a restored page
    return _is_our_address(request, origin or request.headers.get("Referer", ""))


def _is_our_address(request: HttpRequest, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # Behind a proxy that serves HTTPS, the site may not know that it is on HTTPS; then the host decides.
    schemes = ("https",) if request.is_secure() else ("http", "https")
    return parts.scheme in schemes and parts.netloc.lower() == request.get_host().lower()
