"""Puts the portal's addresses on a Jupyter server."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback

from passerelles.grading.gradebook import preload
from passerelles.kernels import preheat
from passerelles.portal import module_page
from passerelles.portal.addresses import own, shared
from passerelles.portal.sessions import Sessions
from passerelles.portal.settings import from_environment

CULL_EVERY = 10
"""Seconds between two looks at who is still there."""


def load(server: Any) -> None:
    """Add the portal's handlers to a Jupyter `ServerApp`."""
    settings = from_environment(Path(server.root_dir))
    sessions = Sessions(server.kernel_manager)
    preheat()
    if settings.classroom is not None:
        Thread(target=preload, daemon=True).start()
    Thread(target=module_page.write_ahead, daemon=True).start()
    PeriodicCallback(sessions.cull, CULL_EVERY * 1000).start()
    base = server.web_app.settings["base_url"]

    def at(pattern: str) -> str:
        return url_path_join(base, "passerelles", f"/{pattern}")

    server.web_app.add_handlers(
        ".*$",
        [*shared(at, settings, sessions, server.config, server), *own(at, settings)],
    )
