"""The key of a guest, for a page that is about to send a form in place."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def guest_key(request: HttpRequest) -> HttpResponse:
    """Nothing. The middleware has given the guest a key if there was none."""
    return HttpResponse(status=204)
