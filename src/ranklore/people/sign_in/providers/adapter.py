"""allauth's social adapter: which account a provider's answer signs in to. Only `ProviderLink` rows decide, never
an email address; tokens are dropped at once."""

from typing import Any, NoReturn

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ranklore.people.access import require_account
from ranklore.people.actions.provider_links import add_provider_link
from ranklore.people.messages import PROVIDER_CANCELLED, PROVIDER_EXPIRED
from ranklore.people.models import ProviderLink
from ranklore.people.names import clean_account_name
from ranklore.people.queries import is_name_available
from ranklore.people.sign_in.account_adapter import has_recent_authentication
from ranklore.people.sign_in.providers.clients import PROVIDER_CLIENTS
from ranklore.people.sign_in.providers.config import Provider
from ranklore.people.sign_in.providers.emails import email_link_change
from ranklore.people.sign_in.providers.errors import provider_error_response, untrusted_provider_response
from ranklore.people.sign_in.providers.lookup import get_provider
from ranklore.people.sign_in.session_keys import PENDING_PROVIDER_SIGN_UP
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused

# --- what another site answers


class ProviderAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Those of the settings, as they are now; allauth also looks in its tables."""
        return [
            SocialApp(
                provider=each.kind,
                provider_id=each.key,
                name=each.name,
                client_id=each.client_id,
                secret=each.secret,
                settings={"server_url": each.issuer, "oauth_pkce_enabled": True},
            )
            for each in settings.SIGN_IN_WITH
            if provider in (None, each.key) and client_id in (None, each.client_id)
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        found = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = PROVIDER_CLIENTS[found.id]
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Another site said who somebody is, and all of its seals are right. Whose account is it here?"""
        sociallogin.token = None
        if sociallogin.state.get("nonce") != getattr(sociallogin, "nonce", None):
            self._refuse(request, sociallogin.provider, OAuth2Error("an answer to another question"))
        provider, uid = get_provider(sociallogin.account.provider), sociallogin.account.uid
        if sociallogin.state["process"] == AuthProcess.CONNECT:
            answer = finish_linking(request, provider, uid, for_pk=sociallogin.state["data"])
        elif request.user.is_authenticated:
            answer = redirect("people:account")
        elif link := ProviderLink.objects.select_related("account").filter(provider=provider.key, uid=uid).first():
            answer = _sign_in_linked_account(request, link, sociallogin.state.get("next"))
        else:
            answer = _start_provider_sign_up(request, provider, sociallogin)
        raise ImmediateHttpResponse(answer)  # nothing is left to do for allauth, which knows no links of ours

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        state = (extra_context or {}).get("state")
        if state is None:
            raise ImmediateHttpResponse(provider_error_response(request, PROVIDER_EXPIRED, 400))
        if error == AuthError.CANCELLED:
            messages.info(request, PROVIDER_CANCELLED.format(site=isolated(provider.name)))
            is_linking = state["process"] == AuthProcess.CONNECT
            raise ImmediateHttpResponse(redirect("people:account" if is_linking else "account_login"))
        self._refuse(request, provider, exception)

    def _refuse(self, request: HttpRequest, provider: Any, exception: Exception | None) -> NoReturn:
        raise ImmediateHttpResponse(untrusted_provider_response(request, provider.name, exception))


def _sign_in_linked_account(request: HttpRequest, link: ProviderLink, next_url: str | None) -> HttpResponse:
    """The way of every sign-in: a second step where there is an app, and the claim."""
    record_authentication(request, link.account, "socialaccount", provider=link.provider)
    answer: HttpResponse = perform_login(request, Login(user=link.account, redirect_url=next_url))
    return answer


def _start_provider_sign_up(request: HttpRequest, provider: Provider, sociallogin: SocialLogin) -> HttpResponse:
    request.session[PENDING_PROVIDER_SIGN_UP] = {
        "provider": provider.key,
        "uid": sociallogin.account.uid,
        "email": _verified_address(sociallogin),
        "name": _available_name(sociallogin.suggested_name),
        "next": sociallogin.state.get("next") or "",
    }
    return redirect("people:sign_up_with")


def _verified_address(sociallogin: SocialLogin) -> str:
    """An address that the provider says it has proven. It only fills the field: here a code proves it again."""
    return next((str(each.email) for each in sociallogin.email_addresses if each.verified is True), "")


def _available_name(suggested: object) -> str:
    """What somebody is called elsewhere, where they can be called so here."""
    try:
        name = clean_account_name(str(suggested))
    except Refused:
        return ""
    return name if is_name_available(name) else ""


# --- there and back


# --- linking an account that is there


def finish_linking(request: HttpRequest, provider: Provider, uid: str, *, for_pk: object) -> HttpResponse:
    """The end of linking: for the account that began it, while its proof is fresh."""
    if not request.user.is_authenticated or str(request.user.pk) != for_pk:
        return provider_error_response(request, PROVIDER_EXPIRED, 400)
    if not has_recent_authentication(request):
        messages.error(request, "That took a while. Show once more that it is you, then link it again.")
        return redirect(reverse("account_reauthenticate", query={"next": reverse("people:account")}))
    mine, name = require_account(request), isolated(provider.name)
    outcome = add_provider_link(mine, provider.key, uid)
    if outcome is None:
        messages.error(request, f"That account of {name} signs in to another account here. Nothing was changed.")
    elif outcome:
        email_link_change(mine, "link_added", provider.name)
        messages.success(request, f"You can sign in with {name} now.")
    else:
        messages.info(request, f"You sign in with {name} already.")
    return redirect("people:account")
