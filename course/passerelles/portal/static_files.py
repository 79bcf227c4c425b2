"""Static files under hashed names: cached for ever, never stale, never from the network."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from passerelles_widgets import assets

HERE: Final = Path(__file__).parent / "static"
HASHED: Final = re.compile(r"^(?P<stem>[a-z.-]+)\.(?P<hash>[0-9a-f]{12})\.(?P<ext>[a-z0-9]+)$")
TYPES: Final = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


@cache
def files() -> dict[str, Path]:
    """Return every static file by plain name: the portal's own and the widgets'."""
    own = {path.name: path for path in sorted(HERE.iterdir()) if path.is_file()}
    return own | assets.ASSETS


@cache
def _digest(path: Path, _stamp: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def hashed_name(name: str) -> str:
    """Return `portal.css` as `portal.<hash>.css`."""
    path = files()[name]
    return f"{path.stem}.{_digest(path, path.stat().st_mtime_ns)}{path.suffix}"


class StaticHandler(JupyterHandler):
    """Serves files that belong to the course and hold nothing of a learner's."""

    @allow_unauthenticated
    def get(self, name: str) -> None:
        match = HASHED.match(name)
        plain = f"{match['stem']}.{match['ext']}" if match else name
        path = files().get(plain)
        if path is None or match is None or hashed_name(plain) != name:
            raise web.HTTPError(404)
        self.set_header("Content-Type", TYPES[match["ext"]])
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.finish(path.read_bytes())
