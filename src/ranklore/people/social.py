"""Signing in by the word of another site. Imported only where an operator named one (`settings.SIGN_IN_WITH`).

allauth speaks the protocols. Whom an account belongs to is ours to say: `Link` rows alone, never an e-mail address. Of
what a provider tells, nothing is kept but how it calls the account; its tokens are dropped at once.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import SignupView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.discord.views import DiscordOAuth2Adapter
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from ranklore.people.actions import is_free, link_account, unlink_account
from ranklore.people.adapter import has_proved_lately
from ranklore.people.door import count_post, with_proof
from ranklore.people.forms import COMING_WITH, SignUpWithForm
from ranklore.people.models import Account, Link
from ranklore.people.providers import OPENID, Provider
from ranklore.people.rules import checked_name
from ranklore.people.views import name_of_provider, signed_in
from ranklore.people.wording import BEGIN_AGAIN, NOT_GONE_ON, NOT_TO_BE_TRUSTED
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated

log = logging.getLogger(__name__)


def get_provider(key: str) -> Provider:
    """The provider that an operator named, or Http404."""
    found = next((each for each in settings.SIGN_IN_WITH if each.key == key), None)
    if found is None:
        raise Http404(key)
    return found


# --- what another site answers


@contextmanager
def doubtful() -> Iterator[None]:
    """Whatever shape an answer of another site has, it is an answer that we do not take."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ImproperlyConfigured) as error:
        if isinstance(error, RequestException):
            raise
        raise OAuth2Error(f"a strange answer: {type(error).__name__}") from error


class Ours:
    """Our address to come back to, and no trust in the shape of what comes."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("people:back_from", args=[app.provider_id]))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        with doubtful():
            return super().get_access_token_data(*args, **kwargs)  # type: ignore[misc]

    def parse_token(self, data: Any) -> Any:
        with doubtful():
            return super().parse_token(data)  # type: ignore[misc]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        with doubtful():
            login = super().complete_login(request, app, token, **kwargs)  # type: ignore[misc]
            told, login.account.extra_data = login.account.extra_data, {}
            self.check(told, login)
        return login

    def check(self, told: dict[str, Any], login: SocialLogin) -> None:
        if not login.account.uid.isprintable():
            raise OAuth2Error("an account with control characters in its name")
        login.suggested_name = told.get("login") or told.get("username") or ""


class OpenID(Ours, OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes of itself; it must be who it was asked as."""
        with doubtful():
            config: dict[str, Any] = super().openid_config
            if config["issuer"].rstrip("/") != self.get_provider().app.settings["server_url"]:
                raise OAuth2Error("another issuer than the one that was named")
            secure = config["issuer"].partition("//")[0]
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
                if config[name].partition("//")[0] not in (secure, "https:"):
                    raise OAuth2Error(f"an unsafe {name}")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        self.did_fetch_access_token = False  # else allauth leaves the signature to TLS
        return super()._decode_id_token(app, id_token)

    def check(self, told: dict[str, Any], login: SocialLogin) -> None:
        """Both of its tokens speak of one person; whether it is the answer to our question, `pre_social_login` sees."""
        if told["id_token"]["sub"] != told["userinfo"]["sub"]:
            raise OAuth2Error("two persons in one answer")
        super().check(told["userinfo"], login)
        login.suggested_name = told["userinfo"].get("preferred_username") or ""
        login.nonce = told["id_token"]["nonce"]


class GitHub(Ours, GitHubOAuth2Adapter):
    pass


class Discord(Ours, DiscordOAuth2Adapter):
    pass


SPEAKING = {OPENID: OpenID, "github": GitHub, "discord": Discord}


