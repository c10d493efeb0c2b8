"""Sign in and sign up with a provider, and link or unlink one. Imported only if a provider is configured."""

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
from django.utils.translation import gettext as _
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


def _redirect_to_provider(request: HttpRequest, provider: Provider, process: str, **state: Any) -> HttpResponse:
    """Send the browser to the provider through a page of ours, not by a redirect. The content security policy
    (`form-action`) keeps forms on this site, and the person sees where they are going."""
    client = ProviderAdapter(request).get_provider(request, provider.key)
    params = {}
    if provider.kind == OPENID:
        state["nonce"] = params["nonce"] = secrets.token_urlsafe(24)
    try:
        redirect_response = client.redirect(request, process, auth_params=params, **state)
    except (RequestException, OAuth2Error) as error:
        return untrusted_provider_response(request, provider.name, error)
    page = render(request, "people/provider_redirect.html", {"provider": provider, "address": redirect_response.url})
    # Tells `wrap_allauth_view`, which may handle this page after a reauthentication, that no form was refused.
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
    """Where the provider sends the browser back to, with a code that we exchange for the person's identity."""
    provider = get_provider(key)
    adapter = PROVIDER_CLIENTS[provider.kind](request, *([key] if provider.kind == OPENID else []))
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error) as error:  # raised before allauth handles errors itself
        return untrusted_provider_response(request, provider.name, error)
    return response


class ProviderSignUpView(SignupView):
    """Sign-up of somebody who comes from a provider. They choose a name, and a code verifies their address."""

    def get_form_class(self) -> type[ProviderSignUpForm]:
        return ProviderSignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _pending_sign_up(request):
            return redirect("account_signup")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        pending = _pending_sign_up(self.request)
        return {"email": pending["email"], "name": pending["name"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pending = _pending_sign_up(self.request)
        site = provider_name_for(pending["provider"])
        return super().get_context_data(**kwargs) | {"site": site, "next": pending["next"]}


def _pending_sign_up(request: HttpRequest) -> dict[str, str]:
    pending: dict[str, str] = request.session.get(PENDING_PROVIDER_SIGN_UP, {})
    return pending if pending and any(each.key == pending["provider"] for each in settings.SIGN_IN_WITH) else {}


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
    account = require_account(request)
    if not settings.SIGN_IN_WITH:
        raise Http404
    link = get_object_or_404(ProviderLink, pk=pk, account=account)
    name = provider_name_for(link.provider)
    if request.method == "POST":
        if delete_provider_link(account, pk):
            email_link_change(account, "link_removed", name)
        messages.success(request, _("You can’t sign in with %(site)s any more.") % {"site": isolated(name)})
        return see_other(reverse("people:account"))
    return render(request, "people/unlink_provider.html", {"site": name})
