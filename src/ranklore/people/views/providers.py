"""Sign in and sign up with a provider, and link or unlink one. Imported only if the operator configured a
provider."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import SignupView
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from ranklore.core.responses import see_other
from ranklore.people.access import require_account
from ranklore.people.actions.provider_links import delete_provider_link
from ranklore.people.forms.sign_up import ProviderSignUpForm
from ranklore.people.models import ProviderLink
from ranklore.people.sign_in.allauth_views import rate_limit_posts, recent_authentication_required
from ranklore.people.sign_in.providers.adapter import ProviderAdapter
from ranklore.people.sign_in.providers.clients import PROVIDER_CLIENTS
from ranklore.people.sign_in.providers.config import OPENID, Provider
from ranklore.people.sign_in.providers.emails import email_link_change
from ranklore.people.sign_in.providers.errors import untrusted_provider_response
from ranklore.people.sign_in.providers.lookup import get_provider, provider_name_for
from ranklore.people.sign_in.session_keys import PENDING_PROVIDER_SIGN_UP
from ranklore.text.bidi import isolated


def _redirect_to_provider(request: HttpRequest, provider: Provider, process: str, **kept: Any) -> HttpResponse:
    """Send the browser to the provider: by a page of ours and not by a redirect, since what a form leads to must be of
    this site (`form-action` of the content policy), and so that the person sees where they are going."""
    speaking = ProviderAdapter(request).get_provider(request, provider.key)
    params = {}
    if provider.kind == OPENID:
        kept["nonce"] = params["nonce"] = secrets.token_urlsafe(24)
    try:
        answer = speaking.redirect(request, process, auth_params=params, **kept)
    except (RequestException, OAuth2Error) as error:
        return untrusted_provider_response(request, provider.name, error)
    page = render(request, "people/provider_redirect.html", {"provider": provider, "address": answer.url})
    # For `wrap_allauth_view`, through which this page may come after a proof: no form was refused.
    page.is_provider_redirect = True  # type: ignore[attr-defined]
    return page


@never_cache
@require_POST
@rate_limit_posts
def sign_in_with_provider(request: HttpRequest, key: str) -> HttpResponse:
    provider = get_provider(key)
    if request.user.is_authenticated:
        return see_other(reverse("people:account"))
    return _redirect_to_provider(request, provider, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))


@never_cache
@require_safe
def provider_callback(request: HttpRequest, key: str) -> HttpResponse:
    """Where the provider sends the browser back to, with a code that we change for its word on who it is."""
    provider = get_provider(key)
    adapter = PROVIDER_CLIENTS[provider.kind](request, *([key] if provider.kind == OPENID else []))
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error) as error:  # before allauth's own care begins
        return untrusted_provider_response(request, provider.name, error)
    return answer


class ProviderSignUpView(SignupView):
    """Somebody whom a provider knows and we do not: a name, and an address that a code proves, as for everybody."""

    def get_form_class(self) -> type[ProviderSignUpForm]:
        return ProviderSignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _pending_sign_up(request):
            return redirect("account_signup")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        coming = _pending_sign_up(self.request)
        return {"email": coming["email"], "name": coming["name"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = _pending_sign_up(self.request)
        site = provider_name_for(coming["provider"])
        return super().get_context_data(**kwargs) | {"site": site, "next": coming["next"]}


def _pending_sign_up(request: HttpRequest) -> dict[str, str]:
    coming: dict[str, str] = request.session.get(PENDING_PROVIDER_SIGN_UP, {})
    return coming if coming and any(each.key == coming["provider"] for each in settings.SIGN_IN_WITH) else {}


@never_cache
@require_POST
@recent_authentication_required
@rate_limit_posts
def link_provider(request: HttpRequest, key: str) -> HttpResponse:
    return _redirect_to_provider(request, get_provider(key), AuthProcess.CONNECT, data=str(require_account(request).pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recent_authentication_required
def unlink_provider(request: HttpRequest, pk: int) -> HttpResponse:
    mine = require_account(request)
    if not settings.SIGN_IN_WITH:
        raise Http404
    way = get_object_or_404(ProviderLink, pk=pk, account=mine)
    name = provider_name_for(way.provider)
    if request.method == "POST":
        if delete_provider_link(mine, pk):
            email_link_change(mine, "link_removed", name)
        messages.success(request, f"{isolated(name)} does not sign you in any more.")
        return see_other(reverse("people:account"))
    return render(request, "people/unlink_provider.html", {"site": name})
