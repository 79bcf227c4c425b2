"""Logins that have begun and nonces that have been used, kept across a restart.

A table of its own in an SQLite file of the hub's folder. A login that begins puts
in the digest of its state, its nonce and its browser; the launch that ends it takes
that line out, in one step, so a second launch finds nothing. What nobody ended
goes after a quarter of an hour.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

LIFETIME: Final = 900
"""Seconds a login may take from the first click to the launch."""
MOST: Final = 20_000
"""Logins that may be under way: beyond it somebody is filling the disk."""
_WAIT_SECONDS: Final = 10
_MAKE: Final = """
CREATE TABLE IF NOT EXISTS begun (state TEXT PRIMARY KEY, until REAL NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS used (nonce TEXT PRIMARY KEY, until REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way: with which platform and client, what its nonce is, where it aims."""

    platform: str
    client_id: str
    nonce: str
    browser: str
    target: str


class OnceStore:
    """The file `path`; every call opens and closes it, so that a restart changes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, state: str, begun: Begun, now: float) -> bool:
        """Keep a login that begins; `False` when too many are under way."""
        with self._open() as table:
            table.execute("DELETE FROM begun WHERE until < ?", (now,))
            table.execute("DELETE FROM used WHERE until < ?", (now,))
            (count,) = table.execute("SELECT count(*) FROM begun").fetchone()
            if count >= MOST:
                return False
            kept = json.dumps(asdict(begun))
            table.execute(
                "INSERT INTO begun VALUES (?, ?, ?)", (digest(state), now + LIFETIME, kept)
            )
        return True

    def end(self, state: str, now: float) -> Begun | None:
        """Take out the login of `state`, once; `None` when there is none, or none any more."""
        with self._open() as table:
            found = table.execute(
                "DELETE FROM begun WHERE state = ? RETURNING what, until", (digest(state),)
            ).fetchall()
        if not found or found[0][1] < now:
            return None
        return Begun(**json.loads(found[0][0]))

    def use(self, nonce: str, until: float) -> bool:
        """Mark a nonce as used until `until`; `False` when it was used before."""
        try:
            with self._open() as table:
                table.execute("INSERT INTO used VALUES (?, ?)", (digest(nonce), until))
        except sqlite3.IntegrityError:
            return False
        return True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if not self.path.exists():
            self.path.touch(0o600)
        with closing(sqlite3.connect(self.path, timeout=_WAIT_SECONDS)) as table:
            table.executescript(_MAKE)
            with table:
                table.execute("BEGIN IMMEDIATE")
                yield table


def digest(text: str) -> str:
    """Return what is kept of a secret: enough to know it again."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
