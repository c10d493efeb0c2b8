"""A minimal OpenID Connect provider on loopback.

Like a real one it checks the client, the code and its verifier, and signs its ID tokens.
"""

import base64
import hashlib
import html
import http.client
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from ranklore.people.sign_in.providers.config import Provider, parse_providers

SECRET = "a-secret-of-the-client"


@cache
def key_pair(which: str = "published"):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OpenIdProvider:
    """Who is signed in there, and how it fails. `asked` has every path that was requested."""

    person: dict[str, object] = field(
        default_factory=lambda: {
            "sub": "mo-17",
            "email": "mo@example.org",
            "email_verified": True,
            "preferred_username": "mo",
            "picture": "https://id.example.org/mo.png",
        }
    )
    cancels: bool = False
    down: str = ""  # a path that responds with 503
    broken: dict[str, object] = field(default_factory=dict)  # path -> what it responds instead
    claims: dict[str, object] = field(default_factory=dict)  # replace those of the ID token
    signs_with: object = None  # a key that is not the published one
    asked: list[str] = field(default_factory=list)
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    key: object = field(default_factory=key_pair)

    @property
    def provider(self) -> Provider:
        return parse_providers(f"{self.address} ranklore {SECRET} Our Club")[0]

    # --- the response of each path: a status and JSON, or a redirect

    def configuration(self) -> dict[str, object]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        } | {f"{name}_endpoint": f"{self.address}/{path}" for name, path in places.items()}

    def jwks(self) -> dict[str, object]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, as if the person agreed or cancelled."""
        assert asked["client_id"] == "ranklore" and asked["response_type"] == "code"
        assert set(asked["scope"].split()) == {"openid", "email", "profile"}
        assert asked["code_challenge_method"] == "S256"
        if self.cancels:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        basic = base64.b64encode(f"ranklore:{SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)
        if authorization != f"Basic {basic}" or asked is None or sent["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        proof = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.address, "aud": "ranklore", "sub": self.person["sub"], "nonce": asked["nonce"]}
        claims |= {"iat": int(time.time()), "exp": int(time.time()) + 60, **self.claims}
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": "one"})
        token = secrets.token_urlsafe()
        self.tokens.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed}


@contextmanager
def run_provider(site: OpenIdProvider) -> Iterator[OpenIdProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if self.is_wrong(parts.path):
                return
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", site.authorize(asked))
                self.end_headers()
            elif parts.path == "/.well-known/openid-configuration":
                self.answer(200, site.configuration())
            elif parts.path == "/jwks":
                self.answer(200, site.jwks())
            elif self.headers.get("Authorization", "").removeprefix("Bearer ") in site.tokens:
                self.answer(200, site.person)
            else:
                self.answer(401, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if not self.is_wrong(self.path):
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                self.answer(*site.token(sent, self.headers.get("Authorization", "")))

        def is_wrong(self, path: str) -> bool:
            site.asked.append(path)
            if path == site.down:
                self.answer(503, {})
            elif path in site.broken:
                self.answer(200, site.broken[path])
            return path == site.down or path in site.broken

        def answer(self, status: int, what: object) -> None:
            body = what if isinstance(what, bytes) else json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def redirect_address_in(page) -> str:
    """The address that our redirect page sends the browser to."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    return html.unescape(found[1])


def visit_provider(address):
    """Agree or cancel at the provider. Returns the path that it sends the browser back to."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"
