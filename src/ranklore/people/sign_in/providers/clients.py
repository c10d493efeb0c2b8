"""OAuth and OpenID Connect clients. Malformed or unsafe answers of a provider are refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.discord.views import DiscordOAuth2Adapter
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from requests import RequestException

from ranklore.people.sign_in.providers.config import OPENID


@contextmanager
def reject_malformed_answers() -> Iterator[None]:
    """Whatever shape an answer of another site has, it is an answer that we do not take."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ImproperlyConfigured) as error:
        if isinstance(error, RequestException):
            raise
        raise OAuth2Error(f"a strange answer: {type(error).__name__}") from error


class ProviderClientMixin:
    """Our address to come back to, and no trust in the shape of what comes."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("people:provider_callback", args=[app.provider_id]))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        with reject_malformed_answers():
            return super().get_access_token_data(*args, **kwargs)  # type: ignore[misc]

    def parse_token(self, data: Any) -> Any:
        with reject_malformed_answers():
            return super().parse_token(data)  # type: ignore[misc]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        with reject_malformed_answers():
            login = super().complete_login(request, app, token, **kwargs)  # type: ignore[misc]
            told, login.account.extra_data = login.account.extra_data, {}
            self.check(told, login)
        return login

    def check(self, told: dict[str, Any], login: SocialLogin) -> None:
        if not login.account.uid.isprintable():
            raise OAuth2Error("an account with control characters in its name")
        login.suggested_name = told.get("login") or told.get("username") or ""


class OpenIDClient(ProviderClientMixin, OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes of itself; it must be who it was asked as."""
        with reject_malformed_answers():
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


class GitHubClient(ProviderClientMixin, GitHubOAuth2Adapter):
    pass


class DiscordClient(ProviderClientMixin, DiscordOAuth2Adapter):
    pass


PROVIDER_CLIENTS = {OPENID: OpenIDClient, "github": GitHubClient, "discord": DiscordClient}