class Adapter(DefaultSocialAccountAdapter):
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
        found.oauth2_adapter_class = SPEAKING[found.id]
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Another site said who somebody is, and all of its seals are right. Whose account is it here?"""
        sociallogin.token = None
        if sociallogin.state.get("nonce") != getattr(sociallogin, "nonce", None):
            self._refuse(request, sociallogin.provider, OAuth2Error("an answer to another question"))
        provider, uid = get_provider(sociallogin.account.provider), sociallogin.account.uid
        if sociallogin.state["process"] == AuthProcess.CONNECT:
            answer = connected(request, provider, uid, for_pk=sociallogin.state["data"])
        elif request.user.is_authenticated:
            answer = redirect("people:account")
        elif link := Link.objects.select_related("account").filter(provider=provider.key, uid=uid).first():
            answer = _signed_in_by(request, link, sociallogin.state.get("next"))
        else:
            answer = _sign_up_by(request, provider, sociallogin)
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
            raise ImmediateHttpResponse(_failed(request, BEGIN_AGAIN, 400))
        if error == AuthError.CANCELLED:
            messages.info(request, NOT_GONE_ON.format(site=isolated(provider.name)))
            is_linking = state["process"] == AuthProcess.CONNECT
            raise ImmediateHttpResponse(redirect("people:account" if is_linking else "account_login"))
        self._refuse(request, provider, exception)

    def _refuse(self, request: HttpRequest, provider: Any, exception: Exception | None) -> NoReturn:
        raise ImmediateHttpResponse(not_trusted(request, provider.name, exception))


def _signed_in_by(request: HttpRequest, link: Link, next_url: str | None) -> HttpResponse:
    """The way of every sign-in: a second step where there is an app, and the claim."""
    record_authentication(request, link.account, "socialaccount", provider=link.provider)
    answer: HttpResponse = perform_login(request, Login(user=link.account, redirect_url=next_url))
    return answer


def _sign_up_by(request: HttpRequest, provider: Provider, sociallogin: SocialLogin) -> HttpResponse:
    request.session[COMING_WITH] = {
        "provider": provider.key,
        "uid": sociallogin.account.uid,
        "email": _proven_address(sociallogin),
        "name": _name_like(sociallogin.suggested_name),
        "next": sociallogin.state.get("next") or "",
    }
    return redirect("people:sign_up_with")


def not_trusted(request: HttpRequest, name: str, exception: Exception | None) -> HttpResponse:
    log.warning("signing in with %s did not work: %.300s", name, exception or "it answered with an error")
    return _failed(request, NOT_TO_BE_TRUSTED.format(site=isolated(name)), 502)


def _failed(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "people/provider_failed.html", {"sentence": sentence}, status=status)


def _proven_address(sociallogin: SocialLogin) -> str:
    """An address that the provider says it has proven. It only fills the field: here a code proves it again."""
    return next((str(each.email) for each in sociallogin.email_addresses if each.verified is True), "")


def _name_like(suggested: object) -> str:
    """What somebody is called elsewhere, where they can be called so here."""
    try:
        name = checked_name(str(suggested))
    except Refused:
        return ""
    return name if is_free(name) else ""


# --- there and back


def _ask(request: HttpRequest, provider: Provider, process: str, **kept: Any) -> HttpResponse:
    """Send the browser to the provider: by a page of ours and not by a redirect, since what a form leads to must be of
    this site (`form-action` of the content policy), and so that the person sees where they are going."""
    speaking = Adapter(request).get_provider(request, provider.key)
    params = {}
    if provider.kind == OPENID:
        kept["nonce"] = params["nonce"] = secrets.token_urlsafe(24)
    try:
        answer = speaking.redirect(request, process, auth_params=params, **kept)
    except (RequestException, OAuth2Error) as error:
        return not_trusted(request, provider.name, error)
    page = render(request, "people/going.html", {"provider": provider, "address": answer.url})
    # For `as_here`, through which this page may come after a proof: no form was refused.
    page.leads_on = True  # type: ignore[attr-defined]
    return page


@never_cache
@require_POST
@count_post
def sign_in_with(request: HttpRequest, key: str) -> HttpResponse:
    provider = get_provider(key)
    if request.user.is_authenticated:
        return see_other(reverse("people:account"))
    return _ask(request, provider, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))


@never_cache
@require_safe
def back_from(request: HttpRequest, key: str) -> HttpResponse:
    """Where the provider sends the browser back to, with a code that we change for its word on who it is."""
    provider = get_provider(key)
    adapter = SPEAKING[provider.kind](request, *([key] if provider.kind == OPENID else []))
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error) as error:  # before allauth's own care begins
        return not_trusted(request, provider.name, error)
    return answer


class SignUpWith(SignupView):
    """Somebody whom a provider knows and we do not: a name, and an address that a code proves, as for everybody."""

    def get_form_class(self) -> type[SignUpWithForm]:
        return SignUpWithForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _coming(request):
            return redirect("account_signup")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        coming = _coming(self.request)
        return {"email": coming["email"], "name": coming["name"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = _coming(self.request)
        site = name_of_provider(coming["provider"])
        return super().get_context_data(**kwargs) | {"site": site, "next": coming["next"]}


def _coming(request: HttpRequest) -> dict[str, str]:
    coming: dict[str, str] = request.session.get(COMING_WITH, {})
    return coming if coming and any(each.key == coming["provider"] for each in settings.SIGN_IN_WITH) else {}


# --- linking an account that is there


@never_cache
@require_POST
@with_proof
@count_post
def link(request: HttpRequest, key: str) -> HttpResponse:
    return _ask(request, get_provider(key), AuthProcess.CONNECT, data=str(signed_in(request).pk))


def connected(request: HttpRequest, provider: Provider, uid: str, *, for_pk: object) -> HttpResponse:
    """The end of linking: for the account that began it, while its proof is fresh."""
    if not request.user.is_authenticated or str(request.user.pk) != for_pk:
        return _failed(request, BEGIN_AGAIN, 400)
    if not has_proved_lately(request):
        messages.error(request, "That took a while. Show once more that it is you, then link it again.")
        return redirect(reverse("account_reauthenticate", query={"next": reverse("people:account")}))
    mine, name = signed_in(request), isolated(provider.name)
    outcome = link_account(mine, provider.key, uid)
    if outcome is None:
        messages.error(request, f"That account of {name} signs in to another account here. Nothing was changed.")
    elif outcome:
        _tell(mine, "link_added", provider.name)
        messages.success(request, f"You can sign in with {name} now.")
    else:
        messages.info(request, f"You sign in with {name} already.")
    return redirect("people:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_proof
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    mine = signed_in(request)
    if not settings.SIGN_IN_WITH:
        raise Http404
    way = get_object_or_404(Link, pk=pk, account=mine)
    name = name_of_provider(way.provider)
    if request.method == "POST":
        if unlink_account(mine, pk):
            _tell(mine, "link_removed", name)
        messages.success(request, f"{isolated(name)} does not sign you in any more.")
        return see_other(reverse("people:account"))
    return render(request, "people/unlink.html", {"site": name})


def _tell(account: Account, what: str, name: str) -> None:
    get_account_adapter().send_notification_mail(f"people/{what}", account, {"site_linked": name})
