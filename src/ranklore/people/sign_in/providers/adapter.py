"""allauth's social adapter: which account a provider's response signs in to. Only `ProviderLink` rows decide, never an
email address. Tokens are not stored."""

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
from django.utils.translation import gettext as _

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


class ProviderAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The providers in the settings. allauth would also read its tables."""
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
        """Find the account for a person whom the provider has identified. All signatures have been checked."""
        sociallogin.token = None
        if sociallogin.state.get("nonce") != getattr(sociallogin, "nonce", None):
            self._refuse(request, sociallogin.provider, OAuth2Error("a response to another request"))
        provider, uid = get_provider(sociallogin.account.provider), sociallogin.account.uid
        if sociallogin.state["process"] == AuthProcess.CONNECT:
            response = finish_linking(request, provider, uid, for_pk=sociallogin.state["data"])
        elif request.user.is_authenticated:
            response = redirect("people:account")
        elif link := ProviderLink.objects.select_related("account").filter(provider=provider.key, uid=uid).first():
            response = _sign_in_linked_account(request, link, sociallogin.state.get("next"))
        else:
            response = _start_provider_sign_up(request, provider, sociallogin)
        raise ImmediateHttpResponse(response)  # allauth must not continue: it does not know our links

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
            raise ImmediateHttpResponse(provider_error_response(request, str(PROVIDER_EXPIRED), 400))
        if error == AuthError.CANCELLED:
            messages.info(request, PROVIDER_CANCELLED % {"site": isolated(provider.name)})
            is_linking = state["process"] == AuthProcess.CONNECT
            raise ImmediateHttpResponse(redirect("people:account" if is_linking else "account_login"))
        self._refuse(request, provider, exception)

    def _refuse(self, request: HttpRequest, provider: Any, exception: Exception | None) -> NoReturn:
        raise ImmediateHttpResponse(untrusted_provider_response(request, provider.name, exception))


def _sign_in_linked_account(request: HttpRequest, link: ProviderLink, next_url: str | None) -> HttpResponse:
    """Sign in as usual: with a second step if there is an app, and the claim of the guest."""
    record_authentication(request, link.account, "socialaccount", provider=link.provider)
    response: HttpResponse = perform_login(request, Login(user=link.account, redirect_url=next_url))
    return response


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
    """An address that the provider says is verified. It only fills in the field: we verify it again by a code."""
    return next((str(each.email) for each in sociallogin.email_addresses if each.verified is True), "")


def _available_name(suggested: object) -> str:
    """The person's name at the provider, if they can have it here."""
    try:
        name = clean_account_name(str(suggested))
    except Refused:
        return ""
    return name if is_name_available(name) else ""


def finish_linking(request: HttpRequest, provider: Provider, uid: str, *, for_pk: object) -> HttpResponse:
    """Link the provider to the account that started linking, if it signed in or reauthenticated recently."""
    if not request.user.is_authenticated or str(request.user.pk) != for_pk:
        return provider_error_response(request, str(PROVIDER_EXPIRED), 400)
    if not has_recent_authentication(request):
        messages.error(request, _("That took a while. Confirm that it is you, then link it again."))
        return redirect(reverse("account_reauthenticate", query={"next": reverse("people:account")}))
    account, values = require_account(request), {"site": isolated(provider.name)}
    is_new = add_provider_link(account, provider.key, uid)
    if is_new is None:
        sentence = _("That account at %(site)s is linked to another account here. Nothing was changed.")
        messages.error(request, sentence % values)
    elif is_new:
        email_link_change(account, "link_added", provider.name)
        messages.success(request, _("You can now sign in with %(site)s.") % values)
    else:
        messages.info(request, _("You can already sign in with %(site)s.") % values)
    return redirect("people:account")
