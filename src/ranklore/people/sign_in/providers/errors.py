"""Error pages for a failed sign-in with a provider."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ranklore.people.messages import PROVIDER_FAILED
from ranklore.text.bidi import isolated

log = logging.getLogger(__name__)


def untrusted_provider_response(request: HttpRequest, name: str, exception: Exception | None) -> HttpResponse:
    log.warning("signing in with %s failed: %.300s", name, exception or "it responded with an error")
    return provider_error_response(request, PROVIDER_FAILED % {"site": isolated(name)}, 502)


def provider_error_response(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "people/provider_failed.html", {"sentence": sentence}, status=status)
