"""Who may come in: the room's code, the cookies that bring people back, the trainer's password.

Kept in FOLDER/doors.json, written before anybody is let in, so that a server killed and started
again knows everyone. Of cookies and passwords only digests are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import Damaged
from passerelles.dossier.files import StoredFile
from passerelles.library.errors import Refusal

TRAINER: Final = "trainer"
COOKIE: Final = "passerelles-room"
TRAINER_COOKIE: Final = "passerelles-trainer"
_LETTERS: Final = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and digits nobody takes for one another when they are read aloud or off a wall."""
CODE_LENGTH: Final = 6
LIMIT: Final = 1_000_000
MOST_COOKIES: Final = 4000
_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1}
LONGEST_PASSWORD: Final = 200


def digest(token: str) -> str:
    """Return what is kept of a cookie: it cannot be turned back into one."""
    return hashlib.sha256(token.encode()).hexdigest()


class Doors:
    """The way into one room; `password` replaces the trainer's, else a new one is drawn."""

    def __init__(self, folder: Path, password: str | None = None) -> None:
        self._file = StoredFile(folder / "doors.json", LIMIT)
        self.password = password or "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)
        )
        salt = secrets.token_bytes(16)
        known = self._load()
        self.code: str = known.get("code") or "".join(
            secrets.choice(_LETTERS) for _ in range(CODE_LENGTH)
        )
        self._cookies: dict[str, str] = dict(known.get("cookies", {}))
        self._salt, self._digest = salt, _scrypt(self.password, salt)
        self._keep()

    def is_code(self, typed: Any) -> bool:
        """Tell whether somebody typed the room's code; spaces, dashes and case do not matter."""
        if not isinstance(typed, str) or len(typed) > 4 * CODE_LENGTH:
            return False
        plain = "".join(sign for sign in typed.upper() if sign.isalnum())
        return hmac.compare_digest(plain.encode(), self.code.encode())

    def is_password(self, typed: Any) -> bool:
        """Tell whether somebody typed the trainer's password (slow on purpose)."""
        if not isinstance(typed, str) or len(typed) > LONGEST_PASSWORD:
            return False
        return hmac.compare_digest(_scrypt(typed.strip(), self._salt), self._digest)

    def let_in(self, person: str) -> str:
        """Return a new cookie for a participant's id or for `TRAINER`, once it is kept."""
        token = secrets.token_urlsafe(32)
        self._cookies[digest(token)] = person
        while len(self._cookies) > MOST_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))
        self._keep()
        return token

    def who(self, token: str | None) -> str | None:
        """Return whose cookie this is, None when it is nobody's."""
        return self._cookies.get(digest(token)) if token else None

    def forget(self, token: str | None) -> None:
        """Make a cookie worth nothing."""
        if token and self._cookies.pop(digest(token), None) is not None:
            self._keep()

    def forget_person(self, person: str) -> None:
        """Make every cookie of somebody worth nothing."""
        kept = {key: whose for key, whose in self._cookies.items() if whose != person}
        if kept != self._cookies:
            self._cookies = kept
            self._keep()

    def _load(self) -> dict[str, Any]:
        try:
            found = self._file.read() or {}
        except Damaged:
            # Everybody comes back with their word; the file is kept aside for whoever wonders.
            with self._file.locked():
                self._file.set_aside()
            return {}
        cookies = found.get("cookies")
        code = found.get("code")
        return {
            "code": code if isinstance(code, str) and len(code) == CODE_LENGTH else None,
            "cookies": {
                key: whose
                for key, whose in (cookies.items() if isinstance(cookies, dict) else ())
                if isinstance(whose, str)
            },
        }

    def _keep(self) -> None:
        with self._file.locked():
            self._file.write({"code": self.code, "cookies": self._cookies})


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(errors="replace"), salt=salt, dklen=32, **_SCRYPT)


class Tries:
    """Slows down whoever guesses: after `free` wrong tries, each costs a longer wait.

    By address, in monotonic seconds; the oldest addresses are forgotten first.
    """

    def __init__(self, free: int = 8, wait: float = 5.0, longest: float = 120.0) -> None:
        self._free, self._wait, self._longest = free, wait, longest
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise `Refusal` while this address has to wait."""
        _, until = self._wrong.get(address, (0, 0.0))
        left = until - time.monotonic()
        if left > 0:
            seconds = int(left) + 1
            raise Refusal(
                f"Trop d’essais de suite ; attendez {seconds} s, puis recommencez.",
                f"Too many tries in a row; wait {seconds} s, then try again.",
            )

    def wrong(self, address: str) -> None:
        """Note a wrong try."""
        count = self._wrong.pop(address, (0, 0.0))[0] + 1
        wait = 0.0
        if count >= self._free:
            wait = min(self._longest, self._wait * 2.0 ** min(count - self._free, 10))
        self._wrong[address] = (count, time.monotonic() + wait if wait else 0.0)
        while len(self._wrong) > MOST_COOKIES:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget the wrong tries of somebody who got it right."""
        self._wrong.pop(address, None)
