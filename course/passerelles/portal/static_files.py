"""Static files under addresses that name their contents: kept for ever, compressed once.

Nothing here is a learner's, so nothing here asks for a login; few headers, for
on a poor line they weigh too.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import brotli
from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from passerelles_widgets import assets

HERE: Final = Path(__file__).parent / "static"
ROOM: Final = Path(__file__).parent.parent / "workshop" / "static"
HASHED: Final = re.compile(r"^(?P<stem>[a-z.-]+)\.(?P<hash>[0-9a-f]{12})\.(?P<ext>[a-z0-9]+)$")
FOR_EVER: Final = "public, max-age=31536000, immutable"
TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
COMPRESSED: Final = frozenset({".js", ".css", ".json", ".svg"})


@cache
def files() -> dict[str, Path]:
    """Return every static file by plain name: the portal's, the training room's, the widgets'."""
    own = {
        path.name: path
        for folder in (HERE, ROOM)
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    return own | assets.ASSETS


@lru_cache(maxsize=512)
def _digest(path: Path, _stamp: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def digest(path: Path) -> str:
    """Return the twelve digits that name a file's content."""
    return _digest(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def encoded(path: Path, encoding: str, _stamp: int) -> bytes:
    """Return a file as it travels: `br`, `gzip` or plain; compressed once, at the first request.

    Brotli at 9 saves a tenth of gzip's size on plotly for the same time; browsers
    take it over HTTPS and on this machine.
    """
    raw = path.read_bytes()
    if encoding == "br":
        return bytes(brotli.compress(raw, quality=9))
    return gzip.compress(raw, 9, mtime=0) if encoding == "gzip" else raw


def hashed_name(name: str) -> str:
    """Return `portal.css` as `portal.<hash>.css`."""
    path = files()[name]
    return f"{path.stem}.{digest(path)}{path.suffix}"


class _Plain(web.RequestHandler):
    """Answers a file with as few headers as will do."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")

    def compute_etag(self) -> None:
        """Send no tag: the address itself says which content this is."""

    def answer(self, path: Path) -> None:
        self.set_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
        self.set_header("Cache-Control", FOR_EVER)
        encoding = self._encoding() if path.suffix in COMPRESSED else ""
        if encoding:
            self.set_header("Content-Encoding", encoding)
            self.set_header("Vary", "Accept-Encoding")
        self.finish(encoded(path, encoding, path.stat().st_mtime_ns))

    def _encoding(self) -> str:
        accepted = self.request.headers.get("Accept-Encoding", "")
        taken = {part.split(";")[0].strip() for part in accepted.split(",")}
        return "br" if "br" in taken else "gzip" if "gzip" in taken else ""


class StaticHandler(_Plain):
    """Serves the course's own files."""

    @allow_unauthenticated
    def get(self, name: str) -> None:
        match = HASHED.match(name)
        plain = f"{match['stem']}.{match['ext']}" if match else name
        path = files().get(plain)
        if path is None or match is None or hashed_name(plain) != name:
            raise web.HTTPError(404)
        self.answer(path)
