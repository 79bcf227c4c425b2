"""A platform's public keys, fetched from where it publishes them and kept for a while.

An unknown key id has the keys fetched again, but not more than once a minute, so
that forged messages do not make the hub hammer the platform.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

import jwt
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from passerelles.hub.lti_checks import LaunchError

FRESH_SECONDS: Final = 3_600
AGAIN_SECONDS: Final = 60
ALGORITHMS: Final = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
}
"""Public-key signatures only, by kind of key: neither `none` nor a shared secret (HS256)."""
_LARGEST: Final = 200_000
_PATIENCE: Final = 10
_LONGEST_TOKEN: Final = 60_000


class Keys:
    """The keys at one address."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.url = url
        self._clock = clock
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched = -float("inf")
        self._lock = asyncio.Lock()

    async def claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a message whose signature is right; raise `LaunchError`.

        Only the signature is checked here.
        """
        if len(token) > _LONGEST_TOKEN:
            raise LaunchError("signature")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise LaunchError("signature") from error
        name, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(name, (str, type(None))):
            raise LaunchError("signature")
        key = await self._key(name)
        # The key says which signatures it makes; the message only chooses among them.
        if key is None or algorithm not in ALGORITHMS[str(key.key_type)]:
            raise LaunchError("signature")
        try:
            claims = json.loads(jwt.api_jws.decode(token, key.key, algorithms=[algorithm]))
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise LaunchError("signature") from error
        if not isinstance(claims, dict):
            raise LaunchError("message")
        return claims

    async def _key(self, name: str | None) -> jwt.PyJWK | None:
        async with self._lock:
            age = self._clock() - self._fetched
            missing = name not in self._keys
            if age > FRESH_SECONDS or (missing and age > AGAIN_SECONDS):
                await self._fetch(must=not self._keys)
        return self._keys.get(name)

    async def _fetch(self, *, must: bool) -> None:
        """Fetch the keys; keep the earlier ones when the platform does not answer."""
        try:
            answer = await AsyncHTTPClient().fetch(
                self.url,
                request_timeout=_PATIENCE,
                connect_timeout=_PATIENCE,
                follow_redirects=False,
                headers={"Accept": "application/json"},
            )
            self._keys = read_keys(answer.body)
            self._fetched = self._clock()
        except (HTTPClientError, OSError, ValueError) as error:
            if must:
                raise LaunchError("keys") from error
            # Not before a minute: a platform that is down is not asked at every click.
            self._fetched = self._clock() - FRESH_SECONDS + AGAIN_SECONDS


def read_keys(raw: bytes) -> dict[str | None, jwt.PyJWK]:
    """Return the signing keys of a JWKS document by id; raise `ValueError`."""
    if len(raw) > _LARGEST:
        raise ValueError("the key set is too long")
    data = json.loads(raw)
    listed = data.get("keys") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ValueError("not a key set")  # noqa: TRY004 - one kind of fault for the caller
    found: dict[str | None, jwt.PyJWK] = {}
    for one in listed:
        # A key for encryption, or of a kind we do not take, is none of ours.
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(one)
        except jwt.PyJWTError:
            continue
        if one.get("kty") in ALGORITHMS:
            found[one.get("kid") if isinstance(one.get("kid"), str) else None] = key
    return found
