"""Marks the views whose pages are the same for everybody who has no cookie of ours."""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse

from ranklore.core.page_cache.address import IS_SHARED
from ranklore.core.page_cache.page import PageInfo
from ranklore.core.page_cache.versions import ALL_LISTS, read_versions

View = Callable[..., HttpResponse]
Scopes = Callable[..., Collection[int]]
Overlay = Callable[[HttpRequest, Any], Mapping[str, str] | None]
FIND_PAGE = "ranklore.find_page"
"""In the environment of a request by somebody: gives the shared page of its address, or None. With True it is compared
with the database now."""
JUST_WROTE = CookieStorage.cookie_name
"""The cookie of a message says that this browser has just changed something."""


def shared_page(
    scopes: Scopes = lambda **kwargs: (ALL_LISTS,), *, fresh_for: float = 0.0, overlay: Overlay | None = None
) -> Callable[[View], View]:
    """Share the page of a view.

    scopes     the versions it depends on: gets the arguments from the address, and gives ids of lists
    fresh_for  seconds for which a change may stay unseen; 0 for pages that show ranks
    overlay    what is in the slots of the page for a known voter: gets the request and the `page_data` of the response;
               None where the voter needs a page made for them alone
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if IS_SHARED in request.META:
                # Before the view reads its data: a change in between makes the page again.
                info = PageInfo(read_versions(scopes(**kwargs)), fresh_for)
                response = view(request, *args, **kwargs)
                info.data = getattr(response, "page_data", None)
                response.page_info = info  # type: ignore[attr-defined]
                return response
            own = _overlaid_page(request, overlay) if overlay else None
            return own or view(request, *args, **kwargs)

        shared.is_shared = True  # type: ignore[attr-defined]
        return shared

    return decorate


def _overlaid_page(request: HttpRequest, overlay: Overlay) -> HttpResponse | None:
    """The shared page with this voter's own marks. None if it has to be made for them alone."""
    find = request.META.get(FIND_PAGE)
    page = find(JUST_WROTE in request.COOKIES) if find else None
    marks = overlay(request, page.data) if page and page.is_kept else None
    if page is None or marks is None:
        return None
    response = HttpResponse(page.with_slots(marks))
    for name, value in page.headers:
        if name != "Cache-Control":
            response.headers[name] = value
    return response
