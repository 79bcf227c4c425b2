"""A learning platform and a provider of identities on loopback, with keys of their own."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


class Keys:
    """A key pair, and its public half as platforms publish it."""

    def __init__(self, name: str = "key-1") -> None:
        self.name = name
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def public(self) -> dict[str, Any]:
        made = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**made, "kid": self.name, "use": "sig", "alg": "RS256"}

    @property
    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.name})


def unsigned(
    claims: dict[str, Any], algorithm: str, secret: bytes = b"", kid: str = "key-1"
) -> str:
    """Write a token by hand: `none`, or HS256 keyed with whatever is at hand."""
    import hmac  # noqa: PLC0415

    def part(value: Any) -> bytes:
        raw = json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    signed = part({"alg": algorithm, "typ": "JWT", "kid": kid}) + b"." + part(claims)
    signature = b""
    if algorithm == "HS256":
        digest = hmac.new(secret, signed, hashlib.sha256).digest()
        signature = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return (signed + b"." + signature).decode()


class Provider:
    """What answers on loopback: keys, tokens and user information, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.keys = Keys()
        self.published = [self.keys.public]
        self.codes: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.secret = "a secret of the provider"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code, once, for whoever holds the secret and the verifier."""
        person = self.codes.pop(form.get("code", ""), None)
        if person is None or form.get("client_secret") != self.secret:
            return None
        verifier = form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if challenge.decode() != person["challenge"]:
            return None
        given = f"token-{len(self.tokens)}"
        self.tokens[given] = person["info"]
        answer = {"access_token": given, "token_type": "Bearer", "scope": "openid profile"}
        if person["id_token"] is not None:
            answer["id_token"] = self.keys.sign(person["id_token"])
        return answer


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urllib.parse.urlsplit(self.path).path
            one.asked.append(path)
            if path == "/keys":
                self.say({"keys": one.published})
                return
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.say(one.tokens.get(token) if path == "/me" else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self.say(one.token(dict(urllib.parse.parse_qsl(body))))

        def say(self, value: Any) -> None:
            raw = json.dumps(value).encode()
            self.send_response(200 if value is not None else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one = Provider(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def launch(issuer: str, nonce: str, target: str, /, **changed: Any) -> dict[str, Any]:
    """Return the claims of a good launch, with some of them changed or (None) left out."""
    now = int(time.time())
    claims = {
        "iss": issuer,
        "aud": "client-1",
        "sub": "4711",
        "iat": now,
        "exp": now + 300,
        "nonce": nonce,
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": "deployment-1",
        CLAIM + "target_link_uri": target,
        CLAIM + "resource_link": {"id": "link-1"},
        CLAIM + "roles": [MEMBERSHIP + "Learner"],
    }
    for name, value in changed.items():
        key = name if name in claims or name in ("azp", "nbf") else CLAIM + name
        claims[key] = value
    return {key: value for key, value in claims.items() if value is not None}
