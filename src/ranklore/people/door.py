"""How the views of allauth answer here."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import View

Handler = Callable[..., Any]
Guard = Callable[[Handler], Handler]
LIMITED = {"too_many_login_attempts", "rate_limited"}


def as_here(view: type[View], template: str = "", *, guard: Guard | None = None) -> Handler:
    """A view of allauth with a template of ours, in the manner of every page here: a form is answered by 303, one that
    is refused by 422 (429 after too many tries), and no cache keeps any of it."""
    shown = view.as_view(template_name=f"people/{template}.html") if template else view.as_view()
    inner: Handler = guard(shown) if guard else shown

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def handler(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = inner(request, *args, **kwargs)
        if request.method == "POST":
            refused = 429 if _is_limited(response) else 422
            response.status_code = {302: 303, 200: refused}.get(response.status_code, response.status_code)
        return response

    return handler


def with_proof(handler: Handler) -> Handler:
    """Only for somebody who signed in, or proved who they are, within the last minutes."""
    proven: Handler = login_required(reauthentication_required(handler, app="ranklore.people"))
    return proven


def _is_limited(response: HttpResponse) -> bool:
    form = (getattr(response, "context_data", None) or {}).get("form")
    errors = form.errors.as_data().values() if form is not None and form.is_bound else ()
    return any(error.code in LIMITED for of_field in errors for error in of_field)
