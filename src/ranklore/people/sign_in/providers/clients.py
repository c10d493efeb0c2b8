"""OAuth and OpenID Connect clients. They refuse malformed or unsafe responses of a provider."""

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
def reject_malformed_responses() -> Iterator[None]:
    """Turn any error from an unexpected shape of a response into OAuth2Error."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ImproperlyConfigured) as error:
        if isinstance(error, RequestException):
            raise
        raise OAuth2Error(f"a malformed response: {type(error).__name__}") from error


class ProviderClientMixin:
    """Sets our callback URL and refuses malformed responses."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("people:provider_callback", args=[app.provider_id]))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        with reject_malformed_responses():
            return super().get_access_token_data(*args, **kwargs)  # type: ignore[misc]

    def parse_token(self, data: Any) -> Any:
        with reject_malformed_responses():
            return super().parse_token(data)  # type: ignore[misc]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        with reject_malformed_responses():
            login = super().complete_login(request, app, token, **kwargs)  # type: ignore[misc]
            profile, login.account.extra_data = login.account.extra_data, {}  # stored nowhere
            self.check(profile, login)
        return login

    def check(self, profile: dict[str, Any], login: SocialLogin) -> None:
        """Raise OAuth2Error for an unsafe response, and take the suggested name from the profile."""
        if not login.account.uid.isprintable():
            raise OAuth2Error("the account id has control characters")
        login.suggested_name = profile.get("login") or profile.get("username") or ""


class OpenIDClient(ProviderClientMixin, OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """The configuration that the provider publishes. Its issuer must be the one in our settings."""
        with reject_malformed_responses():
            config: dict[str, Any] = super().openid_config
            if config["issuer"].rstrip("/") != self.get_provider().app.settings["server_url"]:
                raise OAuth2Error("the issuer is not the one in the settings")
            secure = config["issuer"].partition("//")[0]
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
                if config[name].partition("//")[0] not in (secure, "https:"):
                    raise OAuth2Error(f"an unsafe {name}")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        self.did_fetch_access_token = False  # otherwise allauth skips the signature and trusts TLS
        return super()._decode_id_token(app, id_token)

    def check(self, profile: dict[str, Any], login: SocialLogin) -> None:
        """Both tokens must be about one person. `pre_social_login` checks the nonce."""
        if profile["id_token"]["sub"] != profile["userinfo"]["sub"]:
            raise OAuth2Error("two people in one response")
        super().check(profile["userinfo"], login)
        login.suggested_name = profile["userinfo"].get("preferred_username") or ""
        login.nonce = profile["id_token"]["nonce"]


class GitHubClient(ProviderClientMixin, GitHubOAuth2Adapter):
    pass


class DiscordClient(ProviderClientMixin, DiscordOAuth2Adapter):
    pass


PROVIDER_CLIENTS = {OPENID: OpenIDClient, "github": GitHubClient, "discord": DiscordClient}
