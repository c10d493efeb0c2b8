"""Sets the guest cookie with the first page that has a form."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ranklore.people.access import get_voter_key, has_guest_cookie, set_guest_cookie

GetResponse = Callable[[HttpRequest], HttpResponse]


def remember_voter(get_response: GetResponse) -> GetResponse:
    """Set the guest cookie with the first page that has a form.

    Not with the first vote: two quick first clicks must come from one voter. A page without a form sets no cookie. A
    POST renews the cookie, so that it lasts as long as the guest keeps coming back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_form = "CSRF_COOKIE" in request.META
        if (has_form and not has_guest_cookie(request)) or request.method == "POST":
            set_guest_cookie(response, get_voter_key(request), secure=settings.VOTER_COOKIE_SECURE)
        return response

    return middleware
