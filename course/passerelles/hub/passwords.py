"""Passwords of accounts made on the hub: what is accepted, and how often one may try.

Length counts, composition rules do not, and what everybody tries first is refused
(NIST SP 800-63B, 5.1.1). bcrypt reads 72 bytes, so no more are taken.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from passerelles.hub.pages import refusal

LONGEST_BYTES: Final = 72
"""What bcrypt reads of a password."""
ROUNDS: Final = 12
"""bcrypt's cost: 2 to this power; a quarter of a second on an ordinary machine."""
_REMEMBERED: Final = 10_000
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_SHORT_NAME: Final = 3


def check_password(password: str, name: str, least: int) -> str:
    """Return `password` when it will do for `name`; raise `Refusal` saying why not."""
    if len(password) < least or len(set(password)) < least // 3:
        raise refusal("password.short", least=least)
    if len(password.encode("utf-8", "replace")) > LONGEST_BYTES:
        raise refusal("password.long")
    folded = password.strip().lower()
    if folded in _common() or password in _common():
        raise refusal("password.common")
    if len(name) > _SHORT_NAME and name in folded and len(folded) < len(name) + least // 2:
        raise refusal("password.like_name")
    return password


def hashed(password: str) -> bytes:
    """Return bcrypt's digest of a password, salt and cost in it; takes a quarter of a second."""
    import bcrypt  # noqa: PLC0415 - the extra `hub`

    return bytes(bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)))


def matches(password: str, digest: bytes | None) -> bool:
    """Compare a password with a digest; without one it takes as long and says no."""
    import bcrypt  # noqa: PLC0415 - the extra `hub`

    raw = password.encode("utf-8", "replace")
    too_long = len(raw) > LONGEST_BYTES
    found = bcrypt.checkpw(raw[:LONGEST_BYTES], bytes(digest or _nobody()))
    return found and digest is not None and not too_long


def made_up() -> str:
    """Return a password for a person to copy: four groups, 78 bits, no letters alike."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@dataclass
class Tries:
    """Wrong passwords by name: after `limit` of them in a row the name rests for `seconds`.

    Kept in memory: a restart of the hub forgives. Names nobody has count as well, so
    that resting tells nothing about who exists; the oldest are forgotten first.
    """

    limit: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _wrong: dict[str, tuple[int, float]] = field(default_factory=dict)

    def resting(self, name: str) -> float:
        """Return the seconds that `name` still rests, 0 when it may try."""
        count, last = self._wrong.get(name, (0, 0.0))
        left = last + self.seconds - self.clock()
        if left <= 0:
            self._wrong.pop(name, None)
        return left if count >= self.limit and left > 0 else 0.0

    def wrong(self, name: str) -> None:
        """Count a wrong password."""
        count, _ = self._wrong.pop(name, (0, 0.0))
        self._wrong[name] = (count + 1, self.clock())
        while len(self._wrong) > _REMEMBERED:
            self._wrong.pop(next(iter(self._wrong)))

    def right(self, name: str) -> None:
        """Forget the wrong ones."""
        self._wrong.pop(name, None)


@cache
def _common() -> frozenset[str]:
    listed = files("nativeauthenticator") / "common-credentials.txt"
    return frozenset(listed.read_text(encoding="utf-8").splitlines())


@cache
def _nobody() -> bytes:
    return hashed(secrets.token_hex(16))
