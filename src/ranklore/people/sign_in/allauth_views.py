"""Wraps allauth's views so that they respond like every page here: 303 after a form, 422 if it is refused, never
cached."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import View

from ranklore.people.rate_limits import rate_limit_account_form

Handler = Callable[..., Any]
Decorator = Callable[[Handler], Handler]
PROVIDERS_CONTEXT = {"providers": lambda: settings.SIGN_IN_WITH}


def wrap_allauth_view(view: type[View], template: str = "", *, guard: Decorator | None = None) -> Handler:
    """An allauth view with a template of ours. The response is 303 after a form, 422 if the form is refused, 429 with
    Retry-After if it is refused by a rate limit. It is never cached."""
    rendered = (
        view.as_view(template_name=f"people/{template}.html", extra_context=PROVIDERS_CONTEXT)
        if template
        else view.as_view()
    )
    inner: Handler = guard(rendered) if guard else rendered

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def handler(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            rate_limit_account_form(request)
        response: HttpResponse = inner(request, *args, **kwargs)
        if request.method == "POST" and not getattr(response, "is_provider_redirect", False):
            wait = _retry_after(response)
            response.status_code = {302: 303, 200: 429 if wait else 422}.get(response.status_code, response.status_code)
            if wait:
                response.headers["Retry-After"] = str(wait)
        return response

    return handler


def recent_authentication_required(handler: Handler) -> Handler:
    """Only for somebody who signed in or reauthenticated within the last minutes."""
    guarded: Handler = login_required(reauthentication_required(handler, app="ranklore.people"))
    return guarded


def rate_limit_posts(handler: Handler) -> Handler:
    """Count each form that is sent, like `wrap_allauth_view` does."""

    @wraps(handler)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            rate_limit_account_form(request)
        response: HttpResponse = handler(request, *args, **kwargs)
        return response

    return counted


def _retry_after(response: HttpResponse) -> int:
    """The seconds to wait if a rate limit refused the form, else 0."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    errors = form.errors.as_data().values() if form is not None and form.is_bound else ()
    refused = [error for of_field in errors for error in of_field if error.code == "rate_limited"]
    return max(((error.params or {}).get("wait", 60) for error in refused), default=0)
