"""Sign-in providers as the operator configures them. No Django, because the settings import it."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

OPENID = "openid_connect"
# name -> (protocol, shown name, issuer for OpenID Connect)
KNOWN_PROVIDERS = {
    "github": ("github", "GitHub", ""),
    "discord": ("discord", "Discord", ""),
    "google": (OPENID, "Google", "https://accounts.google.com"),
}
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """A site to sign in with.

    `key` is used in URLs and stored with links. It is made from the issuer's address, never from the shown name: if an
    operator replaces a provider by another one of the same name, the new one must not open anybody's account.
    """

    key: str
    name: str
    kind: str
    client_id: str
    secret: str = field(repr=False)
    issuer: str = ""


def parse_providers(text: str) -> tuple[Provider, ...]:
    """`github ID SECRET; https://id.example.org ID SECRET Our Club` -> the providers, in this order.

    Raises ValueError, whose message never contains the secret.
    """
    entries = [entry.split() for entry in text.split(";") if entry.strip()]
    found = tuple(_parse_provider(number, words) for number, words in enumerate(entries, 1))
    for provider in found:
        if sum(other.key == provider.key for other in found) > 1:
            raise ValueError(f"{provider.key} is listed twice")
    return found


def _parse_provider(number: int, words: list[str]) -> Provider:
    site, *rest = words
    if len(rest) < 2:
        raise ValueError(f"entry {number} needs a site, a client id and a secret")
    client_id, secret, *name = rest
    if site in KNOWN_PROVIDERS:
        kind, shown, issuer = KNOWN_PROVIDERS[site]
        return Provider(site, " ".join(name) or shown, kind, client_id, secret, issuer)
    parts = urlsplit(site)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(
            f"entry {number} begins with neither {', '.join(KNOWN_PROVIDERS)} nor an address with https://"
        )
    if not name:
        raise ValueError(f"entry {number} needs the name to show, after the secret")
    key = re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-.")
    return Provider(key, " ".join(name), OPENID, client_id, secret, site.rstrip("/"))
